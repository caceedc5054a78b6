"""Whatever may be stored as text comes out of each writer as it went in."""

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.content import OverallOpinionContent, Paragraph
from reports.content.document import DocumentChapter
from reports.enums import SectionKind
from reports.renderers import html_body
from reports.renderers.docx import runs
from reports.renderers.fonts import covered_code_points
from reports.renderers.odt import inline
from reports.renderers.pdf import render_pdf
from reports.values.text import is_forbidden
from tests.support.documents import replace, rich_document, section

STORABLE = st.text(
    st.one_of(st.sampled_from("<>&\"' \n\\#$@=甲"), st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"))),
    max_size=60,
).filter(lambda text: not any(map(is_forbidden, text)))

ODF = {"text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
WORD = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def element(xml: str, namespaces: dict[str, str]) -> ElementTree.Element:
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in namespaces.items())
    return ElementTree.fromstring(f"<root {names}>{xml}</root>")


def document_of(*texts: str):
    rows = tuple(Paragraph(f"p{number}", text) for number, text in enumerate(texts))
    chapter = DocumentChapter("章", SectionKind.OVERALL_OPINION, (section("s", OverallOpinionContent(rows)),))
    return replace(rich_document(), chapters=(chapter,))


@given(STORABLE)
def test_odt_keeps_text(text):
    root = element(inline(text), ODF)

    breaks = {"line-break": "\n"}
    parts = [root.text or ""]
    for child in root:
        name = child.tag.split("}")[1]
        parts += [breaks.get(name) or " " * int(child.get(f"{{{ODF['text']}}}c")), child.tail or ""]
    assert "".join(parts) == text


@given(STORABLE)
def test_odt_writes_no_blank_that_a_reader_collapses(text):
    root = element(inline(text), ODF)

    pieces = [root.text or "", *(child.tail or "" for child in root)]
    assert [piece for piece in pieces if "  " in piece or "\n" in piece] == []


@given(STORABLE)
def test_docx_keeps_text(text):
    root = element(runs(text), WORD)

    tags = {f"{{{WORD['w']}}}br": "\n"}
    assert "".join(tags.get(found.tag, found.text or "") for found in root.iter()) == text


@settings(max_examples=50)
@given(STORABLE.filter(str.strip))
def test_html_keeps_text(text):
    paragraph = ElementTree.fromstring(html_body(document_of(text))).find(".//p[@id='s-p0']")

    assert "".join("\n" if found.tag == "br" else found.text or "" for found in _flat(paragraph)) == text


def _flat(paragraph: ElementTree.Element):
    """The paragraph's own text and each line break with the text after it, in order."""
    yield paragraph
    for child in paragraph:
        yield child
        tail = ElementTree.Element("tail")
        tail.text = child.tail
        yield tail


def test_every_character_of_the_faces_can_be_set():
    characters = [chr(point) for point in sorted(covered_code_points()) if not is_forbidden(chr(point))]
    rows = ["".join(characters[start : start + 500]) for start in range(0, len(characters), 500)]

    assert len(characters) > 20_000
    assert render_pdf(document_of(*rows)).content.startswith(b"%PDF-1.7")
