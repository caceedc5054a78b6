"""Every field of the content schema has a name for people."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import get_args, get_type_hints

from django.utils.translation import override

from reports.content import CONTENT_TYPES, ReportSettings, Style
from reports.content.comparison import compare_documents
from reports.domain.field_names import FIELD_NAMES, report_field_name, value_text
from reports.enums import BracketWidth, Face, ItemMark
from tests.support.documents import rich_document


def paths(cls, prefix=""):
    hints = get_type_hints(cls)
    for field in fields(cls):
        if field.name in {"key", "kind"}:
            continue
        path, inner = prefix + field.name, hints[field.name]
        row = next((member for member in get_args(inner) if is_dataclass(member)), None)
        if row is not None:
            yield path
            yield from paths(row, f"{path}.")
        elif is_dataclass(inner):
            yield from paths(inner, f"{path}.")
        else:
            yield path


def test_the_names_are_exactly_those_of_the_schema():
    assert FIELD_NAMES.keys() == {path for cls in CONTENT_TYPES.values() for path in paths(cls)}


def test_what_belongs_to_the_whole_report_has_a_name_of_its_own():
    document = rich_document()
    other = replace(
        document, title="甲", agency_name="乙",
        chapters=tuple(replace(chapter, title="丙") for chapter in document.chapters),
        settings=ReportSettings(
            is_rate_capped=False, rate_decimals=1, bracket_width=BracketWidth.FULL,
            explain_execution_below=Decimal(1), improve_execution_below=Decimal(1),
            style=Style(
                Face.SANS, Face.SANS, ItemMark.COMMA, "#111111", "#111111", "#ffffff", "#111111", False, "頁首"
            ),
        ),
    )  # fmt: skip
    (change,) = compare_documents(document, other)
    with override("zh-hant"):
        names = {each.field: str(report_field_name(each.field)) for each in change.differences}

    assert (names["title"], names["agency_name"]) == ("標題", "機關")
    assert len(names) == 16 + len(document.chapters)
    assert [field for field, name in names.items() if name.isascii()] == []


def test_choices_are_read_by_their_labels_and_other_values_as_they_are():
    with override("en"):
        assert value_text("indicators.direction", "lower") == "Lower is better"
        assert value_text("indicators.name", "lower") == "lower"
