"""One document a message: each can be provoked, and its words take the params it comes with."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from reports.checks import Finding, run_checks
from reports.content import BudgetExecution, Document, GoalLine, Measure, Paragraph
from reports.domain.wording import WORDINGS, finding_remedy, finding_text
from reports.enums import BracketWidth
from tests.support.clean_report import assemble, contents, indicator, row_changed, with_part, with_row

FULL = BracketWidth.FULL


def budget(*amounts: int, rate: str | None = None, **more: Any) -> Document:
    return with_part("plan-1", budgets=(BudgetExecution("b1", *amounts, Decimal(rate) if rate else None, **more),))


def row(**changes: Any) -> Document:
    return with_row("plan-1", "indicators", "i1", **changes)


def only(*target_actual_rate: str) -> Document:
    return with_part("plan-2", indicators=(indicator("i1", *target_actual_rate),))


def half_width_mark() -> Document:
    parts = row_changed(contents(), "achievement-1", "themes", "t1", has_full_width_mark=True)
    first, second = parts["achievement-1"].themes
    themes = (first, second, replace(first, key="t3"))
    return assemble(parts | {"achievement-1": replace(parts["achievement-1"], themes=themes)}, bracket_width=FULL)


def colon_not_used() -> Document:
    parts = contents()
    plain = replace(parts["plan-1"], has_heading_colon=False)
    return assemble(parts | {"plan-1": plain, "plan-3": plain})


def without_follow_up() -> Document:
    return assemble({code: part for code, part in contents().items() if code != "follow-up"})


GALLERY: dict[str, Document] = {
    "bud_01.rate_differs": budget(100, 0, 95, rate="96"),
    "bud_01.rate_missing": budget(100, 0, 95),
    "bud_01.rate_not_computable": budget(0, 0, 0, rate="100"),
    "bud_02.explanation_missing": budget(100, 0, 85, rate="85"),
    "bud_02.improvement_missing": budget(100, 0, 75, rate="75"),
    "bud_04.no_funds": budget(0, 0, 0),
    "bud_04.reason_missing": budget(0, 100, 95, rate="95"),
    "bud_04.suspended_but_appropriated": budget(100, 0, 95, rate="95", is_suspended=True),
    "kpi_01.actual_misprinted": row(actual=Measure("25%", Decimal("24.66"), "%")),
    "kpi_01.figures_as_words": row(target=Measure("24.66%")),
    "kpi_01.rate_differs": row(achievement_printed="99%"),
    "kpi_01.rate_missing": row(achievement_rate=None, achievement_printed=""),
    "kpi_01.rate_not_computable": row(target=Measure("0%", Decimal(0), "%")),
    "kpi_01.target_misprinted": row(target=Measure("25%", Decimal("24.66"), "%")),
    "kpi_02.note_missing": with_part("plan-1", indicator_note=""),
    "kpi_03.far_above_target": only("10", "20", "100"),
    "kpi_03.far_below_target": only("10", "1", "10.00"),
    "kpi_03.target_doubtful": only("1", "20", "100"),
    "kpi_09.explanation_missing": only("10", "9", "90.00"),
    "kpi_09.improvement_missing": only("10", "9", "90.00"),
    "str_02.colon_missing": with_part("plan-2", has_heading_colon=False),
    "str_02.colon_not_used": colon_not_used(),
    "str_02.full_width_mark": with_row("achievement-1", "themes", "t2", has_full_width_mark=True),
    "str_02.half_width_mark": half_width_mark(),
    "str_03.achievement_not_linked": with_part("achievement-2", goal_key=""),
    "str_03.answer_empty": with_row("follow-up", "answers", "a1", paragraphs=()),
    "str_03.chapter_missing": without_follow_up(),
    "str_03.goal_empty": with_row("goals", "goals", "g2", text=""),
    "str_03.goal_unknown": with_part("plan-1", goal_keys=("g9",)),
    "str_03.goal_without_result": with_part("goals", goals=(*contents()["goals"].goals, GoalLine("g3", "淨零。"))),
    "str_03.indicator_incomplete": row(name=""),
    "str_03.indicators_missing": with_part("plan-2", indicators=()),
    "str_03.narrative_missing": with_part("plan-1", paragraphs=()),
    "str_03.plan_not_linked": with_part("plan-2", goal_keys=()),
    "str_03.section_empty": with_part("goals", goals=()),
    "str_03.theme_incomplete": with_row("achievement-1", "themes", "t1", items=()),
    "str_03.title_missing": with_part("plan-2", title=""),
    "txt_01.goal_worded_differently": with_part("achievement-2", goal_title="便利"),
    "txt_02.count_differs": with_part("overall-opinion", paragraphs=(Paragraph("p1", "甲、乙及丙等2項。"),)),
}


def test_gallery_shows_every_message() -> None:
    assert set(GALLERY) == set(WORDINGS)


@pytest.mark.parametrize("message", GALLERY)
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_every_message_is_emitted_with_the_params_of_its_words(message: str, language: str) -> None:
    found: list[Finding] = [finding for finding in run_checks(GALLERY[message]) if finding.message == message]

    with translation.override(language):
        texts = {finding_text(finding.message, finding.params) for finding in found}
        remedies = {finding_remedy(finding.message, finding.params) for finding in found}

    assert texts
    assert remedies
    assert not any("%(" in text or "None" in text or not text for text in texts | remedies)
