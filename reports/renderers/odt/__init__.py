"""ODT, the editable download: OpenDocument 1.3 text written by hand, valid against the OASIS schema.

The mimetype comes first and uncompressed; free text enters through `inline`, which keeps every blank and line break.
"""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from reports.content.blocks import Block, BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import blocks, is_list_item, title_lines
from reports.renderers.files import RenderedFile, file_stem, produced_at, zipped
from reports.renderers.odt import package


def render_odt(document: Document) -> RenderedFile:
    entries = package.entries(document, "".join(_body(document)))
    content = zipped(entries, moment=produced_at(document), stored=frozenset({"mimetype"}))
    return RenderedFile(f"{file_stem(document)}.odt", package.MEDIA_TYPE, content)


def inline(text: str) -> str:
    """Text as ODF keeps it: a line break is an element, and so is every blank that a reader would collapse."""
    lines = (re.sub(r"^ +|(?<= ) +| $", _blanks, escape(line)) for line in text.split("\n"))
    return "<text:line-break/>".join(lines)


def _blanks(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'


def _body(document: Document) -> Iterator[str]:
    title, *lines = title_lines(document)
    yield "<office:body><office:text>"
    yield _paragraph("Title", inline(title))
    yield from (_paragraph("Subtitle", inline(line)) for line in lines)
    for block in blocks(document):
        yield from _drawn(block)
    yield "</office:text></office:body>"


def _drawn(block: Block) -> Iterator[str]:
    match block:
        case HeadingBlock(level=level):
            text = _bookmark(block.anchor) + inline(block.mark + block.text)
            yield f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{text}</text:h>'
        case BudgetBlock():
            yield _paragraph("Level_20_3", _lead(block.anchor, block.mark + block.label) + inline(block.text))
        case TextBlock() if is_list_item(block):
            text = f"{_bookmark(block.anchor)}{inline(block.mark.strip())}<text:tab/>{inline(block.text)}"
            yield _paragraph("Item", text)
        case TextBlock(level=level):
            lead = _lead(block.anchor, block.mark + block.label) if block.label else ""
            text = lead or _bookmark(block.anchor) + inline(block.mark)
            yield _paragraph(f"Level_20_{level}", text + inline(block.text))
        case TableBlock():
            yield from _table(block)


def _table(block: TableBlock) -> Iterator[str]:
    """The caption is the table's title for assistive technology; the header row repeats on every page."""
    yield f'<table:table table:name={quoteattr(block.anchor)} table:style-name="Table">'
    yield f"<table:title>{escape(package.one_line(block.caption))}</table:title>"
    yield '<table:table-column table:style-name="Name"/>'
    yield f'<table:table-column table:style-name="Figure" table:number-columns-repeated="{len(block.columns) - 1}"/>'
    heads = "".join(_cell("HeadCell", "Table_20_Heading", inline(name)) for name in block.columns)
    yield f'<table:table-header-rows><table:table-row table:style-name="Row">{heads}</table:table-row>'
    yield "</table:table-header-rows>"
    for row in block.rows:
        cells = (
            _cell("Cell", "Table_20_Number" if column in block.numeric_columns else "Table_20_Contents", inline(text))
            for column, text in enumerate(row)
        )
        yield f'<table:table-row table:style-name="Row">{"".join(cells)}</table:table-row>'
    yield "</table:table>"
    if block.note:
        yield _paragraph("Note", inline(block.note))


def _cell(cell_style: str, text_style: str, text: str) -> str:
    paragraph = _paragraph(text_style, text)
    return (
        f'<table:table-cell table:style-name="{cell_style}" office:value-type="string">{paragraph}</table:table-cell>'
    )


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def _lead(anchor: str, words: str) -> str:
    return f'{_bookmark(anchor)}<text:span text:style-name="Label">{inline(words)}</text:span>'


def _bookmark(anchor: str) -> str:
    return f'<text:bookmark text:name="{anchor}"/>'
