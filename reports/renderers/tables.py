"""The report's tables as open data: indicators.csv, budgets.csv and paragraphs.csv in one zip."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from reports.content.document import Document, DocumentSection
from reports.content.figures import Paragraph
from reports.content.layout import budget_sentence
from reports.content.sections import (
    AchievementContent,
    FollowUpContent,
    GoalLine,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
)
from reports.renderers.files import RenderedFile, file_stem, produced_at, zipped

Row = tuple[str, ...]

INDICATOR_COLUMNS: Row = (
    "agency_code", "roc_year", "section_code", "plan_title", "key", "name", "direction", "value_kind",
    "target_printed", "target_value", "target_unit", "actual_printed", "actual_value", "actual_unit",
    "achievement_printed", "achievement_rate", "explanation", "improvement",
)  # fmt: skip
BUDGET_COLUMNS: Row = (
    "agency_code", "roc_year", "section_code", "plan_title", "key", "appropriation_thousands",
    "carryover_thousands", "expended_thousands", "execution_printed", "execution_rate", "is_suspended",
    "explanation", "improvement", "sentence",
)  # fmt: skip
PARAGRAPH_COLUMNS: Row = ("agency_code", "roc_year", "section_code", "part", "heading", "key", "text")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render_csv(document: Document) -> RenderedFile:
    """indicators.csv, budgets.csv and paragraphs.csv, UTF-8 with a byte order mark as spreadsheets expect."""
    entries = (
        ("indicators.csv", _csv(INDICATOR_COLUMNS, _indicators(document))),
        ("budgets.csv", _csv(BUDGET_COLUMNS, _budgets(document))),
        ("paragraphs.csv", _csv(PARAGRAPH_COLUMNS, _paragraphs(document))),
    )
    content = zipped(entries, moment=produced_at(document))
    return RenderedFile(f"{file_stem(document)}-csv.zip", "application/zip", content)


def formula_safe(cell: str) -> str:
    """A cell that a spreadsheet would compute is opened with an apostrophe; a plain negative number is not one."""
    if not cell.lstrip().startswith(_FORMULA_STARTS) and not cell.startswith(_FORMULA_STARTS):
        return cell
    return cell if cell.removeprefix("-").replace(".", "", 1).isdecimal() else f"'{cell}"


def _csv(columns: Row, rows: Iterable[Row]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([formula_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _text(value: object) -> str:
    """None is an empty cell, true and false as JSON writes them."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _plans(document: Document) -> Iterator[tuple[Row, PlanContent]]:
    for section in document.sections():
        if isinstance(section.content, PlanContent):
            yield (*_place(document, section), section.content.title), section.content


def _place(document: Document, section: DocumentSection) -> Row:
    return (document.agency_code, str(document.roc_year), section.code)


def _indicators(document: Document) -> Iterator[Row]:
    for place, plan in _plans(document):
        for row in plan.indicators:
            yield *place, row.key, row.name, row.direction.value, row.value_kind.value, *(
                _text(value)
                for measure in (row.target, row.actual)
                for value in (measure.printed, measure.value, measure.unit)
            ), row.achievement_printed, _text(row.achievement_rate), row.explanation, row.improvement  # fmt: skip


def _budgets(document: Document) -> Iterator[Row]:
    for place, plan in _plans(document):
        for row in plan.budgets:
            amounts = (row.appropriation_thousands, row.carryover_thousands, row.expended_thousands)
            sentence = budget_sentence(row, roc_year=document.roc_year, decimals=document.settings.rate_decimals)
            yield *place, row.key, *map(_text, amounts), row.execution_printed, *map(
                _text, (row.execution_rate, row.is_suspended)
            ), row.explanation, row.improvement, sentence  # fmt: skip


def _paragraphs(document: Document) -> Iterator[Row]:
    for section in document.sections():
        for row in _texts(section):
            yield *_place(document, section), *row


def _texts(section: DocumentSection) -> Iterator[Row]:
    """(part, heading, key, text) of every free text of a section."""
    match section.content:
        case GoalsContent(goals=goals):
            yield from _rows("goals", "", goals)
        case PlanContent() as plan:
            yield from _rows("paragraphs", plan.title, plan.paragraphs)
            yield from _rows("review_and_actions", plan.title, plan.review_and_actions)
        case AchievementContent() as achievement:
            yield from _rows("paragraphs", achievement.goal_title, achievement.paragraphs)
            for theme in achievement.themes:
                yield from _rows("items", theme.title, theme.items)
        case FollowUpContent(answers=answers):
            for answer in answers:
                yield from _rows("answers", answer.opinion, answer.paragraphs)
        case OverallOpinionContent(paragraphs=paragraphs):
            yield from _rows("paragraphs", "", paragraphs)


def _rows(part: str, heading: str, rows: Iterable[GoalLine | Paragraph]) -> Iterator[Row]:
    return ((part, heading, row.key, row.text) for row in rows)
