"""The package around an ODT's text: mimetype, manifest, metadata and styles."""

from pathlib import Path
from xml.sax.saxutils import escape

from reports.content.document import Document
from reports.content.layout import title_lines
from reports.renderers.files import iso_time

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


def entries(document: Document, body: str) -> list[tuple[str, str]]:
    """Names and contents in the order in which the zip holds them; `body` is the office:body element."""
    return [
        ("mimetype", MEDIA_TYPE),
        ("META-INF/manifest.xml", _manifest()),
        ("meta.xml", _meta(document)),
        ("styles.xml", _styles(document)),
        ("content.xml", _content(body)),
    ]


def one_line(text: str) -> str:
    """For titles and names, where a line break cannot stand."""
    return text.replace("\n", " ")


def _content(body: str) -> str:
    styles = f"<office:automatic-styles>{_table_styles()}</office:automatic-styles>"
    opening = f'{_DECLARATION}<office:document-content {_NAMESPACES} office:version="1.3">'
    return f"{opening}{styles}{body}</office:document-content>"


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
    header = (
        "" if document.approved_at else '<style:header><text:p text:style-name="Header">草稿</text:p></style:header>'
    )
    return STYLES.replace("@HEADER@", header)


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
