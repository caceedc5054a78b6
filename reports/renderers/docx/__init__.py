"""DOCX, a convenience for contributors: WordprocessingML written by hand.

The parts beside this module never change; the text of the report enters through `runs` only.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reports.content.blocks import Block, BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import blocks, is_list_item, title_lines
from reports.renderers.files import RenderedFile, file_stem, iso_time, produced_at, zipped

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_BOOKMARK_LENGTH = 40
"""Word drops a longer name."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = ("styles", "settings", "fontTable", "theme/theme1", "footer", "header")
_PART_TYPES = {name: f"{_WORD_TYPE}.{name}+xml" for name in _PARTS} | {
    "theme/theme1": "application/vnd.openxmlformats-officedocument.theme+xml"
}
_STATIC = {name: Path(__file__).with_name(f"{name.split('/')[-1]}.xml").read_text(encoding="utf-8") for name in _PARTS}

_MARGINS = (
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="851" w:footer="851" w:gutter="0"/>'
)
_TWIPS_PER_CM = 567
_TABLE_WIDTH = 16 * _TWIPS_PER_CM
_NAME_WIDTH = 7 * _TWIPS_PER_CM


def render_docx(document: Document) -> RenderedFile:
    parts = [name for name in _PARTS if name != "header" or document.approved_at is None]
    entries = [
        ("[Content_Types].xml", _content_types(parts)),
        ("_rels/.rels", _package_relations()),
        ("docProps/core.xml", _core_properties(document)),
        ("docProps/app.xml", _app_properties()),
        ("word/document.xml", "".join(_body(document))),
        ("word/_rels/document.xml.rels", _document_relations(parts)),
        *((f"word/{name}.xml", _STATIC[name]) for name in parts),
    ]
    content = zipped(entries, moment=produced_at(document))
    return RenderedFile(f"{file_stem(document)}.docx", MEDIA_TYPE, content)


def runs(text: str, style: str = "") -> str:
    """Text as runs: every blank is kept, and a line break is an element."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>" if text else ""


def _content_types(parts: list[str]) -> str:
    types = {f"/word/{name}.xml": _PART_TYPES[name] for name in parts} | {
        "/word/document.xml": f"{_WORD_TYPE}.document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _package_relations() -> str:
    return _relations([
        (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    ])  # fmt: skip


def _document_relations(parts: list[str]) -> str:
    return _relations([(f"{_OFFICE}/relationships/{_kind(name)}", f"{name}.xml") for name in parts])


def _kind(part: str) -> str:
    return "theme" if part.startswith("theme/") else part


def _core_properties(document: Document) -> str:
    moment, agency = iso_time(document), escape(document.agency_name)
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title_lines(document)[0])}</dc:title><dc:creator>{agency}</dc:creator>"
        f"<cp:keywords>施政績效報告, {document.roc_year}年度</cp:keywords>"
        f"<cp:lastModifiedBy>{agency}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "<dc:language>zh-TW</dc:language></cp:coreProperties>"
    )


def _app_properties() -> str:
    return (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Jibao</Application></Properties>'
    )


def _body(document: Document) -> Iterator[str]:
    title, *lines = title_lines(document)
    numbers = count(1)
    yield f'{_DECLARATION}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships"><w:body>'
    yield _paragraph("Title", runs(title))
    yield from (_paragraph("Subtitle", runs(line)) for line in lines)
    for block in blocks(document):
        yield from _drawn(block, next(numbers))
    references = _reference("footer") if document.approved_at else _reference("header") + _reference("footer")
    yield f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>{_MARGINS}</w:sectPr></w:body></w:document>'


def _reference(part: str) -> str:
    return f'<w:{part}Reference w:type="default" r:id="rId{_PARTS.index(part) + 1}"/>'


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
