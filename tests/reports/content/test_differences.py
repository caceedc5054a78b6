"""What a reviewer is shown of a change: every difference, once, in reading order."""

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content import AchievementContent, GoalLine, GoalsContent, Paragraph, Theme, frozen_json
from reports.content.differences import Difference, DifferenceKind, Run, RunKind, differences, text_runs
from tests.factories.contents import CONTENTS, budget, indicator, plan

ADDED, REMOVED, CHANGED, MOVED = DifferenceKind


def paragraphs(*keys: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(key, f"{key}的文字。") for key in keys)


@pytest.mark.parametrize("content", CONTENTS.values(), ids=[kind.value for kind in CONTENTS])
def test_equal_contents_have_no_difference(content):
    assert differences(content, content) == ()


def test_a_changed_figure_shows_its_row_and_both_values():
    changed = plan(budgets=(budget(expended_thousands=940),))

    assert differences(plan(), changed) == (
        Difference(CHANGED, "budgets.expended_thousands", "b1", "1", "", "950", "940"),
    )


def test_a_number_that_is_not_printed_shows_too():
    assert [d.field for d in differences(plan(), plan(indicators=(indicator(achievement_rate=None),)))] == [
        "indicators.achievement_rate"
    ]


def test_an_inserted_row_is_one_addition():
    old = plan(paragraphs=paragraphs("p1", "p2"))
    new = plan(paragraphs=paragraphs("p1", "p9", "p2"))

    assert differences(old, new) == (Difference(ADDED, "paragraphs.text", "p9", "2", "", "", "p9的文字。"),)


def test_a_removed_row_stands_where_it_was():
    old = plan(paragraphs=paragraphs("p1", "p2", "p3"))
    new = plan(paragraphs=(Paragraph("p1", "新的。"), Paragraph("p3", "新的。")))

    assert [(d.kind, d.row) for d in differences(old, new)] == [(CHANGED, "p1"), (REMOVED, "p2"), (CHANGED, "p3")]


def test_a_row_that_changed_place_is_moved_and_its_neighbours_are_not():
    old = plan(paragraphs=paragraphs("p1", "p2", "p3"))
    new = plan(paragraphs=paragraphs("p3", "p1", "p2"))

    assert differences(old, new) == (Difference(MOVED, "paragraphs", "p3", "1", "", "3", "1"),)


def test_an_item_that_went_to_another_theme_is_moved():
    def content(first: tuple[str, ...], second: tuple[str, ...]) -> AchievementContent:
        themes = (Theme("t1", "甲", paragraphs(*first)), Theme("t2", "乙", paragraphs(*second)))
        return AchievementContent(themes=themes)

    found = differences(content(("p1",), ("p2",)), content((), ("p1", "p2")))

    assert [(d.kind, d.row, d.old, d.new) for d in found] == [(MOVED, "p1", "1.1", "2.1")]


def test_a_paragraph_that_went_to_another_list_is_taken_out_and_put_in():
    new = plan(paragraphs=(), review_and_actions=plan().paragraphs)

    assert {d.kind for d in differences(plan(), new)} == {ADDED, REMOVED}


def test_an_empty_row_that_came_shows_although_it_says_nothing():
    assert differences(GoalsContent(), GoalsContent(goals=(GoalLine("g1", ""),))) == (
        Difference(ADDED, "goals", "g1", "1", "", "", ""),
    )


def test_everything_of_a_first_submission_is_an_addition():
    found = differences(None, plan())

    assert {d.kind for d in found} == {ADDED}
    assert [d.new for d in found if d.field == "title"] == [plan().title]


def test_a_row_is_called_by_its_name():
    found = differences(plan(), plan(indicators=(indicator(explanation="旅運量增加"),)))

    assert [(d.name, d.field, d.new) for d in found] == [("查驗設備可用率", "indicators.explanation", "旅運量增加")]


def test_text_runs_are_by_character():
    assert text_runs("提升通關品質", "精進通關品質") == (
        Run(RunKind.REMOVED, "提升"),
        Run(RunKind.ADDED, "精進"),
        Run(RunKind.SAME, "通關品質"),
    )


@given(st.text(alphabet="甲乙丙。", max_size=40), st.text(alphabet="甲乙丙。", max_size=40))
def test_runs_tell_both_texts(old, new):
    runs = text_runs(old, new)

    assert "".join(run.text for run in runs if run.kind is not RunKind.ADDED) == old
    assert "".join(run.text for run in runs if run.kind is not RunKind.REMOVED) == new


@pytest.mark.parametrize("unit", ["甲乙。", "。", "甲"])
def test_the_longest_texts_are_compared_quickly(unit):
    old, new = (unit * 20_000)[:20_000], (unit * 20_000)[:19_000] + "丁"
    started = perf_counter()

    assert text_runs(old, new)

    assert perf_counter() - started < 5


_rows = st.lists(st.sampled_from("123456"), unique=True, max_size=6).map(
    lambda keys: tuple(Paragraph(f"p{key}", f"文{key}") for key in keys)
)


@given(_rows, _rows, st.booleans())
def test_only_equal_contents_have_no_difference(old_rows, new_rows, has_colon):
    old = plan(paragraphs=old_rows)
    new = replace(plan(paragraphs=new_rows), has_heading_colon=has_colon)

    assert (differences(old, new) == ()) == (frozen_json(old) == frozen_json(new))
