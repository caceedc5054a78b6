"""The package around an ODT's text: mimetype, manifest, metadata and styles."""

import re
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from reports.content.document import Document
from reports.content.layout import title_lines
from reports.renderers.faces import FACE_NAMES
from reports.renderers.files import DRAFT, iso_time
from reports.renderers.odt.markup import inline, one_line
from reports.renderers.pdf.pictures import Picture

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
        "draw": f"{_URN}:drawing:1.0",
        "svg": f"{_URN}:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_TABLE_WIDTH_CM = 16
_FIRST_COLUMN_CM = 6.1
_MASTER = ' style:master-page-name="{}"'
_CHART = (
    '<style:style style:name="Chart" style:family="graphic" style:parent-style-name="Graphics">'
    '<style:graphic-properties style:vertical-pos="top" style:vertical-rel="baseline"/></style:style>'
)


def entries(document: Document, body: str, pictures: Mapping[str, Picture]) -> list[tuple[str, str | bytes]]:
    """Names and contents in the order in which the zip holds them; `body` is the office:body element."""
    return [
        ("mimetype", MEDIA_TYPE),
        ("META-INF/manifest.xml", _manifest(pictures)),
        ("meta.xml", _meta(document)),
        ("styles.xml", _styles(document)),
        ("content.xml", _content(document, body)),
        *((picture_path(anchor), picture.content) for anchor, picture in pictures.items()),
    ]


def picture_path(anchor: str) -> str:
    return f"Pictures/{anchor}.png"


def _content(document: Document, body: str) -> str:
    found = f"{_starts()}{_broken_lines()}{_table_styles(document)}{_CHART}"
    styles = f"<office:automatic-styles>{found}</office:automatic-styles>"
    opening = f'{_DECLARATION}<office:document-content {_NAMESPACES} office:version="1.3">'
    return f"{opening}{styles}{body}</office:document-content>"


def _starts() -> str:
    """The paragraphs that begin a new page, with the master page and the number it begins with."""
    return "".join(
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}"'
        f"{master}><style:paragraph-properties {properties}/></style:style>"
        for name, parent, master, properties in (
            ("CoverStart", "Cover_20_Agency", _MASTER.format("Cover"), 'style:page-number="1"'),
            ("TitleStart", "Title", _MASTER.format("Contents"), 'style:page-number="1"'),
            ("ContentsStart", "Contents_20_Heading", _MASTER.format("Contents"), 'style:page-number="1"'),
            ("BodyStart", "Heading_20_1", _MASTER.format("Standard"), 'style:page-number="1"'),
            ("AppendixStart", "Heading_20_1", "", 'fo:break-before="page"'),
        )
    )


def _broken_lines() -> str:
    """Text with breaks of its author's is not justified: a line before a break would be stretched to the margin."""
    return "".join(
        f'<style:style style:name="{name}Lines" style:family="paragraph" style:parent-style-name="{name}">'
        '<style:paragraph-properties fo:text-align="start"/></style:style>'
        for name in ("Level_20_2", "Level_20_3", "Level_20_4", "Item")
    )


def _manifest(pictures: Mapping[str, Picture]) -> str:
    parts = dict.fromkeys(("meta.xml", "styles.xml", "content.xml"), "text/xml")
    parts |= {picture_path(anchor): "image/png" for anchor in pictures}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in parts.items()
    )
    return (
        f'{_DECLARATION}<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
        f"{entries}</manifest:manifest>"
    )


def _meta(document: Document) -> str:
    """No line-break elements here: a title is one line of plain text."""
    moment, agency = iso_time(document), escape(one_line(document.agency_name))
    return (
        f'{_DECLARATION}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta>'
        f"<meta:generator>Jibao</meta:generator><dc:title>{escape(one_line(title_lines(document)[0]))}</dc:title>"
        f"<meta:keyword>施政績效報告</meta:keyword><meta:keyword>{document.roc_year}年度</meta:keyword>"
        f"<meta:initial-creator>{agency}</meta:initial-creator><dc:creator>{agency}</dc:creator>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        "<dc:language>zh-TW</dc:language></office:meta></office:document-meta>"
    )


def _styles(document: Document) -> str:
    """styles.xml in the report's faces and colours, with what runs along the head and foot of each page."""
    style = document.settings.style
    body, heading = FACE_NAMES[style.body_face], FACE_NAMES[style.heading_face]
    number = '<text:page-number text:select-page="current">1</text:page-number>'
    footer = f'<style:footer><text:p text:style-name="Footer">{number}</text:p></style:footer>'
    title = style.header_text or title_lines(document)[0]
    draft = "" if document.approved_at else DRAFT
    replaced = {
        "BODY_FACE": body.asian,
        "BODY_LATIN": body.latin,
        "HEADING_FACE": heading.asian,
        "HEADING_LATIN": heading.latin,
        "HEADING_COLOUR": style.heading_colour,
        "ACCENT": style.accent_colour,
        "HEAD_TEXT": style.table_head_text,
        "COVER_RUNNING": _header(draft) if draft else "",
        "RUNNING": _header(f"{title}　{draft}" if draft else title) + footer,
    }
    # In one pass: a header text that names another placeholder is only text.
    return re.sub(r"@([A-Z_]+)@", lambda found: replaced[found[1]], STYLES)


def _header(words: str) -> str:
    return f'<style:header><text:p text:style-name="Header">{inline(one_line(words))}</text:p></style:header>'


def _table_styles(document: Document) -> str:
    fill = document.settings.style.table_head_fill
    widths = {"Name": _FIRST_COLUMN_CM, "Figure": (_TABLE_WIDTH_CM - _FIRST_COLUMN_CM) / 3}
    columns = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:g}cm"/></style:style>'
        for name, width in widths.items()
    )
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:border="0.5pt solid #666666" fo:padding="0.12cm" style:vertical-align="middle"{colour}/></style:style>'
        for name, colour in (("Cell", ""), ("HeadCell", f' fo:background-color="{fill}"'))
    )
    return (
        '<style:style style:name="Grid" style:family="table"><style:table-properties '
        f'style:width="{_TABLE_WIDTH_CM}cm" table:align="center" fo:margin-top="0.2cm" fo:margin-bottom="0.2cm"/>'
        f'</style:style><style:style style:name="Row" style:family="table-row"><style:table-row-properties '
        f'fo:keep-together="always"/></style:style>{columns}{cells}'
    )
