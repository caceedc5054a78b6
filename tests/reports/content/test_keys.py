"""Keys are identifiers for life: given by the house, kept by the row they were given to, never another's."""

from pathlib import Path

import pytest

from reports.content import (
    AchievementContent,
    Answer,
    ContentError,
    FollowUpContent,
    OverallOpinionContent,
    Paragraph,
    PlanContent,
    SectionContent,
    Theme,
    section_from_json,
)
from reports.content.keys import is_same_row, rows, with_keys, without_unknown_keys, words
from reports.importing import import_as_json, import_report
from tests.factories.contents import budget, indicator, plan

TEXT = Path(__file__).resolve().parents[2] / "data" / "report-114.txt"


def imported(text: str) -> dict[str, SectionContent]:
    """Code → content, by way of the JSON that the command prints and the API takes."""
    chapters = import_as_json(import_report(text))["chapters"]
    return {part["code"]: section_from_json(part["content"]) for chapter in chapters for part in chapter["sections"]}


def opinion(*texts: str, keys: tuple[str, ...] = ()) -> OverallOpinionContent:
    keys = keys or ("",) * len(texts)
    return OverallOpinionContent(tuple(Paragraph(key, text) for key, text in zip(keys, texts, strict=True)))


def keys_after(content, current, last_number: int = 9) -> list[str]:
    found = with_keys(content, last_number=last_number, current=current).content
    return [row.key for _path, row in rows(found)]


def test_the_first_content_may_bring_keys_and_the_rest_are_numbered_on():
    keyed = with_keys(plan(paragraphs=(Paragraph("p7", "甲"), Paragraph("", "乙"))), last_number=0)

    assert [row.key for _path, row in rows(keyed.content)] == ["i1", "b1", "p7", "p8"]
    assert keyed.last_number == 8


@pytest.mark.parametrize("key", ["p0", "p01", "p100000", "i1", "P1", "1", "p1 ", "p"])
def test_the_first_content_brings_no_other_keys(key):
    with pytest.raises(ContentError) as refused:
        with_keys(opinion("甲", keys=(key,)), last_number=0)

    assert (refused.value.code, refused.value.path) == ("bad_key", "paragraphs[0].key")


@pytest.mark.parametrize("key", ["p2", "p99999", "p100000", "i1", "x", "p1\n"])
def test_later_no_key_is_accepted_that_the_section_does_not_have(key):
    with pytest.raises(ContentError) as refused:
        with_keys(opinion("甲", "乙", keys=("p1", key)), last_number=9, current=opinion("甲", keys=("p1",)))

    assert (refused.value.code, refused.value.path) == ("unknown_key", "paragraphs[1].key")


def test_the_highest_key_of_a_first_content_stops_no_later_save():
    first = with_keys(opinion("甲", keys=("p99999",)), last_number=0)
    second = with_keys(opinion("甲", "乙"), last_number=first.last_number, current=first.content)
    third = with_keys(second.content, last_number=second.last_number, current=second.content)

    assert [row.key for _path, row in rows(third.content)] == ["p99999", "p100000"]
    assert third == second


def test_a_key_moves_with_its_paragraph_between_parts_but_not_between_kinds():
    current = plan(paragraphs=(Paragraph("p1", "甲"),))

    moved = plan(paragraphs=(), review_and_actions=(Paragraph("p1", "乙"),))
    assert with_keys(moved, last_number=9, current=current).content == moved
    with pytest.raises(ContentError, match="unknown_key"):
        with_keys(plan(indicators=(indicator("p1"),), paragraphs=()), last_number=9, current=current)


@pytest.mark.parametrize(
    ("texts", "keys"),
    [
        (("甲", "乙", "丙"), ["p1", "p2", "p3"]),
        (("丙", "甲", "乙"), ["p3", "p1", "p2"]),
        (("新", "甲", "乙", "丙"), ["p10", "p1", "p2", "p3"]),
        (("甲", "改", "丙"), ["p1", "p10", "p3"]),
        (("乙", "乙", "甲"), ["p2", "p10", "p1"]),
    ],
)
def test_rows_without_keys_are_those_they_repeat(texts, keys):
    assert keys_after(opinion(*texts), opinion("甲", "乙", "丙", keys=("p1", "p2", "p3"))) == keys


