import json
import unicodedata
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.content import (
    CONTENT_TYPES,
    ContentError,
    GoalLine,
    GoalsContent,
    Measure,
    OverallOpinionContent,
    Paragraph,
    ReportSettings,
    Style,
    canonical_json,
    frozen_json,
    section_from_json,
    sha256_hex,
    thaw,
    to_json,
)
from reports.content.codec import MAX_NUMBER_DIGITS, MAX_ROWS, MAX_TEXT_LENGTH, document_from_json
from reports.enums import SectionKind
from reports.values.text import is_forbidden, normalise
from tests.support.documents import plan_content, rich_document

texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12).map(
    lambda text: "".join(character for character in normalise(text) if not is_forbidden(character))
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)


def values_of(hint: object) -> st.SearchStrategy:
    """Any value the schema allows for a type hint."""
    if is_dataclass(hint):
        return contents_of(hint)
    if args := [option for option in get_args(hint) if option not in (type(None), ...)]:
        is_optional = type(None) in get_args(hint)
        return st.none() | values_of(args[0]) if is_optional else rows_of(args[0])
    known = {
        str: texts,
        bool: st.booleans(),
        int: st.integers(1 - 10**MAX_NUMBER_DIGITS, 10**MAX_NUMBER_DIGITS - 1),
        Decimal: decimals,
    }
    return known[hint] if hint in known else st.sampled_from(hint)


def rows_of(kind: object) -> st.SearchStrategy:
    """Up to three rows with keys of their own."""
    return st.lists(values_of(kind), max_size=3).map(
        lambda rows: tuple(
            replace(row, key=f"k{number}") if hasattr(row, "key") else row for number, row in enumerate(rows)
        )
    )


def contents_of(cls: type) -> st.SearchStrategy:
    hints = get_type_hints(cls)
    return st.builds(cls, **{field.name: values_of(hints[field.name]) for field in fields(cls) if field.name != "kind"})


contents = st.one_of([contents_of(cls) for cls in CONTENT_TYPES.values()])


def refusal(data: object, kind: SectionKind | None = None) -> tuple[str, str]:
    with pytest.raises(ContentError) as error:
        section_from_json(data, kind=kind)
    return error.value.code, error.value.path


@given(contents)
@settings(max_examples=60, deadline=None)
def test_every_content_survives_json(content):
    assert section_from_json(json.loads(json.dumps(to_json(content))), kind=content.kind) == content


@given(contents)
@settings(max_examples=40, deadline=None)
def test_every_frozen_content_thaws_to_itself(content):
    assert thaw(frozen_json(content)) == content
    assert frozen_json(thaw(frozen_json(content))) == frozen_json(content)


@given(contents, contents)
@settings(max_examples=40, deadline=None)
def test_hashes_agree_exactly_when_canonical_texts_do(one, other):
    is_same = canonical_json(one) == canonical_json(other)

    assert (sha256_hex(frozen_json(one)) == sha256_hex(frozen_json(other))) is is_same


@given(contents, st.randoms())
@settings(max_examples=40, deadline=None)
def test_order_of_keys_in_the_input_does_not_change_the_hash(content, random):
    def shuffled(value):
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {key: shuffled(item) for key, item in items}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    assert frozen_json(section_from_json(shuffled(to_json(content)))) == frozen_json(content)


def test_the_hash_of_a_known_content_never_changes():
    """Sign-offs point at these bytes: a change here breaks every stored revision."""
    content = GoalsContent((GoalLine("g1", "守護口岸安全。"),))

    assert frozen_json(content) == (
        '{"content":{"goals":[{"key":"g1","text":"守護口岸安全。"}],"kind":"goals"},"schema_version":1}'
    )
    assert sha256_hex(frozen_json(content)) == "b1b1ce995a3d9a07fbf2fbcde1ebf17fcefd6c8502681ba4bd66e4a30d7197a7"


@pytest.mark.parametrize(
    ("one", "other"), [("65", "65.00"), ("27700", "2.77E4"), ("0", "-0"), ("0", "0.00"), ("-1.5", "-1.50")]
)
def test_equal_figures_have_one_canonical_form(one, other):
    assert Decimal(one) == Decimal(other)
    assert canonical_json(Measure("", Decimal(one))) == canonical_json(Measure("", Decimal(other)))


@given(st.text(st.characters().filter(lambda character: not is_forbidden(character)), max_size=10))
def test_text_is_stored_composed_with_one_kind_of_line_break(text):
    stored = section_from_json(opinion(f"e\u0301\r\n{text}")).paragraphs[0].text

    assert stored.startswith("\u00e9\n")
    assert unicodedata.is_normalized("NFC", stored)


