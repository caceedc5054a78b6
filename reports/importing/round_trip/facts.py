"""The content read past the layout: a row that the layout forgot would be missing from every file alike."""

from collections.abc import Iterable, Iterator

from reports.content.blocks import AppendixBlock, ChartBlock
from reports.content.document import Document, DocumentSection
from reports.content.figures import BudgetExecution, Paragraph
from reports.content.layout import anchor
from reports.content.sections import (
    AchievementContent,
    FollowUpContent,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
)
from reports.enums import Quantity
from reports.importing.round_trip.alignment import Difference
from reports.importing.round_trip.pieces import Piece, comparable
from reports.values.figures import format_rate, format_thousands


def first_fact_left_out(document: Document, pieces: Iterable[Piece]) -> Difference | None:
    """The first text or figure of the content that the laid-out body does not have in its turn."""
    text = "".join(piece.text for piece in pieces)
    position = 0
    for section in document.sections():
        for fact in map(comparable, _facts(section)):
            found = text.find(fact, position)
            if found < 0:
                return Difference(section.code, fact, text[position : position + 60])
            position = found + len(fact)
    return None


def _facts(section: DocumentSection) -> Iterator[str]:
    """In the order in which a reader meets them."""
    match section.content:
        case GoalsContent(goals=goals):
            yield from (goal.text for goal in goals)
        case PlanContent() as plan:
            yield from _plan(plan)
        case AchievementContent() as achievement:
            yield achievement.goal_title
            yield from _texts(achievement.paragraphs)
            for theme in achievement.themes:
                yield from (theme.title, *_texts(theme.items))
        case FollowUpContent(answers=answers):
            for answer in answers:
                yield from (answer.opinion, *_texts(answer.paragraphs))
        case OverallOpinionContent(paragraphs=paragraphs):
            yield from _texts(paragraphs)


def _plan(plan: PlanContent) -> Iterator[str]:
    yield plan.title
    for indicator in plan.indicators:
        yield from (indicator.name, indicator.target.printed, indicator.actual.printed, indicator.achievement_printed)
    yield plan.indicator_note
    for indicator in plan.indicators:
        yield from (indicator.explanation, indicator.improvement)
    for budget in plan.budgets:
        yield from _budget(budget)
    yield from _texts(plan.paragraphs + plan.review_and_actions)


def _budget(row: BudgetExecution) -> Iterator[str]:
    if row.appropriation_thousands:
        yield format_thousands(row.appropriation_thousands)
    if row.carryover_thousands:
        yield format_thousands(row.carryover_thousands)
    yield from (format_thousands(row.expended_thousands), row.execution_printed, row.explanation, row.improvement)


def _texts(rows: tuple[Paragraph, ...]) -> Iterator[str]:
    return (row.text for row in rows)


def first_rate_left_out(document: Document, charts: Iterable[AppendixBlock]) -> Difference | None:
    """The first rate of a plan that the laid-out charts do not draw in its turn, read past the layout as well."""
    drawn = [bar.printed for block in charts if isinstance(block, ChartBlock) for bar in block.bars]
    stated = [*_rates(document, Quantity.EXECUTION_RATE), *_rates(document, Quantity.ACHIEVEMENT_RATE)]
    for number in range(max(len(stated), len(drawn))):
        place, rate = stated[number] if number < len(stated) else ("end", "")
        found = drawn[number] if number < len(drawn) else ""
        if rate != found:
            return Difference(place, rate, found)
    return None


def _rates(document: Document, quantity: Quantity) -> Iterator[tuple[str, str]]:
    """Anchor and printed rate of every row that has one; a rate that is not printed is written as the report's are."""
    for section in document.sections():
        if not isinstance(section.content, PlanContent):
            continue
        if quantity is Quantity.EXECUTION_RATE:
            rows = [(row.key, row.execution_printed, row.execution_rate) for row in section.content.budgets]
        else:
            rows = [(row.key, row.achievement_printed, row.achievement_rate) for row in section.content.indicators]
        for key, printed, rate in rows:
            if rate is not None:
                yield anchor(section.code, key), printed or format_rate(rate, document.settings.rate_decimals)
