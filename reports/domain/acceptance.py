"""What a section's content has to be beyond its types, so that it can be stored, printed and read back."""

from collections.abc import Iterator

from reports.content import ContentError, GoalsContent, PlanContent, SectionContent, to_json
from reports.content.codec import MAX_TEXT_LENGTH
from reports.enums import SectionKind
from reports.models import Section
from reports.renderers.fonts import uncovered_characters

PLAUSIBLE_ROC_YEARS = range(38, 300)
MAX_TITLE_LENGTH = 200
MAX_HEADING_LENGTH = 2_000
"""Of an achievement's goal and themes: headings are bookmarks, and a string of a PDF/A holds 32,767 bytes."""
MAX_PRINTED_RATE_LENGTH = 30
MAX_NAME_LENGTH = 300
"""Of an indicator: its row stays on one page of the PDF, in the order in which the page is read."""
ONE_LINE = frozenset({"title", "goal_title", "name", "printed", "unit", "achievement_printed", "execution_printed"})
"""Fields that are a name or a figure: headings, cells of the table and parts of a sentence have no line breaks."""


def require_acceptable(*, section: Section, content: SectionContent) -> None:
    """ContentError: wrong_kind, out_of_range, text_too_long, line_break, no_glyph."""
    if content.kind != section.kind:
        raise ContentError("wrong_kind", "kind", found=content.kind.value, expected=SectionKind(section.kind).value)
    if isinstance(content, PlanContent):
        _validate_plan(content)
    one_line = ONE_LINE | {"text"} if isinstance(content, GoalsContent) else ONE_LINE
    for path, text in _texts(to_json(content), ""):
        name = path.rpartition(".")[2]
        if "\n" in text and name in one_line:
            raise ContentError("line_break", path)
        limit = MAX_HEADING_LENGTH if name in {"title", "goal_title"} else MAX_TEXT_LENGTH
        if len(text) > limit:
            raise ContentError("text_too_long", path, limit=limit, found=len(text))
        _refuse_unprintable(path, text)


def _validate_plan(content: PlanContent) -> None:
    if len(content.title) > MAX_TITLE_LENGTH:
        raise ContentError("text_too_long", "title", limit=MAX_TITLE_LENGTH, found=len(content.title))
    start, end = content.period_start_year, content.period_end_year
    for path, year in (("period_start_year", start), ("period_end_year", end)):
        if year is not None and year not in PLAUSIBLE_ROC_YEARS:
            raise ContentError("out_of_range", path, found=year)
    if start is not None and end is not None and end < start:
        raise ContentError("out_of_range", "period_end_year", found=end)
    for number, budget in enumerate(content.budgets):
        for name in ("appropriation_thousands", "carryover_thousands", "expended_thousands"):
            if getattr(budget, name) < 0:
                raise ContentError("out_of_range", f"budgets[{number}].{name}", found=getattr(budget, name))
    _validate_lengths(content)


def _validate_lengths(content: PlanContent) -> None:
    """The columns' own lengths, since a database error would not name the place, and what fits a page."""
    for number, row in enumerate(content.indicators):
        for name, text, limit in (
            ("name", row.name, MAX_NAME_LENGTH),
            ("target.printed", row.target.printed, 200),
            ("target.unit", row.target.unit, 20),
            ("actual.printed", row.actual.printed, 200),
            ("actual.unit", row.actual.unit, 20),
            ("achievement_printed", row.achievement_printed, MAX_PRINTED_RATE_LENGTH),
        ):
            if len(text) > limit:
                raise ContentError("text_too_long", f"indicators[{number}].{name}", limit=limit, found=len(text))
    for number, budget in enumerate(content.budgets):
        path, found = f"budgets[{number}].execution_printed", len(budget.execution_printed)
        if found > MAX_PRINTED_RATE_LENGTH:
            raise ContentError("text_too_long", path, limit=MAX_PRINTED_RATE_LENGTH, found=found)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text with its path ("indicators[2].target.printed")."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{path}[{number}]")
    elif isinstance(value, str):
        yield path, value


def _refuse_unprintable(path: str, text: str) -> None:
    """A character that no font can print would make the published PDF impossible; say so now, with its place."""
    for found in uncovered_characters(text)[:1]:
        raise ContentError(
            "no_glyph", path,
            character=found.character, code_point=found.code_point, offset=found.offset, line=found.line,
        )  # fmt: skip
