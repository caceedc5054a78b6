"""The CSV files of an edition read back with the standard library: every row and every cell against the content.

What the columns mean is written down here a second time, straight from the content: a row that the writer of the
tables forgets is found all the same.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from reports.content.document import Document, DocumentSection
from reports.content.figures import BudgetExecution, Indicator, Measure
from reports.content.layout import anchor, budget_sentence
from reports.content.sections import (
    AchievementContent,
    FollowUpContent,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
)
from reports.content.stated import identifier
from reports.enums import RenditionFormat
from reports.importing.refusals import ImportRefused
from reports.importing.round_trip.alignment import Difference, short

Cells = dict[str, object]
Row = tuple[str, Cells]
"""The anchor of the row and what its columns hold."""
STATEMENT = "attribution"
"""The column with the licence's statement, the same in every row."""
LICENCE = "LICENCE.txt"


def csv_difference(format_: RenditionFormat, content: bytes, document: Document) -> Difference | None:
    """The first cell that says something else than the document. ImportRefused for what is no such file."""
    if format_ is not RenditionFormat.CSV:
        return _table_difference(content, document, ROWS[format_])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names, files = archive.namelist(), {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ImportRefused("broken_document", detail=str(error)) from error
    expected = [f"{kind.removesuffix('_csv')}.csv" for kind in ROWS]
    if names != [*expected, LICENCE]:
        return Difference("front", short(" ".join(expected)), short(" ".join(names)))
    found = (_table_difference(files[name], document, rows) for name, rows in zip(expected, ROWS.values(), strict=True))
    return next(filter(None, found), None)


def _table_difference(
    content: bytes, document: Document, rows: Callable[[Document], Iterator[Row]]
) -> Difference | None:
    header, *found = _parsed(content)
    statements = {row[-1] for row in found}
    version = f"第{document.edition}版" if document.edition else ""
    known = f"{document.agency_name} 民國{document.roc_year}年 {document.title}{version} "
    if len(statements) > 1 or not all(statement.startswith(_as_written(known)) for statement in statements):
        return Difference("front", short(known), short(max(statements)))
    for expected, cells in zip_longest(rows(document), found):
        if expected is None:
            return Difference("end", "", short(" ".join(cells)))
        place, columns = expected
        difference = _row_difference(place, columns, dict(zip(header, cells or [], strict=False)), header)
        if difference is not None:
            return difference
    return None


def _row_difference(place: str, expected: Cells, found: Mapping[str, str], header: list[str]) -> Difference | None:
    columns = [*expected, STATEMENT]
    if columns != header:
        return Difference("front", short(" ".join(columns)), short(" ".join(header)))
    for name, value in expected.items():
        words = _text(value)
        if found.get(name) not in _as_written(words):
            return Difference(place, short(words), short(found.get(name, "")))
    return None


def _as_written(words: str) -> tuple[str, ...]:
    """A cell that a spreadsheet would compute stands behind an apostrophe; one that begins with a word never does."""
    return (words,) if words[:1].isalnum() else (words, f"'{words}")


def _parsed(content: bytes) -> list[list[str]]:
    """At least a header, and every row as long as it."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (ValueError, csv.Error) as error:
        raise ImportRefused("broken_document", detail=f"CSV: {error}") from error
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ImportRefused("broken_document", detail="CSV: rows of different lengths")
    return rows


def _text(value: object) -> str:
    """None is an empty cell, true and false as JSON writes them."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _row(document: Document, section: DocumentSection, key: str, cells: Cells, detail: str = "") -> Row:
    parts = [section.code, *filter(None, (key, detail))]
    place = {
        "id": identifier(document, *parts),
        "agency_code": document.agency_code,
        "roc_year": document.roc_year,
        "edition": document.edition or None,
        "section_code": section.code,
    }
    return anchor(*parts), place | cells


def _indicators(document: Document) -> Iterator[Row]:
    for section, plan in _plans(document):
        for row in plan.indicators:
            yield _row(document, section, row.key, _indicator(plan, row))


def _indicator(plan: PlanContent, row: Indicator) -> Cells:
    return {
        "plan_title": plan.title, "key": row.key, "name": row.name,
        "direction": row.direction.value, "value_kind": row.value_kind.value,
        **_measure("target", row.target), **_measure("actual", row.actual),
        "achievement_printed": row.achievement_printed, "achievement_rate": row.achievement_rate,
        "explanation": row.explanation, "improvement": row.improvement,
        "indicator_note": plan.indicator_note,
    }  # fmt: skip


def _measure(name: str, found: Measure) -> Cells:
    return {f"{name}_printed": found.printed, f"{name}_value": found.value, f"{name}_unit": found.unit}


def _budgets(document: Document) -> Iterator[Row]:
    for section, plan in _plans(document):
        for row in plan.budgets:
            yield _row(document, section, row.key, _budget(document, plan, row))


def _budget(document: Document, plan: PlanContent, row: BudgetExecution) -> Cells:
    sentence = budget_sentence(row, roc_year=document.roc_year, decimals=document.settings.rate_decimals)
    return {
        "plan_title": plan.title, "key": row.key, "appropriation_thousands": row.appropriation_thousands,
        "carryover_thousands": row.carryover_thousands, "expended_thousands": row.expended_thousands,
        "execution_printed": row.execution_printed, "execution_rate": row.execution_rate,
        "is_suspended": row.is_suspended, "explanation": row.explanation, "improvement": row.improvement,
        "sentence": sentence,
    }  # fmt: skip


def _achievements(document: Document) -> Iterator[Row]:
    for section in document.sections():
        if not isinstance(section.content, AchievementContent):
            continue
        goal: Cells = {"goal_key": section.content.goal_key, "goal_title": section.content.goal_title}
        parts = [("", "", section.content.paragraphs), *((t.key, t.title, t.items) for t in section.content.themes)]
        for key, title, rows in parts:
            for row in rows:
                theme: Cells = {"theme_key": key, "theme_title": title, "key": row.key, "text": row.text}
                yield _row(document, section, row.key, goal | theme)


def _texts(document: Document) -> Iterator[Row]:
    for section in document.sections():
        for part, heading, key, text in _parts(section):
            cells: Cells = {"part": part, "heading": heading, "key": key, "text": text}
            yield _row(document, section, key, cells, _DETAILS.get(part, ""))


_DETAILS = {"indicator_note": "indicator-table-note", "explanation": "explanation", "improvement": "improvement"}
"""What the anchor of such a text has behind that of its row."""


def _parts(section: DocumentSection) -> Iterator[tuple[str, str, str, str]]:
    """(part, heading, key, text) of every text of a section; what is optional only where it is stated."""
    match section.content:
        case GoalsContent(goals=goals):
            yield from (("goals", "", row.key, row.text) for row in goals)
        case PlanContent() as plan:
            yield from filter(_has_words, _about_a_plan(plan))
            yield from (("paragraphs", plan.title, row.key, row.text) for row in plan.paragraphs)
            yield from (("review_and_actions", plan.title, row.key, row.text) for row in plan.review_and_actions)
        case AchievementContent(goal_title=title) as achievement:
            yield from filter(_has_words, [("title", "", "", title)])
            yield from (("paragraphs", title, row.key, row.text) for row in achievement.paragraphs)
            for theme in achievement.themes:
                yield from filter(_has_words, [("theme", title, theme.key, theme.title)])
                yield from (("items", theme.title, row.key, row.text) for row in theme.items)
        case FollowUpContent(answers=answers):
            for answer in answers:
                yield from filter(_has_words, [("opinion", "", answer.key, answer.opinion)])
                yield from (("answers", answer.opinion, row.key, row.text) for row in answer.paragraphs)
        case OverallOpinionContent(paragraphs=paragraphs):
            yield from (("paragraphs", "", row.key, row.text) for row in paragraphs)


def _about_a_plan(plan: PlanContent) -> Iterator[tuple[str, str, str, str]]:
    yield "title", "", "", plan.title
    yield from (("indicator", plan.title, row.key, row.name) for row in plan.indicators)
    yield "indicator_note", plan.title, "", plan.indicator_note
    remarked: list[tuple[str, Indicator | BudgetExecution]] = [
        *((row.name, row) for row in plan.indicators),
        *((plan.title, row) for row in plan.budgets),
    ]
    for heading, row in remarked:
        yield "explanation", heading, row.key, row.explanation
        yield "improvement", heading, row.key, row.improvement


def _has_words(found: tuple[str, str, str, str]) -> bool:
    return bool(found[-1].strip())


def _plans(document: Document) -> Iterator[tuple[DocumentSection, PlanContent]]:
    for section in document.sections():
        if isinstance(section.content, PlanContent):
            yield section, section.content


ROWS: dict[RenditionFormat, Callable[[Document], Iterator[Row]]] = {
    RenditionFormat.INDICATORS_CSV: _indicators,
    RenditionFormat.BUDGETS_CSV: _budgets,
    RenditionFormat.ACHIEVEMENTS_CSV: _achievements,
    RenditionFormat.PARAGRAPHS_CSV: _texts,
}
