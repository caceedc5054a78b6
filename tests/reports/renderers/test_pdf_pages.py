"""What stands on which page of the PDF: cover, contents, running heads, charts, watermark; and the agency's style."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.content import Document, Paragraph, Style
from reports.enums import Face, ItemMark, RenditionFormat
from reports.renderers.pdf import render_pdf
from tests.support.documents import long_document, plan_content, rich_document, section

HEADING = re.compile(r"表\d|(?:[壹貳參肆伍]|[一二三四五六七八九十]+)、|\([一二三]\)")


def squeezed(text: str) -> str:
    return "".join(text.split())


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def styled(document: Document, **changes: object) -> Document:
    return replace(document, settings=replace(document.settings, style=Style(**changes)))


@pytest.fixture(scope="module")
def rich(rich_files) -> bytes:
    return rich_files[RenditionFormat.PDF].content


def test_cover_names_agency_title_year_and_both_dates(rich):
    cover = squeezed(pages(rich)[0])

    assert cover == (
        "交通部場站示範局交通部場站示範局114年度施政績效報告"
        "核定日期：115年2月25日版次：第1版公告日期：115年3月31日中華民國114年度"
    )


def test_contents_give_the_page_that_a_heading_stands_on(rich):
    reader = PdfReader(BytesIO(rich))
    labels = dict(zip(reader.page_labels, (squeezed(text) for text in pages(rich)), strict=True))
    entries = re.findall(r"(\S+?)[.\s]+(\d+)$", pages(rich)[1], re.MULTILINE)

    assert [name for name, _number in entries][:3] == [
        "壹、年度施政目標", "貳、年度重要計畫達成情形", "一、新世代場站安全服務計畫（112年—115年）：",
    ]  # fmt: skip
    assert [name for name, number in entries if name not in labels[number]] == []
    assert len(entries) == 12


def test_each_page_after_the_cover_has_its_head_and_number(rich):
    inner = [squeezed(text) for text in pages(rich)[1:]]

    assert [text.count("交通部場站示範局114年度施政績效報告") for text in inner] == [1] * len(inner)
    assert [label in text for label, text in zip(["i", "1", "2", "3"], inner, strict=False)] == [True] * 4


def test_head_and_watermark_are_artifacts():
    """Nothing that repeats on each page is part of the text that assistive technology reads."""
    for page in PdfReader(BytesIO(render_pdf(replace(rich_document(), approved_at=None)).content)).pages[1:]:
        operators = [(operands, name) for operands, name in page.get_contents().operations]
        before = [operands[0] for operands, name in operators[: _first_tagged(operators)] if name in {b"BDC", b"BMC"}]
        assert set(before) == {"/Artifact"}
        assert len(before) >= 2


def _first_tagged(operators) -> int:
    return next(at for at, (operands, name) in enumerate(operators) if name == b"BDC" and operands[0] != "/Artifact")


def test_tables_and_charts_are_numbered_through_the_report(rich):
    found = re.findall(r"([表圖]\d+)　", "\n".join(pages(rich)))

    assert found == ["表1", "表2", "圖1", "表3", "圖2", "表4"]


def test_chart_says_in_words_what_it_shows(rich):
    alts = list(_alternatives(PdfReader(BytesIO(rich)).trailer["/Root"]["/StructTreeRoot"]))

    assert [text for text in alts if text.startswith("橫條圖")] == [
        "橫條圖：計畫預算執行率。一、新世代場站安全服務計畫 87.01%；二、區域辦公廳舍整建計畫 93.82%。虛線為80%、90%。",
        (
            "橫條圖：計畫指標達成率。一、(1)檢核設備可用率 100%；一、(2)自助通關使用率 100%；"
            "一、(3)服務人次成長率 100%；一、(4)完成教育訓練比率 75.00%；二、(1)介接系統數 100%。虛線為100%。"
        ),
    ]


def _alternatives(element):
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from _alternatives(child)
    elif isinstance(element, dict):
        if "/Alt" in element:
            yield str(element["/Alt"])
        if "/K" in element:
            yield from _alternatives(element["/K"])


def test_no_heading_is_left_alone_at_the_foot_of_a_page():
    """Plans of growing length move every heading past every place of a page."""
    rows = [tuple(Paragraph(f"p{n}", "辦理設備更新。" * 9) for n in range(1, 3 + number)) for number in range(24)]
    document = long_document(1)
    sections = tuple(
        section(f"plan-{number}", replace(plan_content(), paragraphs=found)) for number, found in enumerate(rows, 1)
    )
    chapter = replace(document.chapters[0], sections=sections)

    found = [text.split("\n") for text in pages(render_pdf(replace(document, chapters=(chapter,))).content)]

    body = [[line.strip() for line in page if line.strip() and not line.strip().isdigit()] for page in found[2:]]
    body = body[: next(at for at, page in enumerate(body) if any(line.startswith("附錄") for line in page))]
    assert len(body) > 20
    assert [page[-1] for page in body if HEADING.match(page[-1])] == []


def test_draft_is_marked_on_every_page():
    found = pages(render_pdf(replace(rich_document(), approved_at=None)).content)

    assert [squeezed(text).count("草稿DRAFT") for text in found] == [1] * len(found)


def test_one_section_alone_keeps_its_numbers():
    found = pages(render_pdf(replace(rich_document(), approved_at=None), only="plan-2").content)

    text = squeezed("".join(found))
    assert "二、區域辦公廳舍整建計畫" in text
    assert "表2計畫目標及達成情形" in text
    assert "新世代" not in text
    assert "目錄" not in text


def test_style_without_cover_puts_the_title_above_the_contents():
    found = squeezed(pages(render_pdf(styled(rich_document(), has_cover=False)).content)[0])

    assert "交通部場站示範局　民國114年度" in found or "交通部場站示範局民國114年度" in found
    assert "目錄" in found


def test_style_sets_head_marks_face_and_colour(rich):
    document = styled(
        rich_document(), header_text="場站局 績效報告", item_mark=ItemMark.COMMA, body_face=Face.SANS,
        heading_face=Face.SANS, accent_colour="#7b1fa2",
    )  # fmt: skip

    found = render_pdf(document).content

    text = pages(found)
    assert "場站局 績效報告" in text[2]
    assert "1、" in "".join(text)
    assert b"NotoSansTC" in found
    assert b"NotoSerifTC" not in found
    assert found != rich
