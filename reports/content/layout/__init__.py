"""Document → blocks in reading order: which heading gets which mark, how figures become sentences and rows.

Family A. Empty parts of a draft are left out and the marks close up: no number has to be stored or corrected.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import TypeVar

from reports.content.blocks import AppendixBlock, Block, ChartBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document, DocumentSection
from reports.content.layout.appendix import lay_out_appendix
from reports.content.layout.parts import anchor, is_list_item, numbered_items, title_or_placeholder, written
from reports.content.layout.plan import INDICATOR_NOTE, budget_sentence, lay_out_plan
from reports.content.sections import (
    AchievementContent,
    FollowUpContent,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
)
from reports.values.numbering import mark
from reports.values.roc import TAIPEI, format_date

__all__ = [
    "INDICATOR_NOTE",
    "anchor",
    "appendix",
    "approval_lines",
    "blocks",
    "budget_sentence",
    "edition_name",
    "is_list_item",
    "title_lines",
]

AnyBlock = TypeVar("AnyBlock", bound=Block | AppendixBlock)
Layout = Callable[[Document, DocumentSection, int], Iterator[Block]]


def blocks(document: Document, *, only: str | None = None) -> tuple[Block, ...]:
    """The whole report below its title block. Anchors are unique and stay with their row for life.

    With `only`, the one section of that code under its chapter's heading, with the numbers it has in the whole.
    ValueError for a code that no section has.
    """
    first_table = 1 + (0 if only is None else _tables_before(document, only))
    return tuple(_with_unique_anchors(_numbered(_chapters(document, only), first_table=first_table)))


def appendix(document: Document) -> tuple[AppendixBlock, ...]:
    """The charts after the last chapter; their tables are numbered on from those of the body."""
    tables = sum(isinstance(block, TableBlock) for block in blocks(document))
    return tuple(_numbered(lay_out_appendix(document), first_table=tables + 1))


def approval_lines(document: Document) -> tuple[str, ...]:
    """What a cover says besides the title block: the day of the head's approval, in Taipei."""
    if document.approved_at is None:
        return ()
    return (f"核定日期：{format_date(document.approved_at.astimezone(TAIPEI).date())}",)


def _tables_before(document: Document, code: str) -> int:
    sections = document.sections()
    place = [section.code for section in sections].index(code)
    laid_out = (_LAYOUTS[type(section.content)](document, section, 1) for section in sections[:place])
    return sum(isinstance(block, TableBlock) for found in laid_out for block in found)


def _numbered(found: Iterator[AnyBlock], *, first_table: int = 1) -> Iterator[AnyBlock]:
    """表1 … and 圖1 … in reading order."""
    tables, charts = count(first_table), count(1)
    for block in found:
        if isinstance(block, TableBlock):
            yield replace(block, number=next(tables))
        elif isinstance(block, ChartBlock):
            yield replace(block, number=next(charts))
        else:
            yield block


def title_lines(document: Document) -> tuple[str, ...]:
    """The title block: title, agency and year, and of what is published the edition and the day of announcement."""
    lines = [title_or_placeholder(document.title), f"{document.agency_name}　民國{document.roc_year}年度"]
    if document.edition:
        lines.append(f"版次：{edition_name(document)}")
    if document.announced_on is not None:
        lines.append(f"公告日期：{format_date(document.announced_on)}")
    return tuple(lines)


def edition_name(document: Document) -> str:
    """ "第1版", of a correction "第2版（勘誤：更正第1版）"."""
    corrected = f"（勘誤：更正第{document.corrects_edition}版）" if document.corrects_edition else ""
    return f"第{document.edition}版{corrected}"


def _with_unique_anchors(found: Iterator[Block]) -> Iterator[Block]:
    """Two lists of one section may use the same key: the later one gets "-2"."""
    seen: set[str] = set()

    def unique(name: str) -> str:
        candidate, count = name, 1
        while candidate in seen:
            count += 1
            candidate = f"{name}-{count}"
        seen.add(candidate)
        return candidate

    for block in found:
        named = replace(block, anchor=unique(block.anchor))
        if isinstance(named, HeadingBlock | TextBlock):
            named = replace(named, begins=tuple(map(unique, named.begins)))
        if isinstance(named, TableBlock):
            named = replace(named, row_anchors=tuple(map(unique, named.row_anchors)))
        yield named


def _chapters(document: Document, only: str | None) -> Iterator[Block]:
    for number, chapter in enumerate(document.chapters, 1):
        if only is not None and only not in [section.code for section in chapter.sections]:
            continue
        name = anchor("chapter", chapter.kind.value.replace("_", "-"))
        shown = [(place, section) for place, section in enumerate(chapter.sections, 1) if only in {None, section.code}]
        bare = tuple(anchor(section.code) for _place, section in shown if isinstance(section.content, _WITHOUT_HEADING))
        yield HeadingBlock(1, mark(1, number), title_or_placeholder(chapter.title), name, begins=bare)
        for place, section in shown:
            yield from _LAYOUTS[type(section.content)](document, section, place)


def _goals(_document: Document, section: DocumentSection, _place: int) -> Iterator[Block]:
    assert isinstance(section.content, GoalsContent)
    goals = [goal for goal in section.content.goals if goal.text.strip()]
    for number, goal in enumerate(goals, 1):
        yield TextBlock(mark(2, number), goal.text, anchor(section.code, goal.key), level=2)


def _achievement(document: Document, section: DocumentSection, place: int) -> Iterator[Block]:
    content, width = section.content, document.settings.bracket_width
    assert isinstance(content, AchievementContent)
    yield HeadingBlock(2, mark(2, place), f"{title_or_placeholder(content.goal_title)}：", anchor(section.code))
    for row in written(content.paragraphs):
        yield TextBlock("", row.text, anchor(section.code, row.key), level=3)
    for number, theme in enumerate(content.themes, 1):
        title = f"{title_or_placeholder(theme.title)}："
        yield HeadingBlock(3, mark(3, number, width), title, anchor(section.code, theme.key))
        yield from numbered_items(section.code, written(theme.items), document.settings.style.item_mark)


def _follow_up(_document: Document, section: DocumentSection, _place: int) -> Iterator[Block]:
    assert isinstance(section.content, FollowUpContent)
    answers = section.content.answers
    for number, answer in enumerate(answers, 1):
        prefix = mark(2, number) if len(answers) > 1 else ""
        if answer.opinion.strip():
            name = anchor(section.code, answer.key)
            yield TextBlock(prefix, answer.opinion, name, level=2, label="綜合意見：")
            prefix = ""
        label = "辦理情形：" if answer.opinion.strip() else ""
        begins = () if answer.opinion.strip() else (anchor(section.code, answer.key),)
        for row in written(answer.paragraphs):
            yield TextBlock(prefix, row.text, anchor(section.code, row.key), level=2, label=label, begins=begins)
            prefix, label, begins = "", "", ()


def _overall_opinion(_document: Document, section: DocumentSection, _place: int) -> Iterator[Block]:
    assert isinstance(section.content, OverallOpinionContent)
    for row in written(section.content.paragraphs):
        yield TextBlock("", row.text, anchor(section.code, row.key), level=2)


_WITHOUT_HEADING = (GoalsContent, FollowUpContent, OverallOpinionContent)
_LAYOUTS: dict[type, Layout] = {
    GoalsContent: _goals,
    PlanContent: lay_out_plan,
    AchievementContent: _achievement,
    FollowUpContent: _follow_up,
    OverallOpinionContent: _overall_opinion,
}
