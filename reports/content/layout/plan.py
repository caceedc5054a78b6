"""A plan's section: the indicator table, the budget sentence and the narrative under their (一) (二) (三)."""

from collections.abc import Iterator
from decimal import Decimal

from reports.content.blocks import Block, BudgetBlock, HeadingBlock, SentencePart, TableBlock, TextBlock
from reports.content.document import Document, DocumentSection
from reports.content.figures import BudgetExecution, Indicator
from reports.content.layout.parts import anchor, numbered_items, title_or_placeholder, written
from reports.content.sections import PlanContent
from reports.enums import Quantity
from reports.values.figures import format_rate, format_thousands
from reports.values.numbering import mark
from reports.values.roc import format_year_range

INDICATOR_COLUMNS = ("指標名稱(A)", "年度目標值(B)", "實際值(C)", "達成率(C/B)")
INDICATORS_HEADING = "計畫目標及達成情形："
INDICATOR_NOTE = "indicator-table-note"
"""Of an anchor: the note under a plan's table of indicators."""
BUDGET_HEADING = "計畫預算執行情形："
NARRATIVE_HEADING = "重要執行情形及檢討策進作為："


def lay_out_plan(document: Document, section: DocumentSection, place: int) -> Iterator[Block]:
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
    return title_or_placeholder(content.title) + _period(content.period_start_year, content.period_end_year) + colon


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
        caption=f"{title_or_placeholder(content.title)}：計畫目標及達成情形",
        columns=INDICATOR_COLUMNS,
        rows=tuple(_indicator_row(place, row, document.settings.rate_decimals) for place, row in enumerate(rows, 1)),
        anchor=anchor(code, "indicator-table"),
        row_anchors=tuple(anchor(code, row.key) for row in rows),
        numeric_columns=(1, 2, 3),
        note=_note(content.indicator_note),
        title="計畫目標及達成情形",
        quantities=(None, Quantity.TARGET, Quantity.ACTUAL, Quantity.ACHIEVEMENT_RATE),
    )
    for place, row in enumerate(rows, 1):
        yield from _remarks(f"指標{mark(5, place)}", row, anchor(code, row.key))


def _note(text: str) -> str:
    return text if not text or text.startswith(("註", "備註", "附註")) else f"註：{text}"


def _indicator_row(place: int, row: Indicator, decimals: int) -> tuple[str, ...]:
    rate = printed_rate(row.achievement_printed, row.achievement_rate, decimals)
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
        item = mark(4, place, item_mark=document.settings.style.item_mark)
        prefix, label = (number, BUDGET_HEADING) if len(rows) == 1 else (item, "")
        parts = tuple(budget_parts(row, roc_year=document.roc_year, decimals=document.settings.rate_decimals))
        yield BudgetBlock(prefix, label, "".join(text for text, _ in parts), anchor(code, row.key), parts)
        yield from _remarks("", row, anchor(code, row.key))


def budget_sentence(row: BudgetExecution, *, roc_year: int, decimals: int = 2) -> str:
    """The sentence that states a budget's execution; the importer reads the same figures back from it."""
    return "".join(text for text, _quantity in budget_parts(row, roc_year=roc_year, decimals=decimals))


def budget_parts(row: BudgetExecution, *, roc_year: int, decimals: int = 2) -> Iterator[SentencePart]:
    """The sentence in pieces: words between, and each figure as it is printed, with what it measures."""
    granted = f"{format_thousands(row.appropriation_thousands)}千元"
    yield f"本計畫{roc_year}年度", None
    if row.is_suspended:
        yield "暫緩編列預算（預算數為", None
        yield granted if row.appropriation_thousands else "0元", Quantity.APPROPRIATION
        yield "）", None
    else:
        yield "預算編列", None
        yield granted, Quantity.APPROPRIATION
    if row.carryover_thousands:
        yield "、以前年度保留", None
        yield f"{format_thousands(row.carryover_thousands)}千元", Quantity.CARRYOVER
    yield "，實際執行", None
    yield f"{format_thousands(row.expended_thousands)}千元", Quantity.EXPENDED
    if rate := printed_rate(row.execution_printed, row.execution_rate, decimals):
        yield "，執行率為", None
        yield rate, Quantity.EXECUTION_RATE
    yield "。", None


def printed_rate(printed: str, rate: Decimal | None, decimals: int) -> str:
    """What is printed for a rate: the approved string, else the number as the report writes rates; "" for neither."""
    return printed or ("" if rate is None else format_rate(rate, decimals))


def _narrative(document: Document, code: str, content: PlanContent, number: str) -> Iterator[Block]:
    rows = written(content.paragraphs + content.review_and_actions)
    if len(rows) == 1:
        yield TextBlock(number, rows[0].text, anchor(code, rows[0].key), level=3, label=NARRATIVE_HEADING)
    elif rows:
        yield HeadingBlock(3, number, NARRATIVE_HEADING, anchor(code, "narrative"))
        yield from numbered_items(code, rows, document.settings.style.item_mark)
