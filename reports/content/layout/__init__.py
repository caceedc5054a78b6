"""Document → blocks in reading order: which heading gets which mark, how figures become sentences and rows.

Family A. Empty parts of a draft are left out and the marks close up: no number has to be stored or corrected.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from reports.content.blocks import Block, BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document, DocumentSection
from reports.content.figures import BudgetExecution, Indicator, Paragraph
from reports.content.sections import (
    AchievementContent,
    FollowUpContent,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
)
from reports.values.figures import format_rate, format_thousands
from reports.values.numbering import mark
from reports.values.roc import format_date, format_year_range

INDICATOR_COLUMNS = ("指標名稱(A)", "年度目標值(B)", "實際值(C)", "達成率(C/B)")
INDICATORS_HEADING = "計畫目標及達成情形："
BUDGET_HEADING = "計畫預算執行情形："
NARRATIVE_HEADING = "重要執行情形及檢討策進作為："
UNTITLED = "（尚未填寫名稱）"
"""Stands where a draft has no title yet: a heading without words is refused by every accessible format."""

Layout = Callable[[Document, DocumentSection, int], Iterator[Block]]


def blocks(document: Document) -> tuple[Block, ...]:
    """The whole report below its title block. Anchors are unique and stay with their row for life."""
    return tuple(_with_unique_anchors(_chapters(document)))


def title_lines(document: Document) -> tuple[str, ...]:
    """The title block: title, agency and year, and the day of announcement once it is known."""
    lines = [document.title or UNTITLED, f"{document.agency_name}　民國{document.roc_year}年度"]
    if document.announced_on is not None:
        lines.append(f"公告日期：{format_date(document.announced_on)}")
    return tuple(lines)


def is_list_item(block: Block) -> bool:
    """Neighbouring items form one list, which formats with lists draw as such."""
    return isinstance(block, TextBlock) and block.mark.endswith(". ") and not block.label


def anchor(*parts: str) -> str:
    """ "plan-2-i1": letters, digits, - and _ as they are, anything else as its code point."""
    return re.sub(r"[^0-9A-Za-z_-]", lambda found: f"_{ord(found[0]):x}", "-".join(parts))


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
        if isinstance(named, TableBlock):
            named = replace(named, row_anchors=tuple(map(unique, named.row_anchors)))
        yield named


def _chapters(document: Document) -> Iterator[Block]:
    for number, chapter in enumerate(document.chapters, 1):
        name = anchor("chapter", chapter.kind.value.replace("_", "-"))
        yield HeadingBlock(1, mark(1, number), chapter.title or UNTITLED, name)
        for place, section in enumerate(chapter.sections, 1):
            yield from _LAYOUTS[type(section.content)](document, section, place)


def _goals(_document: Document, section: DocumentSection, _place: int) -> Iterator[Block]:
    assert isinstance(section.content, GoalsContent)
    goals = [goal for goal in section.content.goals if goal.text.strip()]
    for number, goal in enumerate(goals, 1):
        yield TextBlock(mark(2, number), goal.text, anchor(section.code, goal.key), level=2)


def _plan(document: Document, section: DocumentSection, place: int) -> Iterator[Block]:
    content, width = section.content, document.settings.bracket_width
    assert isinstance(content, PlanContent)
    yield HeadingBlock(2, mark(2, place), _plan_heading(content), anchor(section.code))
    number = 0
    for part in (_indicators, _budgets, _narrative):
        found = tuple(part(document, section.code, content, mark(3, number + 1, width)))
        number += bool(found)
        yield from found


def _plan_heading(content: PlanContent) -> str:
    colon = "：" if content.has_heading_colon else ""
    return (content.title or UNTITLED) + _period(content.period_start_year, content.period_end_year) + colon


def _period(start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return f"（{start}年起）" if start else f"（至{end}年）" if end else ""
    return f"（{start}年）" if start == end else f"（{format_year_range(start, end)}）"


def _indicators(document: Document, code: str, content: PlanContent, number: str) -> Iterator[Block]:
    rows = content.indicators
    if not rows and not content.indicator_note:
        return
    yield HeadingBlock(3, number, INDICATORS_HEADING, anchor(code, "indicators"))
    yield TableBlock(
        caption=f"{content.title or UNTITLED}：計畫目標及達成情形",
        columns=INDICATOR_COLUMNS,
        rows=tuple(_indicator_row(place, row, document.settings.rate_decimals) for place, row in enumerate(rows, 1)),
        anchor=anchor(code, "indicator-table"),
        row_anchors=tuple(anchor(code, row.key) for row in rows),
        numeric_columns=(1, 2, 3),
        note=_note(content.indicator_note),
    )
    for place, row in enumerate(rows, 1):
        yield from _remarks(f"指標{mark(5, place)}", row, anchor(code, row.key))


def _note(text: str) -> str:
    return text if not text or text.startswith(("註", "備註", "附註")) else f"註：{text}"


def _indicator_row(place: int, row: Indicator, decimals: int) -> tuple[str, ...]:
    rate = row.achievement_printed
    if not rate and row.achievement_rate is not None:
        rate = format_rate(row.achievement_rate, decimals)
    return (f"{mark(5, place)}{row.name}", row.target.printed, row.actual.printed, rate or "—")


def _remarks(subject: str, row: Indicator | BudgetExecution, name: str) -> Iterator[Block]:
    for kind, label, text in (
        ("explanation", "說明：", row.explanation),
        ("improvement", "策進作為：", row.improvement),
    ):
        if text.strip():
            yield TextBlock("", text, f"{name}-{kind}", label=subject + label)


def _budgets(document: Document, code: str, content: PlanContent, number: str) -> Iterator[Block]:
    rows = content.budgets
    if len(rows) > 1:
        yield HeadingBlock(3, number, BUDGET_HEADING, anchor(code, "budget"))
    for place, row in enumerate(rows, 1):
        prefix, label = (number, BUDGET_HEADING) if len(rows) == 1 else (mark(4, place), "")
        sentence = budget_sentence(row, roc_year=document.roc_year, decimals=document.settings.rate_decimals)
        yield BudgetBlock(prefix, label, sentence, anchor(code, row.key))
        yield from _remarks("", row, anchor(code, row.key))


def budget_sentence(row: BudgetExecution, *, roc_year: int, decimals: int = 2) -> str:
    """The sentence that states a budget's execution; the importer reads the same figures back from it."""
    amount = f"{format_thousands(row.appropriation_thousands)}千元"
    if row.is_suspended:
        granted = f"暫緩編列預算（預算數為{amount if row.appropriation_thousands else '0元'}）"
    else:
        granted = f"預算編列{amount}"
    if row.carryover_thousands:
        granted += f"、以前年度保留{format_thousands(row.carryover_thousands)}千元"
    rate = row.execution_printed
    if not rate and row.execution_rate is not None:
        rate = format_rate(row.execution_rate, decimals)
    spent = f"實際執行{format_thousands(row.expended_thousands)}千元"
    return f"本計畫{roc_year}年度{granted}，{spent}{f'，執行率為{rate}' if rate else ''}。"


