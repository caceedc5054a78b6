import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest

from reports.enums import RenditionFormat
from reports.renderers.files import zipped
from reports.renderers.odt import inline, render_odt
from tests.support.documents import (
    APPROVED_AT,
    EVERY_DOCUMENT,
    HOSTILE_TEXTS,
    draft_document,
)
from tests.support.validators import odt_findings

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
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


def test_draft_is_marked(rich_files):
    assert "草稿" in text_of(part(render_odt(draft_document()).content, "styles.xml"))
    assert "草稿" not in text_of(part(rich_files[RenditionFormat.ODT].content, "styles.xml"))