def test_rich_document_survives():
    for section in rich_document().sections():
        assert section_from_json(to_json(section.content)) == section.content


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ([], ("not_an_object", "")),
        ("goals", ("not_an_object", "")),
        ({}, ("unknown_kind", "kind")),
        ({"kind": "preface"}, ("unknown_kind", "kind")),
        ({"kind": "goals", "goal": []}, ("unknown_field", "goal")),
        ({"kind": "goals", "goals": [{"key": "g1"}]}, ("missing_field", "goals[0].text")),
        ({"kind": "goals", "goals": {}}, ("wrong_type", "goals")),
        ({"kind": "goals", "goals": ["甲"]}, ("not_an_object", "goals[0]")),
        ({"kind": "goals", "goals": [{"key": "g1", "text": 1}]}, ("wrong_type", "goals[0].text")),
        ({"kind": "goals", "goals": [{"key": "g1", "text": "甲\u202e"}]}, ("forbidden_character", "goals[0].text")),
        ({"kind": "goals", "goals": [{"key": "g1", "text": "甲"}] * 2}, ("duplicate_key", "goals[1].key")),
        ({"kind": "plan", "has_heading_colon": 1}, ("wrong_type", "has_heading_colon")),
        ({"kind": "plan", "period_start_year": "112"}, ("wrong_type", "period_start_year")),
        ({"kind": "plan", "period_start_year": True}, ("wrong_type", "period_start_year")),
        ({"kind": "plan", "period_start_year": 112.0}, ("wrong_type", "period_start_year")),
    ],
)
def test_refusals_name_their_place(data, expected):
    assert refusal(data) == expected


@pytest.mark.parametrize(
    "value", ["12,34", "", "NaN", "Infinity", "1e400", "1e1000000", "百", 1.5, True, [], "9" * 16, "0.0000001"]
)
def test_what_is_no_number_is_refused(value):
    data = to_json(plan_content())
    data["indicators"][1]["target"]["value"] = value

    assert refusal(data) == ("not_a_number", "indicators[1].target.value")


def test_unknown_choice_is_refused():
    data = to_json(plan_content())
    data["indicators"][0]["direction"] = "sideways"

    assert refusal(data) == ("unknown_choice", "indicators[0].direction")


def test_content_of_another_kind_is_refused():
    assert refusal({"kind": "goals"}, SectionKind.PLAN) == ("wrong_kind", "kind")


def test_row_without_key_is_new():
    content = section_from_json({"kind": "overall_opinion", "paragraphs": [{"text": "甲"}, {"text": "乙"}]})

    assert content == OverallOpinionContent((Paragraph("", "甲"), Paragraph("", "乙")))


def test_limits_are_inclusive():
    assert section_from_json(opinion("甲" * MAX_TEXT_LENGTH))
    assert refusal(opinion("甲" * (MAX_TEXT_LENGTH + 1))) == ("text_too_long", "paragraphs[0].text")
    assert section_from_json(opinion(*["甲"] * MAX_ROWS))
    assert refusal(opinion(*["甲"] * (MAX_ROWS + 1))) == ("too_many_rows", "paragraphs")


def opinion(*rows: str) -> dict:
    return {"kind": "overall_opinion", "paragraphs": [{"text": text} for text in rows]}


@pytest.mark.parametrize(("amount", "is_accepted"), [(10**MAX_NUMBER_DIGITS - 1, True), (10**MAX_NUMBER_DIGITS, False)])
def test_amounts_have_a_limit(amount, is_accepted):
    data = to_json(plan_content())
    data["budgets"][0]["expended_thousands"] = amount

    if is_accepted:
        assert section_from_json(data).budgets[0].expended_thousands == amount
    else:
        assert refusal(data) == ("wrong_type", "budgets[0].expended_thousands")


def test_revision_of_another_schema_version_is_refused():
    with pytest.raises(ContentError) as error:
        thaw('{"content":{"kind":"goals"},"schema_version":99}')

    assert (error.value.code, error.value.params) == ("unknown_schema_version", {"version": 99})


def test_field_added_later_is_written_only_where_it_says_something():
    plain = rich_document()
    styled = replace(plain, settings=ReportSettings(style=Style(has_cover=False)))

    assert "style" not in json.loads(canonical_json(plain))["settings"]
    assert document_from_json(json.loads(canonical_json(plain))) == plain
    assert json.loads(canonical_json(styled))["settings"]["style"]["has_cover"] is False
    assert document_from_json(json.loads(canonical_json(styled))) == styled


def test_a_document_frozen_before_editions_had_numbers_in_it_keeps_its_hash():
    unnumbered = replace(rich_document(), edition=0)

    assert "edition" not in json.loads(canonical_json(unnumbered))
    assert document_from_json(json.loads(canonical_json(unnumbered))) == unnumbered
