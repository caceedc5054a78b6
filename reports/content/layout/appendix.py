"""The appendix: every plan's 執行率 and 達成率 as bar charts, each followed by the same numbers in a table.

It repeats figures of the body and states none of its own. A long report has several charts of at most BARS bars.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.content.blocks import AppendixBlock, Bar, ChartBlock, HeadingBlock, TableBlock
from reports.content.document import Document
from reports.content.layout.parts import anchor, title_or_placeholder
from reports.content.sections import PlanContent
from reports.values.figures import format_limit, format_rate, format_thousands
from reports.values.numbering import mark

BARS = 20
LABEL_LENGTH = 15
PLAN_LENGTH = 100
"""Of a plan's name beside its indicator's: both stand in one cell, and its row has to stay on one page of the PDF."""
FULL = Decimal(100)
LARGEST_SCALE = Decimal(150)
"""A bar beyond this is drawn full: one of 27,700 % would leave the others invisible."""
APPENDIX_MARK = "附錄、"
APPENDIX_TITLE = "計畫執行統計圖表"


@dataclass(frozen=True, slots=True)
class _Figure:
    """A bar with the row that states the same in the table."""

    bar: Bar
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Series:
    """One kind of rate: what the charts and tables are called, their columns, and where lines are drawn."""

    code: str
    title: str
    columns: tuple[str, ...]
    figures: tuple[_Figure, ...]
    marks: tuple[Decimal, ...]


def lay_out_appendix(document: Document) -> Iterator[AppendixBlock]:
    """Nothing where no plan states a rate."""
    found = [series for series in (_executions(document), _achievements(document)) if series.figures]
    if found:
        yield HeadingBlock(1, APPENDIX_MARK, APPENDIX_TITLE, "appendix")
    for number, series in enumerate(found, 1):
        yield HeadingBlock(2, mark(2, number), series.title, anchor("appendix", series.code))
        yield from _drawn(series)


def _drawn(series: _Series) -> Iterator[AppendixBlock]:
    parts = [series.figures[start : start + BARS] for start in range(0, len(series.figures), BARS)]
    for number, figures in enumerate(parts, 1):
        title = series.title + (f"（{number}／{len(parts)}）" if len(parts) > 1 else "")
        bars = tuple(figure.bar for figure in figures)
        name = anchor("appendix", series.code, str(number))
        yield ChartBlock(title, _in_words(title, bars, series.marks), bars, name, series.marks, _scale(bars))
        yield TableBlock(
            caption=title,
            columns=series.columns,
            rows=tuple(figure.row for figure in figures),
            anchor=f"{name}-table",
            row_anchors=tuple(f"{name}-{place}" for place in range(1, len(figures) + 1)),
            numeric_columns=(1, 2, 3),
            title=title,
        )


def _in_words(title: str, bars: tuple[Bar, ...], marks: tuple[Decimal, ...]) -> str:
    lines = f"虛線為{'、'.join(map(format_limit, marks))}。" if marks else ""
    return f"橫條圖：{title}。{'；'.join(f'{bar.label} {bar.printed}' for bar in bars)}。{lines}"


def _scale(bars: tuple[Bar, ...]) -> Decimal:
    return min(max([FULL, *(bar.value for bar in bars)]), LARGEST_SCALE)


def _plans(document: Document) -> Iterator[tuple[str, PlanContent]]:
    """Each plan under the number that its heading has."""
    for chapter in document.chapters:
        for place, section in enumerate(chapter.sections, 1):
            if isinstance(section.content, PlanContent):
                yield f"{mark(2, place)}{title_or_placeholder(section.content.title)}", section.content


def _executions(document: Document) -> _Series:
    settings = document.settings
    return _Series(
        code="execution",
        title="計畫預算執行率",
        columns=("計畫名稱", "可用預算(千元)", "實際執行(千元)", "執行率"),
        figures=tuple(_execution_figures(document)),
        marks=tuple(sorted({settings.improve_execution_below, settings.explain_execution_below})),
    )


def _execution_figures(document: Document) -> Iterator[_Figure]:
    for name, plan in _plans(document):
        for number, row in enumerate(plan.budgets, 1):
            if row.execution_rate is None:
                continue
            full = f"{name}{mark(5, number)}" if len(plan.budgets) > 1 else name
            printed = row.execution_printed or format_rate(row.execution_rate, document.settings.rate_decimals)
            available = format_thousands(row.appropriation_thousands + row.carryover_thousands)
            cells = (full, available, format_thousands(row.expended_thousands), printed)
            yield _Figure(_bar(full, row.execution_rate, printed), cells)


def _achievements(document: Document) -> _Series:
    return _Series(
        code="achievement",
        title="計畫指標達成率",
        columns=("計畫及指標", "年度目標值", "實際值", "達成率"),
        figures=tuple(_achievement_figures(document)),
        marks=(FULL,),
    )


def _achievement_figures(document: Document) -> Iterator[_Figure]:
    for name, plan in _plans(document):
        for number, row in enumerate(plan.indicators, 1):
            if row.achievement_rate is None:
                continue
            indicator = f"{mark(5, number)}{row.name}"
            printed = row.achievement_printed or format_rate(row.achievement_rate, document.settings.rate_decimals)
            cells = (f"{_cut(name, PLAN_LENGTH)}\n{indicator}", row.target.printed, row.actual.printed, printed)
            yield _Figure(_bar(f"{name.split('、')[0]}、{indicator}", row.achievement_rate, printed), cells)


def _bar(label: str, rate: Decimal, printed: str) -> Bar:
    """The label is cut to what fits beside a bar; the table below has it in full."""
    return Bar(_cut(label.replace("\n", " "), LABEL_LENGTH), max(rate, Decimal(0)), printed)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
