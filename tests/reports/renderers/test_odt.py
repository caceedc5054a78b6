import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest

from reports.content import ReportSettings, Style
from reports.enums import Face, RenditionFormat
from reports.renderers.files import zipped
from reports.renderers.odt import inline, render_odt
from tests.support.documents import (
    APPROVED_AT,
    EVERY_DOCUMENT,
    HOSTILE_TEXTS,
    draft_document,
    rich_document,
)
from tests.support.validators import odt_findings

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def part(odt: bytes, name: str = "content.xml") -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(BytesIO(odt)).read(name))


def text_of(element: ElementTree.Element) -> str:
    """The text as a reader sees it, with the blanks that are elements."""
    text = element.text or ""
    for child in element:
        text += {f"{TEXT}s": " " * int(child.get(f"{TEXT}c", 1)), f"{TEXT}line-break": "\n"}.get(
            child.tag, text_of(child)
        )
        text += child.tail or ""
    return text


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_file_is_valid_opendocument_1_3(document):
    assert odt_findings(render_odt(document()).content) == []


def test_validator_refuses_an_unknown_attribute_and_a_misplaced_mimetype(rich_files):
    with zipfile.ZipFile(BytesIO(rich_files[RenditionFormat.ODT].content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b"text:outline-level", b"text:depth")

    found = odt_findings(zipped(reversed(parts.items()), moment=APPROVED_AT))

    assert [finding.split(":")[0] for finding in found][:2] == [
        "the mimetype is not the first, uncompressed entry",
        "content.xml",
    ]


def test_headings_keep_their_levels(rich_files):
    headings = part(rich_files[RenditionFormat.ODT].content).iter(f"{TEXT}h")

    assert [(h.get(f"{TEXT}outline-level"), text_of(h)) for h in headings][:4] == [
        ("1", "壹、年度施政目標"),
        ("1", "貳、年度重要計畫達成情形"),
        ("2", "一、新世代場站安全服務計畫（112年—115年）："),
        ("3", "(一) 計畫目標及達成情形："),
    ]


def test_table_repeats_its_header_row(rich_files):
    table = next(part(rich_files[RenditionFormat.ODT].content).iter(f"{TABLE}table"))

    header = table.find(f"{TABLE}table-header-rows")
    assert [text_of(cell) for cell in header.iter(f"{TABLE}table-cell")] == [
        "指標名稱(A)", "年度目標值(B)", "實際值(C)", "達成率(C/B)",
    ]  # fmt: skip
    assert len(list(table.iter(f"{TABLE}table-row"))) == 5


@pytest.mark.parametrize(
    ("text", "xml"),
    [
        ("甲 乙", "甲 乙"),
        ("甲   乙", '甲 <text:s text:c="2"/>乙'),
        ("  甲", '<text:s text:c="2"/>甲'),
        ("甲 ", '甲<text:s text:c="1"/>'),
        ("甲\n乙", "甲<text:line-break/>乙"),
        ("<&>", "&lt;&amp;&gt;"),
    ],
)
def test_blanks_and_breaks_survive(text, xml):
    assert inline(text) == xml


def test_hostile_text_prints_literally(hostile_files):
    text = text_of(part(hostile_files[RenditionFormat.ODT].content))

    assert [word for word in HOSTILE_TEXTS if word not in text] == []


def test_draft_is_marked_on_every_page(rich_files):
    draft = part(render_odt(draft_document()).content, "styles.xml")
    headers = [text_of(found) for found in draft.iter(f"{STYLE}header")]

    assert [text.endswith("草稿 DRAFT") for text in headers] == [True, True, True]
    assert "草稿" not in text_of(part(rich_files[RenditionFormat.ODT].content, "styles.xml"))


def test_contents_list_the_headings_with_references_to_their_pages(rich_files):
    content = part(rich_files[RenditionFormat.ODT].content)
    entries = list(content.find(f".//{TEXT}table-of-content/{TEXT}index-body"))

    assert [(e.get(f"{TEXT}style-name"), text_of(e)) for e in entries][:3] == [
        ("Contents_20_1", "壹、年度施政目標"),
        ("Contents_20_1", "貳、年度重要計畫達成情形"),
        ("Contents_20_2", "一、新世代場站安全服務計畫（112年—115年）："),
    ]
    names = {e.get(f"{TEXT}name") for e in content.iter(f"{TEXT}bookmark")}
    assert {e.get(f"{TEXT}ref-name") for e in content.iter(f"{TEXT}bookmark-ref")} <= names


def test_captions_count_and_name_their_tables(rich_files):
    content = part(rich_files[RenditionFormat.ODT].content)

    styles = {"Table", "Illustration"}
    captions = [text_of(p) for p in content.iter(f"{TEXT}p") if p.get(f"{TEXT}style-name") in styles]
    assert captions == [
        "表1　計畫目標及達成情形", "表2　計畫目標及達成情形", "圖1　計畫預算執行率", "表3　計畫預算執行率",
        "圖2　計畫指標達成率", "表4　計畫指標達成率",
    ]  # fmt: skip


def test_every_style_that_is_used_is_defined(rich_files):
    odt = rich_files[RenditionFormat.ODT].content
    content, styles = part(odt), part(odt, "styles.xml")

    defined = {e.get(f"{STYLE}name") for root in (content, styles) for e in root.iter(f"{STYLE}style")}
    used = {value for e in content.iter() for name, value in e.attrib.items() if name.endswith("}style-name")}
    assert used - defined == set()
    assert {"Heading_20_1", "Table", "Caption", "Text_20_body"} <= defined


def test_charts_have_pictures_and_words(rich_files):
    odt = rich_files[RenditionFormat.ODT].content
    frames = [e for e in part(odt).iter() if e.tag.endswith("}frame")]

    with zipfile.ZipFile(BytesIO(odt)) as archive:
        pictures = [archive.read(frame[0].get("{http://www.w3.org/1999/xlink}href")) for frame in frames]
    assert [data[:4] for data in pictures] == [b"\x89PNG"] * 2
    assert [frame[1].text for frame in frames] == ["圖1　計畫預算執行率", "圖2　計畫指標達成率"]
    assert [frame[2].text.split("。")[0] for frame in frames] == ["橫條圖：計畫預算執行率", "橫條圖：計畫指標達成率"]


def test_style_names_faces_and_colours():
    style = Style(body_face=Face.SERIF, heading_face=Face.SANS, accent_colour="#7b1fa2", header_text="@ACCENT@ <局>")
    document = replace(rich_document(), settings=ReportSettings(style=style))

    found = zipfile.ZipFile(BytesIO(render_odt(document).content)).read("styles.xml").decode()

    assert ('style:font-name-asian="新細明體"' in found, 'style:font-name-asian="微軟正黑體"' in found) == (True, True)
    assert "solid #7b1fa2" in found
    assert "@ACCENT@ &lt;局&gt;</text:p>" in found
    assert odt_findings(render_odt(document).content) == []
