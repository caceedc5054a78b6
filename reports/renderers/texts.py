"""Every text of a section that is words, in reading order, each with the identifier of the place where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.content.document import DocumentSection
from reports.content.figures import BudgetExecution, Indicator, Paragraph
from reports.content.layout import INDICATOR_NOTE
from reports.content.sections import (
    AchievementContent,
    FollowUpContent,
    GoalLine,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
)


@dataclass(frozen=True, slots=True)
class SectionText:
    """`part` says what it is, `heading` under which it stands, `key` names its row ("" for the section's own).

    `detail` is what tells its anchor from the row's: "explanation" for "plan-1-i1-explanation".
    """

    part: str
    heading: str
    key: str
    text: str
    detail: str = ""


def section_texts(section: DocumentSection) -> Iterator[SectionText]:
    """A title, note, opinion or remark that is not there is left out; a paragraph without words is not."""
    match section.content:
        case GoalsContent(goals=goals):
            yield from _rows("goals", "", goals)
        case PlanContent() as plan:
            yield from _plan(plan)
        case AchievementContent() as achievement:
            yield from _stated("title", "", "", achievement.goal_title)
            yield from _rows("paragraphs", achievement.goal_title, achievement.paragraphs)
            for theme in achievement.themes:
                yield from _stated("theme", achievement.goal_title, theme.key, theme.title)
                yield from _rows("items", theme.title, theme.items)
        case FollowUpContent(answers=answers):
            for answer in answers:
                yield from _stated("opinion", "", answer.key, answer.opinion)
                yield from _rows("answers", answer.opinion, answer.paragraphs)
        case OverallOpinionContent(paragraphs=paragraphs):
            yield from _rows("paragraphs", "", paragraphs)


def _plan(plan: PlanContent) -> Iterator[SectionText]:
    yield from _stated("title", "", "", plan.title)
    for indicator in plan.indicators:
        yield from _stated("indicator", plan.title, indicator.key, indicator.name)
    yield from _stated("indicator_note", plan.title, "", plan.indicator_note, INDICATOR_NOTE)
    remarked: tuple[Indicator | BudgetExecution, ...] = (*plan.indicators, *plan.budgets)
    for row in remarked:
        yield from _remarks(plan, row)
    yield from _rows("paragraphs", plan.title, plan.paragraphs)
    yield from _rows("review_and_actions", plan.title, plan.review_and_actions)


def _remarks(plan: PlanContent, row: Indicator | BudgetExecution) -> Iterator[SectionText]:
    heading = row.name if isinstance(row, Indicator) else plan.title
    for part, text in (("explanation", row.explanation), ("improvement", row.improvement)):
        yield from _stated(part, heading, row.key, text, part)


def _rows(part: str, heading: str, rows: Iterable[GoalLine | Paragraph]) -> Iterator[SectionText]:
    return (SectionText(part, heading, row.key, row.text) for row in rows)


def _stated(part: str, heading: str, key: str, text: str, detail: str = "") -> Iterator[SectionText]:
    if text.strip():
        yield SectionText(part, heading, key, text, detail)
