"""The package around a DOCX's text: content types, relationships, properties and the parts that never change."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from reports.content.document import Document
from reports.content.layout import title_lines
from reports.renderers.docx.markup import runs
from reports.renderers.docx.pictures import relation_id
from reports.renderers.faces import FACE_NAMES
from reports.renderers.files import DRAFT, iso_time
from reports.renderers.pdf.pictures import Picture

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = ("styles", "settings", "fontTable", "theme/theme1", "footer", "header", "coverHeader")
_KINDS = {"theme/theme1": "theme", "coverHeader": "header"}
_PART_TYPES = {name: f"{_WORD_TYPE}.{_KINDS.get(name, name)}+xml" for name in _PARTS} | {
    "theme/theme1": "application/vnd.openxmlformats-officedocument.theme+xml"
}
_FILES = {"theme/theme1": "theme1", "coverHeader": "header"}
_STATIC = {
    name: Path(__file__).with_name(f"{_FILES.get(name, name)}.xml").read_text(encoding="utf-8") for name in _PARTS
}


def entries(document: Document, body: str, pictures: Mapping[str, Picture]) -> list[tuple[str, str | bytes]]:
    """Names and contents in the order in which the zip holds them; `body` is the w:body element."""
    return [
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _package_relations()),
        ("docProps/core.xml", _core_properties(document)),
        ("docProps/app.xml", _app_properties()),
        ("word/document.xml", _document(body)),
        ("word/_rels/document.xml.rels", _document_relations(len(pictures))),
        *((f"word/{name}.xml", _part(document, name)) for name in _PARTS),
        *((f"word/{_picture_path(number)}", picture.content) for number, picture in enumerate(pictures.values(), 1)),
    ]


def references(*, is_cover: bool = False) -> str:
    """What runs along the head and foot of a section's pages: on a cover the mark of a draft at most."""
    parts = {"header": "coverHeader"} if is_cover else {"header": "header", "footer": "footer"}
    return "".join(
        f'<w:{kind}Reference w:type="default" r:id="rId{_PARTS.index(part) + 1}"/>' for kind, part in parts.items()
    )


def _picture_path(number: int) -> str:
    return f"media/chart{number}.png"


def _part(document: Document, name: str) -> str:
    """A part in the report's faces and colours."""
    style = document.settings.style
    body, heading = FACE_NAMES[style.body_face], FACE_NAMES[style.heading_face]
    draft = "" if document.approved_at else DRAFT
    title = style.header_text or title_lines(document)[0]
    words = draft if name == "coverHeader" else f"{title}　{draft}" if draft else title
    replaced = {
        "BODY_FACE": body.asian,
        "BODY_LATIN": body.latin,
        "HEADING_FACE": heading.asian,
        "HEADING_LATIN": heading.latin,
        "HEADING_COLOUR": style.heading_colour[1:].upper(),
        "ACCENT": style.accent_colour[1:].upper(),
        "HEAD_TEXT": style.table_head_text[1:].upper(),
        "STYLE": "CoverHeader" if name == "coverHeader" else "Header",
        "WORDS": runs(words.replace("\n", " ")),
    }
    # In one pass: a header text that names another placeholder is only text.
    return re.sub(r"@([A-Z_]+)@", lambda found: replaced[found[1]], _STATIC[name])


def _document(body: str) -> str:
    namespaces = (
        f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    )
    return f"{_DECLARATION}<w:document {namespaces}>{body}</w:document>"


def _content_types() -> str:
    types = {f"/word/{name}.xml": _PART_TYPES[name] for name in _PARTS} | {
        "/word/document.xml": f"{_WORD_TYPE}.document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str, str]]) -> str:
    """(id, kind, target) of each."""
    found = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in targets)
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _package_relations() -> str:
    return _relations([
        ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    ])  # fmt: skip


def _document_relations(pictures: int) -> str:
    parts = [
        (f"rId{number}", f"{_OFFICE}/relationships/{_KINDS.get(name, name)}", f"{name}.xml")
        for number, name in enumerate(_PARTS, 1)
    ]
    charts = [
        (relation_id(number), f"{_OFFICE}/relationships/image", _picture_path(number))
        for number in range(1, pictures + 1)
    ]
    return _relations([*parts, *charts])


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
