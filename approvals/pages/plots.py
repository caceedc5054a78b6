"""Bars for a page without scripts: sizes are worked out here and drawn by approvals/plot.html, beside a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

WIDTH = 320
"""Units of the drawing; a phone shows about as many pixels, so its texts stay readable there."""
ROW_HEIGHT = 38
BAR_TOP = 20
BAR_HEIGHT = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar. `kind` is its class in the style sheet."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the drawing: its name, its numbers in words, and where both and the bar lie."""

    name: Promise | str
    words: str
    text_y: int
    bar_y: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of `width` × `height` units."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT

    @property
    def height(self) -> int:
        return max(len(self.bars), 1) * ROW_HEIGHT


Row = tuple[Promise | str, str, Sequence[tuple[str, int]]]


def plot(rows: Sequence[Row]) -> Plot:
    """Bars of (name, words, [(kind, value), …]), all on one scale: the longest is as wide as the drawing."""
    longest = max((sum(value for _kind, value in parts) for _name, _words, parts in rows), default=0) or 1
    return Plot(tuple(_bar(number, row, WIDTH / longest) for number, row in enumerate(rows)))


def _bar(number: int, row: Row, scale: float) -> Bar:
    name, words, parts = row
    segments, x = [], 0.0
    for kind, value in parts:
        if value:
            segments.append(Segment(kind, round(x, 2), round(value * scale, 2)))
        x += value * scale
    top = number * ROW_HEIGHT
    return Bar(name, words, top + BAR_TOP - 6, top + BAR_TOP, tuple(segments))
