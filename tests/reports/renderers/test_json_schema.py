import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from reports.enums import RenditionFormat
from reports.renderers.json_schema import report_schema
from reports.renderers.opendata import as_data
from tests.support.documents import EVERY_DOCUMENT, rich_document


def findings(data: object) -> list[str]:
    return [
        error.json_path
        for error in Draft202012Validator(report_schema(), format_checker=FormatChecker()).iter_errors(data)
    ]


def content(data: dict, chapter: int) -> dict:
    return data["chapters"][chapter]["sections"][0]["content"]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_every_report_fits_the_schema(document):
    assert findings(as_data(document())) == []


def test_the_published_pair_fits_together(rich_files):
    data = json.loads(rich_files[RenditionFormat.JSON].content)
    schema = rich_files[RenditionFormat.JSON_SCHEMA]

    assert data["$schema"] == schema.name == "DEMO-114-1.schema.json"
    assert json.loads(schema.content) == report_schema()
    assert schema.media_type == "application/schema+json"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data.pop("figures"), "$"),
        (lambda data: data.update(note="x"), "$"),
        (lambda data: data.update(schema_version=99), "$.schema_version"),
        (lambda data: data.update(announced_on="115/3/31"), "$.announced_on"),
        (lambda data: data.update(edition="1"), "$.edition"),
        (lambda data: data["licence"].pop("attribution"), "$.licence"),
        (lambda data: data["figures"][0].update(value=99.95), "$.figures[0].value"),
        (lambda data: content(data, 0).update(kind="poem"), "$.chapters[0].sections[0].content"),
        (lambda data: content(data, 1)["budgets"][0].pop("key"), "$.chapters[1].sections[0].content"),
    ],
)  # fmt: skip
def test_what_is_not_a_report_does_not_fit(change, place):
    data = as_data(rich_document())

    change(data)

    assert findings(data) == [place]
