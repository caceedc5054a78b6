"""The OpenAPI document: valid, without a warning, and true to the content's dataclasses."""

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from reports.content import CONTENT_TYPES, to_json
from reports.enums import SectionKind
from tests.factories.contents import CONTENTS, plan
from tests.factories.office import make_user
from tests.support.api import ROOT, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    result: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return result


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_document_is_valid_and_without_a_warning(document):
    validate_schema(document)

    assert len(operations(document)) >= 26
    assert list(GENERATOR_STATS._warn_cache) + list(GENERATOR_STATS._error_cache) == []


def test_every_operation_has_a_summary_and_its_refusals(document):
    for name, operation in operations(document).items():
        needed = {"401", "406", "429"} | ({"400", "413", "415"} if "requestBody" in operation else set())

        assert operation["summary"], name
        assert needed <= set(operation["responses"]), name
        assert ("404" in operation["responses"]) == ("{" in name), name


def test_every_refusal_has_the_shape_of_an_error(document):
    shapes = {"Error", "StaleContentError", "InvalidContentError"}

    for name, operation in operations(document).items():
        for status, response in operation["responses"].items():
            if status >= "400":
                reference = response["content"]["application/json"]["schema"]["$ref"]
                assert reference.rpartition("/")[2] in shapes, (name, status)


def test_every_reference_points_at_a_component(document):
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*map(references, node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert references(document) <= known


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0's `nullable` in JSON Schema's words."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {name: as_json_schema(item) for name, item in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


def validator(document: dict[str, Any]) -> Draft202012Validator:
    components = as_json_schema(document["components"])
    return Draft202012Validator({"$ref": "#/components/schemas/SectionContent", "components": components})


@pytest.mark.parametrize("kind", SectionKind)
def test_content_of_every_kind_fits_its_schema(document, kind):
    for content in (CONTENTS[kind], CONTENT_TYPES[kind]()):
        assert list(validator(document).iter_errors(to_json(content))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "goals"},
        {"kind": "other"},
        {"surplus": 1},
        {"title": None},
        {"title": "長" * 20_001},
        {"period_start_year": "114"},
        {"paragraphs": [{"key": "p1"}]},
        {"budgets": [{"key": "b1", "appropriation_thousands": 1.5}]},
        {"indicators": [{}]},
        {"goal_keys": "g1"},
    ],
)
def test_content_that_is_refused_does_not_fit_its_schema(document, change):
    assert list(validator(document).iter_errors(to_json(plan()) | change)) != []


def test_the_document_is_served_to_who_is_logged_in():
    response = client_of(make_user("alice")).get(f"{ROOT}/schema", headers={"Accept": "application/vnd.oai.openapi"})

    assert response.status_code == 200
    assert client_of().get(f"{ROOT}/schema").status_code == 401
