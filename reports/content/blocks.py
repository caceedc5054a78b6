"""The laid-out document: ordered typed blocks with computed numbers. Every text renderer draws just these."""

from dataclasses import dataclass
from decimal import Decimal

from reports.enums import Quantity

CHAPTER_LEVEL, SECTION_LEVEL, PART_LEVEL = 1, 2, 3
"""壹 · 一 · (一)."""
SentencePart = tuple[str, Quantity | None]
"""Words of a sentence, or a figure in it."""


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """`level` 1 = 壹, 2 = 一, 3 = (一); `mark` is "壹、" or "(一) ", `text` the words after it."""

    level: int
    mark: str
    text: str
    anchor: str
    begins: tuple[str, ...] = ()
    """Anchors of what begins here and prints no words of its own: a section without a heading."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or numbered item; `mark` is "" or "1. "; `level` is the depth it is indented to (2–4).

    `label` is a heading that the text runs on after, or a lead word ("說明：").
    """

    mark: str
    text: str
    anchor: str
    level: int = 4
    label: str = ""
    begins: tuple[str, ...] = ()
    """Anchors of what begins here and prints no words of its own: an answer whose opinion is not stated."""

    @property
    def has_run_in_heading(self) -> bool:
        """Whether mark and label are a heading of the outline, not just a lead word."""
        return self.level == PART_LEVEL and bool(self.mark and self.label)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with one header row; `caption` is its name for assistive technology, `note` is printed below.

    `numeric_columns` are right-aligned, `row_anchors` has one anchor a row, `quantities` what each column measures.
    `title` is what is printed above it, after
    its `number` in the whole report.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    anchor: str
    row_anchors: tuple[str, ...] = ()
    numeric_columns: tuple[int, ...] = ()
    note: str = ""
    title: str = ""
    number: int = 0
    quantities: tuple[Quantity | None, ...] = ()

    @property
    def heading(self) -> str:
        """ "表1　計畫目標及達成情形"."""
        return f"表{self.number}　{self.title or self.caption}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` in percent, `printed` as it is written beside it."""

    label: str
    value: Decimal
    printed: str


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """Horizontal bars of percentages from 0 to `scale`; a longer one is drawn full. Its numbers stand in a table too.

    `marks` are percentages at which a dashed line is drawn; `alt` says in words what is seen.
    """

    title: str
    alt: str
    bars: tuple[Bar, ...]
    anchor: str
    marks: tuple[Decimal, ...] = ()
    scale: Decimal = Decimal(100)
    number: int = 0

    @property
    def heading(self) -> str:
        """ "圖1　各計畫預算執行率"."""
        return f"圖{self.number}　{self.title}"


@dataclass(frozen=True, slots=True)
class BudgetBlock:
    """The budget sentence, run in after its (二) heading; one of several has a number and no label.

    `parts` is the text in pieces, each figure by itself with what it measures.
    """

    mark: str
    label: str
    text: str
    anchor: str
    parts: tuple[SentencePart, ...] = ()


Block = HeadingBlock | TextBlock | TableBlock | BudgetBlock
AppendixBlock = HeadingBlock | ChartBlock | TableBlock
