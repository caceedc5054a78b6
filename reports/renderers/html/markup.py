"""Blocks as HTML elements. Free text enters through `text` and `attribute` only."""

from collections.abc import Callable, Iterator
from html import escape

from reports.content.blocks import (
    PART_LEVEL,
    AppendixBlock,
    Block,
    BudgetBlock,
    ChartBlock,
    HeadingBlock,
    TableBlock,
    TextBlock,
)
from reports.content.layout import anchor
from reports.renderers.html.charts import chart

Note = Callable[[str], str]
"""What is put behind the block or row with this anchor: safe HTML that may follow a paragraph, or ""."""


def no_note(_anchor: str) -> str:
    return ""


def text(words: str, *, line_break: str = "<br/>") -> str:
    return escape(words).replace("\n", line_break)


def attribute(words: str) -> str:
    return escape(words).replace("\n", " ")


def drawn(block: Block | AppendixBlock, note: Note = no_note) -> str:
    match block:
        case HeadingBlock(level=level):
            identity = "" if level < PART_LEVEL else f' id="{block.anchor}"'
            words = text(block.mark + block.text) + _begun(block)
            return f"<h{level + 1}{identity}>{words}</h{level + 1}>{note(block.anchor)}"
        case TableBlock():
            return "\n".join(_table(block, note))
        case ChartBlock():
            heading = f"<figcaption>{text(block.heading)}</figcaption>"
            return f'<figure class="chart" id="{block.anchor}">{heading}\n{chart(block)}\n</figure>'
        case BudgetBlock():
            return _run_in(block, "budget", note)
        case TextBlock():
            return _run_in(block, "narrative", note) if block.has_run_in_heading else _paragraph(block, note)


def item(block: Block | AppendixBlock, note: Note = no_note) -> str:
    """One element of a list."""
    assert isinstance(block, TextBlock)
    mark = f'<span class="mark">{text(block.mark)}</span>'
    return f'<li id="{block.anchor}">{mark}{text(block.text)}{note(block.anchor)}</li>'


def _run_in(block: BudgetBlock | TextBlock, name: str, note: Note) -> str:
    """A heading of the third level with its text on the same line."""
    words = _sentence(block) if isinstance(block, BudgetBlock) else text(block.text)
    if not block.label:
        return f'<p class="{name}" id="{block.anchor}">{text(block.mark)}{words}</p>{note(block.anchor)}'
    heading = f'<h4 class="run-in">{text(block.mark + block.label)}</h4>'
    return f'<div class="{name}" id="{block.anchor}">{heading}<p>{words}</p>{note(block.anchor)}</div>'


def _sentence(block: BudgetBlock) -> str:
    """Each figure is an element of its own, so that it can be pointed at."""
    return "".join(
        text(words) if quantity is None else f'<span id="{anchor(block.anchor, quantity)}">{text(words)}</span>'
        for words, quantity in block.parts
    )


def _paragraph(block: TextBlock, note: Note) -> str:
    label = f'<span class="label">{text(block.label)}</span>' if block.label else ""
    words = f"{_begun(block)}{text(block.mark)}{label}{text(block.text)}"
    return f'<p id="{block.anchor}">{words}</p>{note(block.anchor)}'


def _begun(block: HeadingBlock | TextBlock) -> str:
    return "".join(f'<span id="{name}"></span>' for name in block.begins)


def _table(block: TableBlock, note: Note) -> Iterator[str]:
    """A wide table scrolls in a box of its own, which the keyboard can reach."""
    yield f'<div class="table-scroll" role="group" tabindex="0" aria-label="{attribute(block.caption)}">'
    yield f'<table class="indicators" id="{block.anchor}">'
    yield f"<caption>{text(block.heading)}</caption>"
    yield "<thead><tr>" + "".join(f'<th scope="col">{text(name)}</th>' for name in block.columns) + "</tr></thead>"
    yield "<tbody>"
    for name, row in zip(block.row_anchors, block.rows, strict=True):
        cells = "".join(_cell(block, name, column, words, note) for column, words in enumerate(row))
        yield f'<tr id="{name}">{cells}</tr>'
    yield "</tbody>"
    yield "</table></div>"
    if block.note:
        yield f'<p class="note" id="{block.anchor}-note">{text(block.note)}</p>'


def _cell(block: TableBlock, row_anchor: str, column: int, words: str, note: Note) -> str:
    if column == 0:
        return f'<th scope="row">{text(words)}{note(row_anchor)}</th>'
    quantity = block.quantities[column] if block.quantities else None
    identity = "" if quantity is None else f' id="{anchor(row_anchor, quantity)}"'
    kind = ' class="number"' if column in block.numeric_columns else ""
    return f"<td{kind}{identity}>{text(words)}</td>"
