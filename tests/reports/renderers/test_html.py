import re
from base64 import b64decode
from hashlib import sha256
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from reports.enums import RenditionFormat
from reports.renderers import html_body
from tests.support.documents import EVERY_DOCUMENT, HOSTILE_TEXTS, draft_document, hostile_document, rich_document

XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content.decode().removeprefix("<!DOCTYPE html>"))


@pytest.mark.parametrize("document", EVERY_DOCUMENT)
def test_body_is_well_formed_and_has_unique_ids(document):
    root = ElementTree.fromstring(html_body(document()))

    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_body_has_no_style_and_no_script():
    elements = list(ElementTree.fromstring(html_body(hostile_document())).iter())

    assert {element.tag for element in elements} & {"script", "style", "link", "img", "iframe"} == set()
    names = {name for element in elements for name in element.attrib}
    assert names == {"class", "lang", "id", "role", "tabindex", "aria-label", "scope"}


def test_headings_step_down_one_level_at_a_time():
    levels = [int(level) for level in re.findall(r"<h(\d)", html_body(rich_document()))]

    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_sections_carry_their_codes():
    found = [(e.get("class"), e.get("id")) for e in ElementTree.fromstring(html_body(rich_document())).iter("section")]

    assert found == [
        ("chapter", "chapter-goals"),
        ("chapter", "chapter-plan"),
        ("plan", "plan-1"),
        ("plan", "plan-2"),
        ("chapter", "chapter-achievement"),
        ("achievement", "achievement-1"),
        ("achievement", "achievement-2"),
        ("chapter", "chapter-follow-up"),
        ("chapter", "chapter-overall-opinion"),
    ]


def test_table_has_scoped_headers_and_a_caption():
    table = next(ElementTree.fromstring(html_body(rich_document())).iter("table"))

    assert [cell.get("scope") for cell in table.iter("th")] == ["col"] * 4 + ["row"] * 4
    assert table.findtext("caption") == "新世代場站安全服務計畫：計畫目標及達成情形"


def test_page_allows_only_its_own_stylesheet(rich_files):
    root = parsed(rich_files[RenditionFormat.HTML].content)

    policy = next(e.get("content") for e in root.iter(f"{XHTML}meta") if e.get("http-equiv"))
    style = root.findtext(f".//{XHTML}style")
    allowed = b64decode(re.search(r"style-src 'sha256-([^']+)'", policy)[1])
    assert policy.startswith("default-src 'none'; ")
    assert allowed == sha256(style.encode()).digest()


def test_page_has_language_and_title(rich_files):
    root = parsed(rich_files[RenditionFormat.HTML].content)

    assert root.get("lang") == "zh-Hant-TW"
    assert root.findtext(f".//{XHTML}title") == "交通部場站示範局114年度施政績效報告"


def test_hostile_text_prints_literally(hostile_files):
    text = "".join(parsed(hostile_files[RenditionFormat.HTML].content).itertext())

    assert [word for word in HOSTILE_TEXTS if word not in text] == []


def test_draft_is_marked(rich_files):
    assert '<p class="draft">草稿</p>' in html_body(draft_document())
    assert "草稿" not in rich_files[RenditionFormat.HTML].content.decode()