def _narrative(_document: Document, code: str, content: PlanContent, number: str) -> Iterator[Block]:
    rows = _written(content.paragraphs + content.review_and_actions)
    if len(rows) == 1:
        yield TextBlock(number, rows[0].text, anchor(code, rows[0].key), level=3, label=NARRATIVE_HEADING)
    elif rows:
        yield HeadingBlock(3, number, NARRATIVE_HEADING, anchor(code, "narrative"))
        yield from _items(code, rows)


def _achievement(document: Document, section: DocumentSection, place: int) -> Iterator[Block]:
    content, width = section.content, document.settings.bracket_width
    assert isinstance(content, AchievementContent)
    yield HeadingBlock(2, mark(2, place), f"{content.goal_title or UNTITLED}：", anchor(section.code))
    for row in _written(content.paragraphs):
        yield TextBlock("", row.text, anchor(section.code, row.key), level=3)
    for number, theme in enumerate(content.themes, 1):
        title = f"{theme.title or UNTITLED}："
        yield HeadingBlock(3, mark(3, number, width), title, anchor(section.code, theme.key))
        yield from _items(section.code, _written(theme.items))


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
        for row in _written(answer.paragraphs):
            yield TextBlock(prefix, row.text, anchor(section.code, row.key), level=2, label=label)
            prefix = label = ""


def _overall_opinion(_document: Document, section: DocumentSection, _place: int) -> Iterator[Block]:
    assert isinstance(section.content, OverallOpinionContent)
    for row in _written(section.content.paragraphs):
        yield TextBlock("", row.text, anchor(section.code, row.key), level=2)


def _items(code: str, rows: tuple[Paragraph, ...]) -> Iterator[Block]:
    for number, row in enumerate(rows, 1):
        yield TextBlock(mark(4, number), row.text, anchor(code, row.key))


def _written(rows: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(row for row in rows if row.text.strip())


_LAYOUTS: dict[type, Layout] = {
    GoalsContent: _goals,
    PlanContent: _plan,
    AchievementContent: _achievement,
    FollowUpContent: _follow_up,
    OverallOpinionContent: _overall_opinion,
}
