from dataclasses import replace
from typing import Any

import pytest

from reports.checks import REPORT_LEVEL, run_checks
from reports.content import Document, GoalLine, Indicator, Measure, Paragraph, Theme
from reports.enums import BracketWidth, SectionKind
from tests.support.clean_report import assemble, contents, seen, with_part, with_row

ITEMS = (Paragraph("p1", "完成。"),)


def with_themes(*are_full_width: bool, width: BracketWidth = BracketWidth.HALF) -> Document:
    parts = contents()
    themes = tuple(
        Theme(f"t{number}", "主題", (Paragraph(f"p{number}", "完成。"),), is_full)
        for number, is_full in enumerate(are_full_width, 1)
    )
    parts["achievement-1"] = replace(parts["achievement-1"], themes=themes)
    return assemble(parts, bracket_width=width)


def with_colons(*colons: bool) -> Document:
    parts = contents()
    plan = parts.pop("plan-1")
    del parts["plan-2"]
    for number, has_colon in enumerate(colons, 1):
        parts[f"plan-{number}"] = replace(plan, has_heading_colon=has_colon)
    return assemble(parts)


def places(document: Document, message: str) -> list[str]:
    """The places of one message; every finding of the document must carry it."""
    found = seen(run_checks(document))
    assert {code for _section, _place, code in found} <= {message}
    return [place for _section, place, _code in found]


@pytest.mark.parametrize(
    ("marks", "odd"), [((False, False, True), ["t3"]), ((True, True), ["t1", "t2"]), ((False, False), [])]
)
def test_str_02_names_full_width_marks_in_a_half_width_report(marks: tuple[bool, ...], odd: list[str]) -> None:
    assert places(with_themes(*marks), "str_02.full_width_mark") == odd


@pytest.mark.parametrize(
    ("marks", "odd"),
    [((True, True, False), ["t3"]), ((True, True), []), ((True, False), []), ((False, False), [])],
)
def test_str_02_names_half_width_marks_where_most_were_full(marks: tuple[bool, ...], odd: list[str]) -> None:
    assert places(with_themes(*marks, width=BracketWidth.FULL), "str_02.half_width_mark") == odd


@pytest.mark.parametrize(
    ("colons", "odd"),
    [
        ((True, True, False), ["plan-3"]),
        ((True, False, False, True), ["plan-2", "plan-3"]),
        ((True, True), []),
        ((False, False), []),
    ],
)
def test_str_02_names_headings_without_the_usual_colon(colons: tuple[bool, ...], odd: list[str]) -> None:
    found = [(code, "title", "str_02.colon_missing") for code in odd]

    assert seen(run_checks(with_colons(*colons))) == found


def test_str_02_names_the_rare_colon() -> None:
    assert seen(run_checks(with_colons(False, True, False))) == [("plan-2", "title", "str_02.colon_not_used")]


def test_str_02_gives_unwritten_plans_no_vote() -> None:
    parts = contents()
    for code in ("plan-1", "plan-2"):
        parts[code] = replace(parts[code], has_heading_colon=False)
    parts |= {f"plan-{number}": replace(parts["plan-1"], title="", has_heading_colon=True) for number in (3, 4, 5)}

    messages = {message for _section, _place, message in seen(run_checks(assemble(parts)))}

    assert messages == {"str_03.title_missing"}


@pytest.mark.parametrize("kind", [SectionKind.FOLLOW_UP, SectionKind.OVERALL_OPINION])
def test_str_03_names_a_missing_chapter_at_the_report(kind: SectionKind) -> None:
    parts = {code: part for code, part in contents().items() if part.kind is not kind}

    assert seen(run_checks(assemble(parts))) == [(REPORT_LEVEL, kind.value, "str_03.chapter_missing")]


def test_str_03_needs_no_goals_to_say_that_they_are_missing() -> None:
    parts = contents()
    del parts["goals"]

    assert seen(run_checks(assemble(parts))) == [(REPORT_LEVEL, "goals", "str_03.chapter_missing")]


@pytest.mark.parametrize(
    ("code", "changes", "place", "message"),
    [
        ("goals", {"goals": ()}, "", "section_empty"),
        ("plan-1", {"title": " "}, "title", "title_missing"),
        ("plan-1", {"indicators": (), "indicator_note": ""}, "indicators", "indicators_missing"),
        ("plan-1", {"paragraphs": (Paragraph("p1", ""),)}, "paragraphs", "narrative_missing"),
        ("achievement-1", {"goal_title": ""}, "title", "title_missing"),
        ("achievement-1", {"themes": ()}, "", "section_empty"),
        ("achievement-1", {"themes": (Theme("t1", "", ITEMS),)}, "t1", "theme_incomplete"),
        ("achievement-1", {"themes": (Theme("t1", "主題"),)}, "t1", "theme_incomplete"),
        ("achievement-2", {"paragraphs": (Paragraph("p1", "\n"),)}, "", "section_empty"),
        ("follow-up", {"answers": ()}, "", "section_empty"),
        ("overall-opinion", {"paragraphs": ()}, "", "section_empty"),
        ("plan-1", {"goal_keys": ()}, "goal_keys", "plan_not_linked"),
        ("plan-1", {"goal_keys": ("g1", "g9")}, "goal_keys", "goal_unknown"),
    ],
)
def test_str_03_names_the_gap(code: str, changes: dict[str, Any], place: str, message: str) -> None:
    assert seen(run_checks(with_part(code, **changes))) == [(code, place, f"str_03.{message}")]


def test_str_03_names_an_answer_without_text() -> None:
    assert seen(run_checks(with_row("follow-up", "answers", "a1", paragraphs=()))) == [
        ("follow-up", "a1", "str_03.answer_empty")
    ]


def test_str_03_names_an_empty_goal() -> None:
    document = with_row("goals", "goals", "g2", text="")

    assert ("goals", "g2", "str_03.goal_empty") in seen(run_checks(document))


@pytest.mark.parametrize("changes", [{"name": ""}, {"target": Measure("")}, {"actual": Measure(" ")}])
def test_str_03_names_an_incomplete_row(changes: dict[str, Any]) -> None:
    row = Indicator("i1", "設計", Measure("完成"), Measure("完成"), None)

    document = with_part("plan-2", indicators=(replace(row, **changes),))

    assert seen(run_checks(document)) == [("plan-2", "i1", "str_03.indicator_incomplete")]


def test_str_03_places_a_goal_without_result_at_the_report() -> None:
    goals = (*contents()["goals"].goals, GoalLine("g3", "推動淨零。"))

    (finding,) = run_checks(with_part("goals", goals=goals))

    assert (finding.section_code, finding.place) == (REPORT_LEVEL, "g3")
    assert finding.params == {"goal": "推動淨零。", "goal_key": "g3", "goal_section": "goals"}


@pytest.mark.parametrize(("goal_key", "message"), [("", "achievement_not_linked"), ("g9", "goal_unknown")])
def test_str_03_names_achievements_of_no_goal(goal_key: str, message: str) -> None:
    assert seen(run_checks(with_part("achievement-2", goal_key=goal_key))) == [
        (REPORT_LEVEL, "g2", "str_03.goal_without_result"),
        ("achievement-2", "goal_key", f"str_03.{message}"),
    ]