def test_a_key_that_is_named_is_not_given_to_a_row_with_the_same_words():
    current = opinion("甲", keys=("p1",))

    assert keys_after(opinion("甲", "改", keys=("", "p1")), current) == ["p10", "p1"]


def test_a_name_is_enough_for_an_indicator_whose_figures_were_corrected():
    current = plan(indicators=(indicator("i1"), indicator("i2", name="乙")))
    again = plan(indicators=(indicator("", name="乙", explanation="更正"), indicator("", name="丙")), budgets=())

    assert keys_after(again, current) == ["i2", "i10", "p1"]


def test_rows_without_words_continue_the_one_at_their_place_in_a_list_as_long():
    current = plan(budgets=(budget("b1"), budget("b2")))

    assert keys_after(plan(budgets=(budget(""), budget(""))), current) == ["i1", "b1", "b2", "p1"]
    assert keys_after(plan(budgets=(budget(""),)), current) == ["i1", "b10", "p1"]
    assert keys_after(plan(budgets=(budget("b2"), budget(""))), current) == ["i1", "b2", "b10", "p1"]


def test_items_are_found_again_under_their_theme_and_answers_by_their_opinion():
    items = (Paragraph("p3", "甲"), Paragraph("p4", "乙"))
    themes = AchievementContent(themes=(Theme("t1", "主題", items), Theme("t2", "其他")))
    again = AchievementContent(themes=(Theme("", "其他"), Theme("", "主題", (Paragraph("", "乙"),))))
    answers = FollowUpContent((Answer("a1", "意見", (Paragraph("p2", "已辦"),)), Answer("a3", "")))

    assert keys_after(again, themes) == ["t2", "t1", "p4"]
    assert keys_after(FollowUpContent((Answer("", "意見"), Answer("", ""))), answers) == ["a1", "a3"]


def test_a_corrected_text_that_is_imported_again_keeps_every_identifier():
    text = TEXT.read_text("utf-8")
    line = "(1)服務櫃檯設備妥善率\t99.95%\t99.95%\t100%\n"
    first, corrected = (imported(each) for each in (text, text.replace(line, "").replace("35,798", "35,799")))
    assert corrected["plan-2"] != first["plan-2"]

    for code, content in first.items():
        stored = with_keys(content, last_number=0)
        again = with_keys(corrected[code], last_number=stored.last_number, current=stored.content)
        assert again.last_number == stored.last_number, code
        named = {row.key: words(row) for _path, row in rows(stored.content)}
        assert all(named[row.key] == words(row) for _path, row in rows(again.content))


def test_a_former_row_is_accepted_and_otherwise_its_key_is_left_out_of_a_form():
    current, undone = opinion("甲", keys=("p1",)), opinion("甲", "乙", keys=("p1", "p2"))

    def knows(row):
        return row == Paragraph("p2", "乙")

    assert with_keys(undone, last_number=9, current=current, is_former=knows).content == undone
    assert without_unknown_keys(undone, current=current, is_former=knows) == undone
    other = opinion("甲", "丙", keys=("p1", "p2"))
    assert without_unknown_keys(other, current=current, is_former=knows) == opinion("甲", "丙", keys=("p1", ""))
    assert without_unknown_keys(other, current=None, is_former=knows) == other


def test_the_same_row_has_the_same_words_or_is_alike_in_all():
    assert is_same_row(indicator("i1"), indicator("i1", explanation="更正"))
    assert not is_same_row(indicator("i1"), indicator("i1", name="別的"))
    assert is_same_row(budget("b1"), budget("b2"))
    assert not is_same_row(budget("b1"), budget("b1", expended_thousands=1))
    assert not is_same_row(Paragraph("p1", "甲"), Theme("p1", "甲"))


def test_empty_content_needs_no_key():
    assert with_keys(PlanContent(), last_number=3).last_number == 3
