import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest

from reports.content import ReportSettings, Style
from reports.enums import Face, RenditionFormat
from reports.renderers.docx import render_docx, runs
from reports.renderers.files import zipped
from tests.support.documents import (
    APPROVED_AT,
    EVERY_DOCUMENT,
    HOSTILE_TEXTS,
    draft_document,
    rich_document,
)
from tests.support.validators import docx_findings

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(docx: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(parts(docx)["word/document.xml"])


def text_of(element: ElementTree.Element) -> str:
    breaks = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(breaks.get(e.tag, (e.text or "") if e.tag == f"{W}t" else "") for e in element.iter())


def style_of(p: ElementTree.Element) -> str:
    return p.find(f"{W}pPr/{W}pStyle").get(f"{W}val")


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_file_passes_the_strict_audit(tmp_path, document):
    assert docx_findings(tmp_path / "report.docx", render_docx(document()).content) == []


def test_audit_refuses_a_wrong_element_order_and_a_missing_part(tmp_path, rich_files):
    found = parts(rich_files[RenditionFormat.DOCX].content)
    found["word/document.xml"] = found["word/document.xml"].replace(b"<w:b/>", b"").replace(
        b'<w:pStyle w:val="Title"/>', b'<w:jc w:val="center"/><w:pStyle w:val="Title"/>'
    )  # fmt: skip
    disordered = docx_findings(tmp_path / "a.docx", zipped(found.items(), moment=APPROVED_AT))
    del found["word/footer.xml"]
    incomplete = docx_findings(tmp_path / "b.docx", zipped(found.items(), moment=APPROVED_AT))

    assert len(disordered) > 0
    assert len(incomplete) > len(disordered)


def test_headings_use_the_heading_styles(rich_files):
    found = [(style_of(p), text_of(p)) for p in body(rich_files[RenditionFormat.DOCX].content).iter(f"{W}p")]

    assert [entry for entry in found if entry[0].startswith("Heading")][:4] == [
        ("Heading1", "壹、年度施政目標"),
        ("Heading1", "貳、年度重要計畫達成情形"),
        ("Heading2", "一、新世代場站安全服務計畫（112年—115年）："),
        ("Heading3", "(一) 計畫目標及達成情形："),
    ]


def test_table_repeats_its_header_row(rich_files):
    table = next(body(rich_files[RenditionFormat.DOCX].content).iter(f"{W}tbl"))

    rows = list(table.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False, False]


def test_bookmarks_have_names_that_word_keeps(rich_files):
    names = [e.get(f"{W}name") for e in body(rich_files[RenditionFormat.DOCX].content).iter(f"{W}bookmarkStart")]

    assert max(map(len, names)) <= 40
    assert len(names) == len(set(names))


def test_blanks_and_breaks_survive():
    assert runs("甲  <乙\n丙") == (
        '<w:r><w:t xml:space="preserve">甲  &lt;乙</w:t><w:br/><w:t xml:space="preserve">丙</w:t></w:r>'
    )


def test_hostile_text_prints_literally(hostile_files):
    text = text_of(body(hostile_files[RenditionFormat.DOCX].content))

    assert [word for word in HOSTILE_TEXTS if word not in text] == []


def test_draft_is_marked_on_every_page(rich_files):
    draft = parts(render_docx(draft_document()).content)
    final = parts(rich_files[RenditionFormat.DOCX].content)

    for name in ("word/header.xml", "word/coverHeader.xml"):
        assert "草稿 DRAFT" in draft[name].decode()
        assert "草稿" not in final[name].decode()


def test_captions_count_and_name_their_tables(rich_files):
    found = body(rich_files[RenditionFormat.DOCX].content)

    captions = [text_of(p) for p in found.iter(f"{W}p") if style_of(p) in {"TableCaption", "Caption"}]
    assert captions == [
        "表1　計畫目標及達成情形", "表2　計畫目標及達成情形", "圖1　計畫預算執行率", "表3　計畫預算執行率",
        "圖2　計畫指標達成率", "表4　計畫指標達成率",
    ]  # fmt: skip
    assert [e.text for e in found.iter(f"{W}instrText") if "SEQ" in e.text][:1] == [r" SEQ 表 \* ARABIC "]


def test_contents_point_at_bookmarks_that_exist(rich_files):
    found = body(rich_files[RenditionFormat.DOCX].content)

    names = {e.get(f"{W}name") for e in found.iter(f"{W}bookmarkStart")}
    targets = [e.get(f"{W}anchor") for e in found.iter(f"{W}hyperlink")]
    assert len(targets) == 12
    assert set(targets) <= names


def test_charts_have_pictures_and_words(rich_files):
    content = rich_files[RenditionFormat.DOCX].content

    words = [e.get("descr") for e in body(content).iter() if e.tag.endswith("}docPr")]
    assert [text.split("。")[0] for text in words] == ["橫條圖：計畫預算執行率", "橫條圖：計畫指標達成率"]
    pictures = [data for name, data in parts(content).items() if name.startswith("word/media/")]
    assert [data[:4] for data in pictures] == [b"\x89PNG"] * 2


def test_style_names_faces_and_colours():
    style = Style(body_face=Face.SERIF, heading_face=Face.SANS, heading_colour="#7b1fa2", table_head_fill="#ffee00")
    document = replace(rich_document(), settings=ReportSettings(style=style))

    found = parts(render_docx(document).content)

    styles = found["word/styles.xml"].decode()
    assert ('w:eastAsia="新細明體"' in styles, 'w:eastAsia="微軟正黑體"' in styles) == (True, True)
    assert "標楷體" not in styles
    assert '<w:color w:val="7B1FA2"/>' in styles
    assert 'w:fill="FFEE00"' in found["word/document.xml"].decode()
