"""Every file of an edition is read back: untouched ones say what the document says, the smallest lie is found."""

import random
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest

from config import env
from reports.content import DocumentChapter, Measure
from reports.content.blocks import ChartBlock
from reports.content.layout import appendix, blocks
from reports.enums import RenditionFormat, SectionKind
from reports.importing import ImportRefused, pdf
from reports.importing.round_trip import Difference, first_difference
from reports.importing.round_trip.contents import contents_difference
from reports.importing.round_trip.drawings import drawings_difference
from reports.importing.round_trip.facts import first_fact_left_out, first_rate_left_out
from reports.importing.round_trip.pieces import pieces_of
from reports.importing.round_trip.printed import printed_text
from reports.renderers import render
from tests.reports.importing.test_round_trip import as_document
from tests.support.documents import (
    APPROVED_AT,
    EVERY_DOCUMENT,
    HOSTILE_TEXTS,
    plan_content,
    rich_document,
    section,
)
from tests.support.mutations import DATA, mutated

FORMATS = (RenditionFormat.PDF, RenditionFormat.ODT, RenditionFormat.DOCX, RenditionFormat.HTML)
EVERY_FORMAT = (*FORMATS, *DATA, RenditionFormat.JSON_SCHEMA)
MUTATIONS = env.number("JIBAO_MUTATIONS")


@cache
def produced(format_: RenditionFormat) -> bytes:
    return render(format_, rich_document()).content


@pytest.mark.parametrize("format_", EVERY_FORMAT)
@pytest.mark.parametrize("make", EVERY_DOCUMENT)
def test_an_untouched_file_raises_no_alarm(make, format_):
    document = make(6) if make.__name__ == "long_document" else make()

    assert first_difference(format_, render(format_, document).content, document) is None


@pytest.mark.parametrize("format_", EVERY_FORMAT)
def test_an_untouched_whole_report_raises_no_alarm(report, format_):
    document = replace(as_document(report), agency_code="DEMO", approved_at=APPROVED_AT)

    assert first_difference(format_, render(format_, document).content, document) is None


@pytest.mark.parametrize("format_", FORMATS)
def test_words_that_break_at_the_end_of_a_line_raise_no_alarm(format_):
    words = "state-of-the-art https://data.gov.tw/dataset/12345-abc?x=1&y=2 −3.5% e-mail ﬁ １２３ 「A、B」—— "
    rows = tuple(replace(row, text=words * 12 + text) for row in plan_content().paragraphs for text in HOSTILE_TEXTS)
    rows = tuple(replace(row, key=f"q{number}") for number, row in enumerate(rows))
    plan = replace(plan_content(), paragraphs=rows)
    chapters = (DocumentChapter("計畫", SectionKind.PLAN, (section("plan-1", plan),)),)
    document = replace(rich_document(), chapters=chapters)

    assert first_difference(format_, render(format_, document).content, document) is None


def is_found(format_, content, document) -> bool:
    """A difference, or a file that is refused."""
    try:
        return first_difference(format_, content, document) is not None
    except ImportRefused:
        return True


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_the_smallest_lie_is_found(seed):
    chance, document = random.Random(seed), rich_document()
    # A PDF costs half a second to make, so the other formats are asked more often.
    format_ = chance.choices((*FORMATS, *DATA), weights=(1, 4, 4, 4, 3, *[1] * (len(DATA) - 1)))[0]

    changed = mutated(format_, produced(format_), document, chance)

    assert changed != produced(format_)
    assert is_found(format_, changed, document)


def test_the_place_and_both_texts_are_told():
    html = produced(RenditionFormat.HTML).replace(b"68.37%", b"86.37%", 1)

    found = first_difference(RenditionFormat.HTML, html, rich_document())

    assert (found.place, found.expected) == ("plan-1-i2", "68.37%")
    assert found.found.startswith("86.37%")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("114年度施政績效報告</h1>", "115年度施政績效報告</h1>", "front"),
        ("<p>版次：第1版</p>", "<p>版次：第2版</p>", "front"),
        ("<h2>壹、", "<p>夾帶的一段</p><h2>壹、", "front"),
        ("<h2>壹、", "<h2>貳、", "chapter-goals"),
        ("<main id=", "<main hidden id=", "chapter-goals"),
    ],
)
def test_nothing_may_be_changed_before_the_body(old, new, place):
    html = produced(RenditionFormat.HTML).decode()
    assert html.count(old) == 1

    found = first_difference(RenditionFormat.HTML, html.replace(old, new).encode(), rich_document())

    assert found.place == place


def test_nothing_may_be_added_at_the_end():
    document = replace(rich_document(), chapters=rich_document().chapters[-1:])
    html = render(RenditionFormat.HTML, document).content

    added = html.replace(b"</main>", "<p>夾帶的一段</p></main>".encode())

    assert first_difference(RenditionFormat.HTML, added, document) == Difference("end", "", "夾帶的一段")


def test_a_row_that_the_layout_forgets_is_found():
    pieces = pieces_of(blocks(rich_document()))
    forgetful = [piece for piece in pieces if piece.place != "plan-1-i3"]

    assert first_fact_left_out(rich_document(), pieces) is None
    assert first_fact_left_out(rich_document(), forgetful).expected == "服務人次成長率"


