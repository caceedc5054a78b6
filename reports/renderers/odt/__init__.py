"""ODT, the editable download: OpenDocument 1.3 text written by hand, valid against the OASIS schema.

The mimetype comes first and uncompressed; free text enters through `inline`, which keeps every blank and line break.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reports.content.blocks import Block, BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import blocks, is_list_item, title_lines
from reports.renderers.files import RenderedFile, file_stem, iso_time, produced_at, zipped

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
STYLES = Path(__file__).with_name("styles.xml").read_text(encoding="utf-8")

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "office": f"{_URN}:office:1.0",
        "style": f"{_URN}:style:1.0",
        "text": f"{_URN}:text:1.0",
        "table": f"{_URN}:table:1.0",
        "fo": f"{_URN}:xsl-fo-compatible:1.0",
        "meta": f"{_URN}:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_TABLE_WIDTH_CM = 16
_FIRST_COLUMN_CM = 7


def render_odt(document: Document) -> RenderedFile:
    entries = (
        ("mimetype", MEDIA_TYPE),
        ("META-INF/manifest.xml", _manifest()),
        ("meta.xml", _meta(document)),
        ("styles.xml", _styles(document)),
        ("content.xml", "".join(_content(document))),
    )
    content = zipped(entries, moment=produced_at(document), stored=frozenset({"mimetype"}))
    return RenderedFile(f"{file_stem(document)}.odt", MEDIA_TYPE, content)


def inline(text: str) -> str:
    """Text as ODF keeps it: a line break is an element, and so is every blank that a reader would collapse."""
    lines = (re.sub(r"^ +|(?<= ) +| $", _blanks, escape(line)) for line in text.split("\n"))
    return "<text:line-break/>".join(lines)


def _blanks(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'


def _manifest() -> str:
    names = ("meta.xml", "styles.xml", "content.xml")
    entries = "".join(f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="text/xml"/>' for n in names)
    return (
        f'{_DECLARATION}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
        f"{entries}</manifest:manifest>"
    )


def _meta(document: Document) -> str:
    """No line-break elements here: a title is one line of plain text."""
    moment, agency = iso_time(document), escape(_one_line(document.agency_name))
    return (
        f'{_DECLARATION}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta>'
        f"<meta:generator>Jibao</meta:generator><dc:title>{escape(_one_line(title_lines(document)[0]))}</dc:title>"
        f"<meta:keyword>施政績效報告</meta:keyword><meta:keyword>{document.roc_year}年度</meta:keyword>"
        f"<meta:initial-creator>{agency}</meta:initial-creator><dc:creator>{agency}</dc:creator>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        "<dc:language>zh-TW</dc:language></office:meta></office:document-meta>"
    )


def _styles(document: Document) -> str:
    header = (
        "" if document.approved_at else '<style:header><text:p text:style-name="Header">草稿</text:p></style:header>'
    )
    return STYLES.replace("@HEADER@", header)


def _content(document: Document) -> Iterator[str]:
    title, *lines = title_lines(document)
    yield f'{_DECLARATION}<office:document-content {_NAMESPACES} office:version="1.3">'
    yield f"<office:automatic-styles>{_table_styles()}</office:automatic-styles><office:body><office:text>"
    yield _paragraph("Title", inline(title))
    yield from (_paragraph("Subtitle", inline(line)) for line in lines)
    for block in blocks(document):
        yield from _drawn(block)
    yield "</office:text></office:body></office:document-content>"


def _table_styles() -> str:
    widths = {"Name": _FIRST_COLUMN_CM, "Figure": (_TABLE_WIDTH_CM - _FIRST_COLUMN_CM) / 3}
    columns = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:g}cm"/></style:style>'
        for name, width in widths.items()
    )
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:border="0.5pt solid #666666" fo:padding="0.12cm" style:vertical-align="middle"{colour}/></style:style>'
        for name, colour in (("Cell", ""), ("HeadCell", ' fo:background-color="#eeeeee"'))
    )
    return (
        '<style:style style:name="Table" style:family="table"><style:table-properties '
        f'style:width="{_TABLE_WIDTH_CM}cm" table:align="center" fo:margin-top="0.2cm" fo:margin-bottom="0.2cm"/>'
        f'</style:style><style:style style:name="Row" style:family="table-row"><style:table-row-properties '
        f'fo:keep-together="always"/></style:style>{columns}{cells}'
    )


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
    yield f"<table:title>{escape(_one_line(block.caption))}</table:title>"
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


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
