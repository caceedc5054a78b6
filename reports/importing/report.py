"""A report's text → its content. Any text gives a result; what is not understood is its remainder."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reports.content.codec import ContentError, section_from_json, to_json
from reports.content.sections import AchievementContent, GoalsContent, PlanContent, SectionContent
from reports.enums import BracketWidth, SectionKind
from reports.importing.achievements import read_achievement
from reports.importing.block_reader import blocks_of, is_appendix
from reports.importing.blocks import Block
from reports.importing.headings import chapter_kind, read_title_block, without_colon
from reports.importing.ledger import Ledger, Span
from reports.importing.marks import CHAPTER, PART, SECTION
from reports.importing.paragraphs import SectionReader, groups_of, read_follow_up, read_goals, read_opinion
from reports.importing.plans import read_plan
from reports.importing.result import Confidence, ImportedChapter, ImportedSection, ImportResult, Notice

SINGLE_SECTION_CODES = {
    SectionKind.GOALS: "goals",
    SectionKind.FOLLOW_UP: "follow-up",
    SectionKind.OVERALL_OPINION: "overall-opinion",
}
_OUTSIDE_SECTIONS = {"page_number", "contents_entry", "unknown_chapter", "repeated_chapter"}


@dataclass
class _Context:
    """What later chapters need to know of earlier ones."""

    ledger: Ledger
    roc_year: int | None
    goal_keys: set[str]


def import_report(text: str, *, source_name: str = "") -> ImportResult:
    """Read a report of family A. Never raises: the caller decides which remainders it accepts."""
    ledger = Ledger()
    blocks = _before_appendix(blocks_of(text, ledger), ledger)
    above, groups = groups_of(blocks, CHAPTER)
    heading = read_title_block(tuple(above), ledger)
    context = _Context(ledger, heading.roc_year, set())
    chapters = tuple(_chapters(groups, context))
    spans = ledger.spans(text)
    doubtful = _doubtful_codes(chapters, spans)
    return ImportResult(
        source_name=source_name,
        heading=heading,
        chapters=tuple(_with_confidence(chapter, doubtful) for chapter in chapters),
        spans=spans,
        bracket_width=_usual_bracket_width(blocks),
        notices=tuple(_number_gaps(blocks)),
    )


def _before_appendix(blocks: tuple[Block, ...], ledger: Ledger) -> tuple[Block, ...]:
    end = next((at for at, block in enumerate(blocks) if not block.mark and is_appendix(block.text)), len(blocks))
    for block in blocks[end:]:
        block.place(ledger, "appendix")
    return blocks[:end]


def _chapters(groups: list[list[Block]], context: _Context) -> Iterator[ImportedChapter]:
    seen: set[SectionKind] = set()
    for group in groups:
        title = without_colon(group[0].text)
        kind = chapter_kind(title)
        if kind is None or kind in seen:
            for block in group:
                block.leave(context.ledger, "repeated_chapter" if kind else "unknown_chapter", title)
            continue
        seen.add(kind)
        group[0].place(context.ledger, f"chapter/{kind.value}")
        sections = tuple(
            section for section in _sections(kind, title, group, context) if _is_storable(section, context)
        )
        yield ImportedChapter(title, kind, group[0].line, sections)


def _sections(kind: SectionKind, title: str, group: list[Block], context: _Context) -> Iterator[ImportedSection]:
    if kind in SINGLE_SECTION_CODES:
        code = SINGLE_SECTION_CODES[kind]
        yield _section(code, title, group[1:], kind, context)
        return
    before, groups = groups_of(group[1:], SECTION)
    for block in before:
        block.leave(context.ledger, "no_place")
    for number, blocks in enumerate(groups, start=1):
        yield _section(f"{kind.value}-{number}", "", blocks, kind, context)


def _section(code: str, title: str, blocks: list[Block], kind: SectionKind, context: _Context) -> ImportedSection:
    reader = SectionReader(code, context.ledger)
    content = _read(kind, blocks, reader, context)
    if isinstance(content, GoalsContent):
        context.goal_keys.update(goal.key for goal in content.goals)
    line = blocks[0].line if blocks else 0
    return ImportedSection(code, title or _own_title(content), content, line, notices=tuple(reader.notices))


def _read(kind: SectionKind, blocks: list[Block], reader: SectionReader, context: _Context) -> SectionContent:
    if kind is SectionKind.GOALS:
        return read_goals(blocks, reader)
    if kind is SectionKind.PLAN:
        return read_plan(blocks, reader, roc_year=context.roc_year)
    if kind is SectionKind.ACHIEVEMENT:
        return read_achievement(blocks, reader, goal_keys=context.goal_keys)
    if kind is SectionKind.FOLLOW_UP:
        return read_follow_up(blocks, reader)
    return read_opinion(blocks, reader)


def _own_title(content: SectionContent) -> str:
    if isinstance(content, PlanContent):
        return content.title
    return content.goal_title if isinstance(content, AchievementContent) else ""


def _is_storable(section: ImportedSection, context: _Context) -> bool:
    """Whether the content schema accepts it; if not, its words become remainder under the schema's reason."""
    try:
        section_from_json(to_json(section.content), kind=section.content.kind)
    except ContentError as error:
        context.ledger.withdraw(section.code, error.code, error.path)
        return False
    return True


def _doubtful_codes(chapters: Iterable[ImportedChapter], spans: Iterable[Span]) -> set[str]:
    """The sections a remainder stands in: from a section's line up to the next section or chapter."""
    starts = sorted(
        [(chapter.line, "") for chapter in chapters]
        + [(section.line, section.code) for chapter in chapters for section in chapter.sections]
    )
    lines = [line for line, _ in starts]
    remainder = (span for span in spans if span.is_remainder and span.reason not in _OUTSIDE_SECTIONS)
    places = (bisect_right(lines, span.line) for span in remainder)
    return {starts[place - 1][1] for place in places if place}


def _with_confidence(chapter: ImportedChapter, doubtful: set[str]) -> ImportedChapter:
    return replace(chapter, sections=tuple(
        replace(section, confidence=_confidence(section, doubtful)) for section in chapter.sections
    ))  # fmt: skip


def _confidence(section: ImportedSection, doubtful: set[str]) -> Confidence:
    if section.code in doubtful:
        return Confidence.DOUBTFUL
    return Confidence.LIKELY if section.notices else Confidence.CERTAIN


def _usual_bracket_width(blocks: Iterable[Block]) -> BracketWidth:
    widths = [block.mark.is_full_width for block in blocks if block.mark and block.mark.level == PART]
    return BracketWidth.FULL if sum(widths) * 2 > len(widths) else BracketWidth.HALF


def _number_gaps(blocks: Iterable[Block]) -> Iterator[Notice]:
    """Outline numbers that do not follow on the one before at their level (STR-01)."""
    last: dict[int, int] = {}
    for block in blocks:
        if block.mark is None:
            continue
        level, number = block.mark.level, block.mark.number
        expected = last.get(level, 0) + 1
        if number != expected:
            yield Notice("number_gap", block.line, f"{expected}→{number}")
        last = {other: value for other, value in last.items() if other < level} | {level: number}
