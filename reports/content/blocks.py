"""The laid-out document: ordered typed blocks with computed numbers. Every text renderer draws just these."""

from dataclasses import dataclass

CHAPTER_LEVEL, SECTION_LEVEL, PART_LEVEL = 1, 2, 3
"""壹 · 一 · (一)."""


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """`level` 1 = 壹, 2 = 一, 3 = (一); `mark` is "壹、" or "(一) ", `text` the words after it."""

    level: int
    mark: str
    text: str
    anchor: str


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

    @property
    def has_run_in_heading(self) -> bool:
        """Whether mark and label are a heading of the outline, not just a lead word."""
        return self.level == PART_LEVEL and bool(self.mark and self.label)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with one header row; `caption` is its name for assistive technology, `note` is printed below.

    `numeric_columns` are right-aligned, `row_anchors` has one anchor a row.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    anchor: str
    row_anchors: tuple[str, ...] = ()
    numeric_columns: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class BudgetBlock:
    """The budget sentence, run in after its (二) heading; one of several has a number and no label."""

    mark: str
    label: str
    text: str
    anchor: str


Block = HeadingBlock | TextBlock | TableBlock | BudgetBlock
