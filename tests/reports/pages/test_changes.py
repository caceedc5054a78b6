from dataclasses import replace
from decimal import Decimal

from reports.content import Measure, Paragraph
from reports.pages.changes import shown_changes
from tests.factories import contents


def said(old, new):
    return [
        (change.where, str(change.label), "".join(run.text for run in change.runs))
        for change in shown_changes(old, new)
    ]


def test_a_changed_figure_is_shown_whole_and_once():
    row = contents.indicator(actual=Measure("87.44%", Decimal("87.44"), "%"))

    found = said(contents.plan(), contents.plan(indicators=(row,)))

    assert found == [("Indicator 1 “查驗設備可用率”", "Actual value", "99.00% → 87.44%")]


def test_a_number_that_changed_behind_the_same_print_is_still_shown():
    row = contents.indicator(achievement_rate=Decimal(97))

    found = said(contents.plan(), contents.plan(indicators=(row,)))

    assert found == [("Indicator 1 “查驗設備可用率”", "Achievement rate as a number (%)", "100 → 97")]


def test_changed_words_are_marked_by_character():
    new = contents.plan(paragraphs=(Paragraph("p1", "全年完成設備更新並驗收。"),))

    (change,) = shown_changes(contents.plan(), new)

    marked = [(run.kind.value, run.text) for run in change.runs]
    assert marked == [("same", "全年完成設備"), ("removed", "汰換"), ("added", "更新"), ("same", "並驗收。")]


def test_a_moved_row_says_from_where_to_where():
    plan = contents.plan(paragraphs=(Paragraph("p1", "甲"), Paragraph("p2", "乙")))

    (change,) = shown_changes(plan, replace(plan, paragraphs=plan.paragraphs[::-1]))

    assert change.moved in {("1", "2"), ("2", "1")}


def test_equal_contents_have_no_changes():
    assert shown_changes(contents.plan(), contents.plan()) == []
