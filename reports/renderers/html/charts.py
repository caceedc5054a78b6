"""Bars as inline SVG: classes only, so that the page's stylesheet colours them and a strict policy lets them in."""

from decimal import Decimal
from html import escape

from reports.content.blocks import Bar, ChartBlock
from reports.values.figures import format_limit

# User units; the label stands above its bar, so that the picture can shrink to a telephone and still be read.
WIDTH, BAR_AREA, ROW, HEAD = 400, 310, 46, 20
LABEL_BASE, BAR_TOP, BAR_HEIGHT = 16, 23, 15


def chart(block: ChartBlock) -> str:
    """The picture alone; what it shows is said in its label, and the table after it has the same numbers."""
    height = HEAD + ROW * len(block.bars)
    parts = [
        f'<svg class="bars" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(block.alt)}">',
        *(_mark(mark, block.scale, height) for mark in block.marks),
        *(_bar(bar, block.scale, HEAD + ROW * number) for number, bar in enumerate(block.bars)),
        "</svg>",
    ]
    return "\n".join(parts)


def _bar(bar: Bar, scale: Decimal, top: int) -> str:
    """A value beyond the scale is drawn full; its figure beside it says how far beyond."""
    base = top + BAR_TOP
    return (
        f'<text class="bar-label" x="0" y="{top + LABEL_BASE}">{escape(bar.label)}</text>'
        f'<rect class="bar-ground" x="0" y="{base}" width="{BAR_AREA}" height="{BAR_HEIGHT}"/>'
        f'<rect class="bar" x="0" y="{base}" width="{_x(bar.value, scale)}" height="{BAR_HEIGHT}"/>'
        f'<text class="bar-figure" x="{BAR_AREA + 8}" y="{base + 13}">{escape(bar.printed)}</text>'
    )


def _mark(value: Decimal, scale: Decimal, height: int) -> str:
    place = _x(value, scale)
    return (
        f'<line class="bar-mark" x1="{place}" y1="{HEAD - 4}" x2="{place}" y2="{height}"/>'
        f'<text class="bar-mark-label" x="{place}" y="{HEAD - 8}">{format_limit(value)}</text>'
    )


def _x(value: Decimal, scale: Decimal) -> str:
    """Along the axis, to a tenth of a unit."""
    return format((min(value / scale, Decimal(1)) * BAR_AREA).quantize(Decimal("0.1")), "f")
