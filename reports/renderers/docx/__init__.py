"""DOCX, a convenience for contributors: WordprocessingML written by hand.

What wraps it is in `package`; the text of the report enters through `runs` only.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from reports.content.blocks import Block, BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import blocks, is_list_item, title_lines
from reports.renderers.docx import package
from reports.renderers.files import RenderedFile, file_stem, produced_at, zipped

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_BOOKMARK_LENGTH = 40
"""Word drops a longer name."""

_MARGINS = (
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="851" w:footer="851" w:gutter="0"/>'
)
_TWIPS_PER_CM = 567
_TABLE_WIDTH = 16 * _TWIPS_PER_CM
_NAME_WIDTH = 7 * _TWIPS_PER_CM


def render_docx(document: Document) -> RenderedFile:
    entries = package.entries(document, "".join(_body(document)))
    content = zipped(entries, moment=produced_at(document))
    return RenderedFile(f"{file_stem(document)}.docx", MEDIA_TYPE, content)


def runs(text: str, style: str = "") -> str:
    """Text as runs: every blank is kept, and a line break is an element."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>" if text else ""


def _body(document: Document) -> Iterator[str]:
    title, *lines = title_lines(document)
    numbers = count(1)
    yield "<w:body>"
    yield _paragraph("Title", runs(title))
    yield from (_paragraph("Subtitle", runs(line)) for line in lines)
    for block in blocks(document):
        yield from _drawn(block, next(numbers))
    yield f'<w:sectPr>{package.references(document)}<w:pgSz w:w="11906" w:h="16838"/>{_MARGINS}</w:sectPr></w:body>'


def _drawn(block: Block, number: int) -> Iterator[str]:
    mark = _bookmark(block.anchor, number)
    match block:
        case HeadingBlock(level=level):
            yield _paragraph(f"Heading{level}", mark + runs(block.mark + block.text))
        case BudgetBlock():
            yield _paragraph("Level3", mark + runs(block.mark + block.label, "Label") + runs(block.text))
        case TextBlock() if is_list_item(block):
            yield _paragraph("Item", f"{mark}{runs(block.mark.strip())}<w:r><w:tab/></w:r>{runs(block.text)}")
        case TextBlock(level=level, label=label):
            lead = runs(block.mark + label, "Label" if label else "")
            yield _paragraph(f"Level{level}", mark + lead + runs(block.text))
        case TableBlock():
            yield from _table(block)


def _table(block: TableBlock) -> Iterator[str]:
    """The caption is the table's title for assistive technology; the header row repeats on every page."""
    figure_width = (_TABLE_WIDTH - _NAME_WIDTH) // (len(block.columns) - 1)
    widths = [_NAME_WIDTH, *[figure_width] * (len(block.columns) - 1)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(block.caption)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    heads = (_cell(width, "TableHeading", name) for width, name in zip(widths, block.columns, strict=True))
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(heads)}</w:tr>"
    for row in block.rows:
        cells = (
            _cell(width, "TableNumber" if column in block.numeric_columns else "TableText", text)
            for column, (width, text) in enumerate(zip(widths, row, strict=True))
        )
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
    yield "</w:tbl>"
    # Without a paragraph between them, a following table would be joined to this one.
    yield _paragraph("Note", runs(block.note))


def _cell(width: int, style: str, text: str) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>' if style == "TableHeading" else ""
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{properties}{_paragraph(style, runs(text))}</w:tc>"


def _paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _bookmark(anchor: str, number: int) -> str:
    name = anchor
    if len(name) > MAX_BOOKMARK_LENGTH:
        name = f"{anchor[: MAX_BOOKMARK_LENGTH - 9]}-{sha256(anchor.encode()).hexdigest()[:8]}"
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