def test_a_chart_that_prints_another_figure_is_found():
    document = rich_document()
    plan = document.chapters[1].sections[0].content
    bar = replace(plan.budgets[0], execution_rate=plan.budgets[0].execution_rate + 1, execution_printed="")
    other = replace(plan, budgets=(bar,))
    chapter = replace(document.chapters[1], sections=(section("plan-1", other), *document.chapters[1].sections[1:]))
    changed = replace(document, chapters=(document.chapters[0], chapter, *document.chapters[2:]))

    assert first_difference(RenditionFormat.PDF, produced(RenditionFormat.PDF), changed) is not None


def with_first_indicator(**changes):
    plan = plan_content()
    rows = (replace(plan.indicators[0], **changes), *plan.indicators[1:])
    part = section("plan-1", replace(plan, indicators=rows))
    return replace(rich_document(), chapters=(DocumentChapter("計畫", SectionKind.PLAN, (part,)),))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "名" * 300, "target": Measure("字" * 200), "actual": Measure("9" * 200)},
        {"name": "W" * 300, "target": Measure("W" * 200), "explanation": "W" * 2_000},
    ],
)
def test_the_longest_cells_and_words_stay_on_the_page(changes):
    document = with_first_indicator(**changes)

    assert first_difference(RenditionFormat.PDF, render(RenditionFormat.PDF, document).content, document) is None


def test_a_row_that_is_higher_than_a_page_goes_on_on_the_next():
    """Such lines are refused when saved, but what was frozen before still has to be printed."""
    document = with_first_indicator(target=Measure("a\n" * 99 + "Z尾"))

    printed = printed_text(RenditionFormat.PDF, render(RenditionFormat.PDF, document).content)

    # In the table of the plan and in that of the appendix.
    assert printed.count("Z尾") == 2


def test_what_lies_outside_the_page_is_not_printed():
    with pdf.opened(produced(RenditionFormat.PDF)) as file:
        left, _bottom, right, top = file[2].get_mediabox()
        file[2].set_cropbox(left, 300, right, top)
        cropped = BytesIO()
        file.save(cropped)

    assert first_difference(RenditionFormat.PDF, cropped.getvalue(), rich_document()) is not None
    assert "年度施政目標" in printed_text(RenditionFormat.PDF, cropped.getvalue())


@pytest.mark.parametrize("format_", [RenditionFormat.PDF, RenditionFormat.ODT, RenditionFormat.DOCX])
def test_a_broken_file_is_refused(format_):
    with pytest.raises(ImportRefused):
        first_difference(format_, b"PK\x03\x04 no file at all", rich_document())


@pytest.mark.parametrize("format_", [*DATA, RenditionFormat.JSON_SCHEMA])
def test_broken_data_are_refused(format_):
    for content in (b"", b'"c', b"\xff"):
        with pytest.raises(ImportRefused):
            first_difference(format_, content, rich_document())


def test_a_name_that_is_twice_in_the_data_is_refused():
    twice = produced(RenditionFormat.JSON).replace(b'"roc_year": 114,', b'"roc_year": 114,\n "roc_year": 115,', 1)

    with pytest.raises(ImportRefused, match="twice"):
        first_difference(RenditionFormat.JSON, twice, rich_document())


def test_the_bookmarks_and_the_contents_page_of_a_pdf_are_the_headings():
    found, pdf_file = (*blocks(rich_document()), *appendix(rich_document())), produced(RenditionFormat.PDF)
    printed = printed_text(RenditionFormat.PDF, pdf_file)
    renamed = tuple(replace(b, text="另一計畫") if b.anchor == "plan-2" else b for b in found)

    def difference(blocks_, text=printed):
        return contents_difference(RenditionFormat.PDF, pdf_file, text, blocks_)

    assert difference(found) is None
    assert difference(renamed).place == "plan-2"
    assert difference([block for block in found if block.anchor != "appendix"]).place == "appendix-execution"
    assert difference(found, printed.replace("伍、綜合意見2", "伍、綜合意見3", 1)).place == "chapter-overall-opinion"


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_said_of_the_charts_is_compared(format_):
    charts = appendix(rich_document())
    others = [replace(b, alt=b.alt.replace("87.01%", "87.02%")) if isinstance(b, ChartBlock) else b for b in charts]

    assert drawings_difference(format_, produced(format_), charts) is None
    assert drawings_difference(format_, produced(format_), others).place == "appendix-execution-1"


def test_a_rate_that_the_charts_forget_is_found():
    charts = appendix(rich_document())
    forgetful = [replace(b, bars=b.bars[1:]) if isinstance(b, ChartBlock) else b for b in charts]

    assert first_rate_left_out(rich_document(), charts) is None
    assert first_rate_left_out(rich_document(), forgetful) == Difference("plan-1-b1", "87.01%", "93.82%")


def test_the_place_in_the_data_is_told():
    json_file = produced(RenditionFormat.JSON).replace(b"68.37%", b"86.37%", 1)
    table = produced(RenditionFormat.INDICATORS_CSV).replace(b"68.37%", b"86.37%", 1)

    for format_, content in ((RenditionFormat.JSON, json_file), (RenditionFormat.INDICATORS_CSV, table)):
        assert first_difference(format_, content, rich_document()) == Difference("plan-1-i2", "68.37%", "86.37%")


def test_a_document_without_chapters_prints_its_front_alone():
    document = replace(rich_document(), chapters=())
    html = render(RenditionFormat.HTML, document).content

    assert first_difference(RenditionFormat.HTML, html, document) is None
    changed = first_difference(RenditionFormat.HTML, html.replace(b"114", b"115"), document)
    assert (changed.place, changed.expected) == ("front", "交通部場站示範局114年度施政績效報告")
