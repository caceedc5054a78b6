from dataclasses import replace
from io import BytesIO

import pytest
import typst
from pypdf import PdfReader

from reports.content import Paragraph
from reports.enums import RenditionFormat
from reports.renderers import RenderError, render
from reports.renderers.opendata import render_json
from reports.renderers.pdf import Limits, render_pdf, run_compiler
from tests.support.documents import (
    HOSTILE_TEXTS,
    draft_document,
    long_document,
    plan_content,
    rich_document,
    section,
    sparse_document,
)
from tests.support.validators import pdf_findings

# The Java engine has the first test wait for it; on a busy machine that can take a minute.
pytestmark = pytest.mark.timeout(300)

CLEAN = {"PDF/A-3a": [], "PDF/UA-1": []}


def text_of(pdf: bytes) -> str:
    """The text without any white space: where lines break is the compiler's business."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def judged(tmp_path_factory, rich_files, hostile_files):
    """veraPDF's findings on our files and on one that claims no standard."""
    plain = typst.compile(b"= Heading\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg'/>\"))", pdf_tags=False)
    files = {
        "rich": rich_files[RenditionFormat.PDF].content,
        "hostile": hostile_files[RenditionFormat.PDF].content,
        "draft": render_pdf(draft_document()).content,
        "sparse": render_pdf(sparse_document()).content,
        "long": render_pdf(long_document(2)).content,
        "plain": plain,
    }
    return pdf_findings(tmp_path_factory.mktemp("verapdf"), files)


@pytest.mark.parametrize("name", ["rich", "hostile", "draft", "sparse", "long"])
def test_file_is_pdf_a_3a_and_pdf_ua_1(judged, name):
    assert judged[name] == CLEAN


def test_validator_refuses_a_plain_pdf(judged):
    broken = {profile: [finding.split(":")[0] for finding in found] for profile, found in judged["plain"].items()}

    assert {"6.7.3.3-1", "6.6.4-1"} & set(broken["PDF/A-3a"])
    assert "5-1" in broken["PDF/UA-1"]


def test_title_language_and_dates_are_set(rich_files):
    reader = PdfReader(BytesIO(rich_files[RenditionFormat.PDF].content))

    assert reader.metadata.title == "交通部場站示範局114年度施政績效報告"
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20260225083000Z"
    assert reader.trailer["/Root"]["/Lang"] == "zh-TW"


def test_every_heading_is_a_bookmark(rich_files):
    def titles(outline):
        return [title for entry in outline for title in (titles(entry) if isinstance(entry, list) else [entry.title])]

    found = titles(PdfReader(BytesIO(rich_files[RenditionFormat.PDF].content)).outline)

    assert found[-3:] == ["附錄、計畫執行統計圖表", "一、計畫預算執行率", "二、計畫指標達成率"]
    assert found[found.index("壹、年度施政目標") :][:6] == [
        "壹、年度施政目標",
        "貳、年度重要計畫達成情形",
        "一、新世代場站安全服務計畫（112年—115年）：",
        "(一) 計畫目標及達成情形：",
        "(二) 計畫預算執行情形：",
        "(三) 重要執行情形及檢討策進作為：",
    ]


def test_open_data_is_attached(rich_files):
    reader = PdfReader(BytesIO(rich_files[RenditionFormat.PDF].content))

    assert reader.attachments == {"DEMO-114-1.json": [render_json(rich_document()).content]}


def test_hostile_text_prints_literally(hostile_files):
    text = text_of(hostile_files[RenditionFormat.PDF].content)

    assert [word for word in HOSTILE_TEXTS if squeezed(word) not in text] == []


def test_table_header_is_repeated_on_every_page():
    content = plan_content()
    rows = tuple(replace(content.indicators[0], key=f"i{number}") for number in range(80))
    document = long_document(1)
    chapter = replace(document.chapters[0], sections=(section("p", replace(content, indicators=rows)),))

    pages = PdfReader(BytesIO(render_pdf(replace(document, chapters=(chapter,))).content)).pages

    assert [squeezed(page.extract_text()).count("達成率(C/B)") for page in pages[2:5]] == [1, 1, 1]


def test_draft_is_marked(rich_files):
    draft = replace(rich_document(), approved_at=None)

    found = render_pdf(draft)

    assert (found.name, "草稿" in text_of(found.content)) == ("DEMO-114-draft.pdf", True)
    assert "草稿" not in text_of(rich_files[RenditionFormat.PDF].content)


def test_character_without_a_glyph_is_named_with_its_place():
    content = replace(plan_content(), paragraphs=(Paragraph("p1", "甲乙\U0001f600丙"),))
    document = long_document(1)
    chapter = replace(document.chapters[0], sections=(section("plan-1", content),))

    with pytest.raises(RenderError, match=r"U\+1F600.*甲乙.*丙") as refusal:
        render_pdf(replace(document, chapters=(chapter,)))

    assert refusal.value.code == "unprintable_character"


def test_sixty_sections_render():
    pages = PdfReader(BytesIO(render(RenditionFormat.PDF, long_document(60)).content)).pages

    assert len(pages) >= 60


def test_compilation_that_takes_too_long_is_ended():
    with pytest.raises(RenderError, match=r"not finished after 0.01 seconds") as refusal:
        render_pdf(rich_document(), limits=Limits(timeout_seconds=0.01))

    assert refusal.value.code == "timed_out"


def test_too_little_memory_is_an_error_of_ours():
    with pytest.raises(RenderError) as refusal:
        render_pdf(rich_document(), limits=Limits(memory_bytes=80 * 2**20))

    assert refusal.value.code in {"crashed", "refused_by_compiler"}


def test_compiler_that_dies_is_reported(tmp_path):
    dying = tmp_path / "dies.py"
    dying.write_text("import os, sys\nsys.stderr.write('about to die\\n')\nsys.stderr.flush()\nos.abort()\n")

    with pytest.raises(RenderError, match=r"code -6: about to die") as refusal:
        run_compiler({}, timeout_seconds=20, compiler=dying)

    assert refusal.value.code == "crashed"


def test_template_error_carries_the_compilers_words(tmp_path):
    template = tmp_path / "template.typ"
    template.write_text("#panic(sys.inputs.data)")
    job = {
        "template": str(template), "font_folders": [], "standards": [], "timestamp": 0, "data": {"a": 1},
        "attachment": "", "limits": {"memory_bytes": 2**32, "cpu_seconds": 20},
    }  # fmt: skip

    with pytest.raises(RenderError, match="panicked with") as refusal:
        run_compiler(job, timeout_seconds=20)

    assert refusal.value.code == "refused_by_compiler"


@pytest.mark.parametrize(
    "source",
    [
        '#set text(font: "No Such Face")\n= x',
        '#import "@preview/tablex:0.0.1": *',
        '#read("/etc/passwd")',
        '#read("../secret")',
    ],
)
def test_compiler_refuses_what_only_warns_or_reaches_outside(tmp_path, source):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "root").mkdir()
    template = tmp_path / "root" / "template.typ"
    template.write_text(source)
    job = {
        "template": str(template), "font_folders": [], "standards": [], "timestamp": 0, "data": {},
        "attachment": "", "limits": {"memory_bytes": 2**32, "cpu_seconds": 20},
    }  # fmt: skip

    with pytest.raises(RenderError) as refusal:
        run_compiler(job, timeout_seconds=20)

    assert refusal.value.code == "refused_by_compiler"
