"""DOCX, a convenience for contributors: WordprocessingML written by hand.

What wraps it is in `package`; the text of the report enters through `runs` only.
"""

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from xml.sax.saxutils import quoteattr

from reports.content.blocks import AppendixBlock, Block, BudgetBlock, ChartBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import appendix, blocks, is_list_item
from reports.content.style import Style
from reports.renderers.docx import package
from reports.renderers.docx.front import front, section_end
from reports.renderers.docx.markup import bookmark, numbered_caption, paragraph, runs
from reports.renderers.docx.pictures import drawing
from reports.renderers.files import RenderedFile, file_stem, produced_at, zipped
from reports.renderers.pdf.pictures import Picture, chart_pictures

__all__ = ["render_docx", "runs"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Pictures = Mapping[str, Picture]

_TWIPS_PER_CM = 567
_TABLE_WIDTH = 16 * _TWIPS_PER_CM
_NAME_WIDTH = 61 * _TWIPS_PER_CM // 10


def render_docx(document: Document, *, font_dir: Path | None = None) -> RenderedFile:
    """`font_dir` holds a Kai face for the charts' pictures. Raises RenderError."""
    after = appendix(document)
    pictures = chart_pictures(after, style=document.settings.style, font_dir=font_dir)
    entries = package.entries(document, "".join(_body(document, after, pictures)), pictures)
    content = zipped(entries, moment=produced_at(document))
    return RenderedFile(f"{file_stem(document)}.docx", MEDIA_TYPE, content)


def _body(document: Document, after: tuple[AppendixBlock, ...], pictures: Pictures) -> Iterator[str]:
    found = (*blocks(document), *after)
    numbers = count(1)
    yield "<w:body>"
    yield from front(document, found)
    for block in found:
        if after and block is after[0]:
            yield paragraph("Normal", '<w:r><w:br w:type="page"/></w:r>')
        yield from _drawn(block, next(numbers), pictures, document.settings.style)
    yield section_end(package.references(), '<w:pgNumType w:fmt="decimal" w:start="1"/>')
    yield "</w:body>"


def _drawn(block: Block | AppendixBlock, number: int, pictures: Pictures, style: Style) -> Iterator[str]:
    mark = bookmark(block.anchor, number)
    match block:
        case HeadingBlock(level=level):
            yield paragraph(f"Heading{level}", mark + runs(block.mark + block.text))
        case BudgetBlock():
            yield paragraph("Level3", mark + runs(block.mark + block.label, "Label") + runs(block.text))
        case TextBlock() if is_list_item(block):
            yield paragraph("Item", f"{mark}{runs(block.mark.strip())}<w:r><w:tab/></w:r>{runs(block.text)}")
        case TextBlock(level=level, label=label):
            words = runs(block.mark + label, "Label" if label else "")
            yield paragraph(f"Level{level}", mark + words + runs(block.text))
        case TableBlock():
            yield from _table(block, mark, style)
        case ChartBlock():
            yield paragraph("Picture", mark + drawing(block, pictures[block.anchor], number))
            yield numbered_caption("Caption", "圖", block.number, block.title)


def _table(block: TableBlock, mark: str, style: Style) -> Iterator[str]:
    """The caption is the table's title for assistive technology; the header row repeats on every page."""
    yield numbered_caption("TableCaption", "表", block.number, block.title or block.caption)
    figure_width = (_TABLE_WIDTH - _NAME_WIDTH) // (len(block.columns) - 1)
    widths = [_NAME_WIDTH, *[figure_width] * (len(block.columns) - 1)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(block.caption)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    heads = (
        _cell(width, "TableHeading", name, style.table_head_fill)
        for width, name in zip(widths, block.columns, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(heads)}</w:tr>"
    for row in block.rows:
        cells = (
            _cell(width, "TableNumber" if column in block.numeric_columns else "TableText", text)
            for column, (width, text) in enumerate(zip(widths, row, strict=True))
        )
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
    yield "</w:tbl>"
    # Without a paragraph between them, a following table would be joined to this one.
    yield paragraph("Note", mark + runs(block.note))


def _cell(width: int, style: str, text: str, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill[1:].upper()}"/>' if fill else ""
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{properties}{paragraph(style, runs(text))}</w:tc>"
