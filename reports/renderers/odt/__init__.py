"""ODT, the editable download: OpenDocument 1.3 text written by hand, valid against the OASIS schema.

The mimetype comes first and uncompressed. Headings, captions and tables have the styles and numbers that an office's
program works with: its contents list, its navigator and its lists of tables find them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reports.content.blocks import AppendixBlock, Block, BudgetBlock, ChartBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import appendix, blocks, is_list_item
from reports.renderers.files import RenderedFile, file_stem, produced_at, zipped
from reports.renderers.odt import package
from reports.renderers.odt.front import front
from reports.renderers.odt.markup import (
    bookmark,
    inline,
    lead,
    numbered_caption,
    one_line,
    paragraph,
    sequence_declarations,
)
from reports.renderers.pdf.pictures import Picture, chart_pictures

__all__ = ["inline", "render_odt"]

Pictures = Mapping[str, Picture]


def render_odt(document: Document, *, font_dir: Path | None = None) -> RenderedFile:
    """`font_dir` holds a Kai face for the charts' pictures. Raises RenderError."""
    after = appendix(document)
    pictures = chart_pictures(after, style=document.settings.style, font_dir=font_dir)
    entries = package.entries(document, "".join(_body(document, after, pictures)), pictures)
    content = zipped(entries, moment=produced_at(document), stored=frozenset({"mimetype"}))
    return RenderedFile(f"{file_stem(document)}.odt", package.MEDIA_TYPE, content)


def _body(document: Document, after: tuple[AppendixBlock, ...], pictures: Pictures) -> Iterator[str]:
    found = (*blocks(document), *after)
    starts = {found[0].anchor: "BodyStart"} if found else {}
    if after:
        starts |= {after[0].anchor: "AppendixStart"}
    yield "<office:body><office:text>"
    yield sequence_declarations()
    yield from front(document, found)
    for block in found:
        yield from _drawn(block, pictures, starts)
    yield "</office:text></office:body>"


def _drawn(block: Block | AppendixBlock, pictures: Pictures, starts: Mapping[str, str]) -> Iterator[str]:
    match block:
        case HeadingBlock(level=level):
            text = bookmark(block.anchor) + inline(block.mark + block.text)
            style = starts.get(block.anchor, f"Heading_20_{level}")
            yield f'<text:h text:style-name="{style}" text:outline-level="{level}">{text}</text:h>'
        case BudgetBlock():
            yield paragraph("Level_20_3", lead(block.anchor, block.mark + block.label) + inline(block.text))
        case TextBlock() if is_list_item(block):
            text = f"{bookmark(block.anchor)}{inline(block.mark.strip())}<text:tab/>{inline(block.text)}"
            yield paragraph(_style("Item", block.text), text)
        case TextBlock(level=level):
            words = lead(block.anchor, block.mark + block.label) if block.label else ""
            text = words or bookmark(block.anchor) + inline(block.mark)
            yield paragraph(_style(f"Level_20_{level}", block.text), text + inline(block.text))
        case TableBlock():
            yield from _table(block)
        case ChartBlock():
            yield _chart(block, pictures[block.anchor])
            yield numbered_caption("Illustration", "圖", "Illustration", block.number, block.title)


def _style(name: str, text: str) -> str:
    return f"{name}Lines" if "\n" in text else name


def _chart(block: ChartBlock, picture: Picture) -> str:
    """svg:title and svg:desc are read out instead of the picture."""
    width, height = picture.size_cm
    image = (
        f'<draw:frame draw:name={quoteattr(block.anchor)} draw:style-name="Chart" text:anchor-type="as-char" '
        f'svg:width="{width:g}cm" svg:height="{height:g}cm"><draw:image xlink:type="simple" xlink:show="embed" '
        f'xlink:actuate="onLoad" xlink:href="{package.picture_path(block.anchor)}" draw:mime-type="image/png"/>'
        f"<svg:title>{escape(one_line(block.heading))}</svg:title><svg:desc>{escape(one_line(block.alt))}</svg:desc>"
        "</draw:frame>"
    )
    return paragraph("Picture", bookmark(block.anchor) + image)


def _table(block: TableBlock) -> Iterator[str]:
    """The caption is the table's title for assistive technology; the header row repeats on every page."""
    yield numbered_caption("Table", "表", "Table", block.number, block.title or block.caption)
    yield f'<table:table table:name={quoteattr(block.anchor)} table:style-name="Grid">'
    yield f"<table:title>{escape(one_line(block.caption))}</table:title>"
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
        yield paragraph("Note", inline(block.note))


def _cell(cell_style: str, text_style: str, text: str) -> str:
    content = paragraph(text_style, text)
    return f'<table:table-cell table:style-name="{cell_style}" office:value-type="string">{content}</table:table-cell>'
