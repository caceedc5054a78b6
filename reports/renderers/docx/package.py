"""The package around a DOCX's text: content types, relationships, properties and the parts that never change."""

from pathlib import Path
from xml.sax.saxutils import escape

from reports.content.document import Document
from reports.content.layout import title_lines
from reports.renderers.files import iso_time

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


def entries(document: Document, body: str) -> list[tuple[str, str]]:
    """Names and contents in the order in which the zip holds them; `body` is the w:body element."""
    parts = [name for name in _PARTS if name != "header" or document.approved_at is None]
    return [
        ("[Content_Types].xml", _content_types(parts)),
        ("_rels/.rels", _package_relations()),
        ("docProps/core.xml", _core_properties(document)),
        ("docProps/app.xml", _app_properties()),
        ("word/document.xml", _document(body)),
        ("word/_rels/document.xml.rels", _document_relations(parts)),
        *((f"word/{name}.xml", _STATIC[name]) for name in parts),
    ]


def references(document: Document) -> str:
    """How the text names its footer, and on a draft its header."""
    found = ("footer",) if document.approved_at else ("header", "footer")
    return "".join(f'<w:{part}Reference w:type="default" r:id="rId{_PARTS.index(part) + 1}"/>' for part in found)


def _document(body: str) -> str:
    namespaces = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships"'
    return f"{_DECLARATION}<w:document {namespaces}>{body}</w:document>"


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
