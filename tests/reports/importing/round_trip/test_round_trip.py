"""Every file of an edition is read back: untouched ones say what the document says, the smallest lie is found."""

import random
from dataclasses import replace
from functools import cache

import pytest

from config import env
from reports.content import DocumentChapter
from reports.content.layout import blocks
from reports.enums import RenditionFormat, SectionKind
from reports.importing import ImportRefused
from reports.importing.round_trip import Difference, first_difference
from reports.importing.round_trip.facts import first_fact_left_out
from reports.importing.round_trip.pieces import pieces_of
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
from tests.support.mutations import mutated

FORMATS = (RenditionFormat.PDF, RenditionFormat.ODT, RenditionFormat.DOCX, RenditionFormat.HTML)
MUTATIONS = env.number("JIBAO_MUTATIONS")


@cache
def produced(format_: RenditionFormat) -> bytes:
    return render(format_, rich_document()).content


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("make", EVERY_DOCUMENT)
def test_an_untouched_file_raises_no_alarm(make, format_):
    document = make(6) if make.__name__ == "long_document" else make()

    assert first_difference(format_, render(format_, document).content, document) is None


@pytest.mark.parametrize("format_", FORMATS)
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


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_the_smallest_lie_is_found(seed):
    chance, document = random.Random(seed), rich_document()
    # A PDF costs half a second to make, so the other formats are asked more often.
    format_ = chance.choices(FORMATS, weights=(1, 4, 4, 4))[0]

    changed = mutated(format_, produced(format_), document, chance)

    assert changed != produced(format_)
    assert first_difference(format_, changed, document) is not None


def test_the_place_and_both_texts_are_told():
    html = produced(RenditionFormat.HTML).replace(b"68.37%", b"86.37%", 1)

    found = first_difference(RenditionFormat.HTML, html, rich_document())

    assert (found.place, found.expected) == ("plan-1-i2", "68.37%")
    assert found.found.startswith("86.37%")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("114年度施政績效報告</h1>", "115年度施政績效報告</h1>", "front"),
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


@pytest.mark.parametrize("format_", [RenditionFormat.PDF, RenditionFormat.ODT, RenditionFormat.DOCX])
def test_a_broken_file_is_refused(format_):
    with pytest.raises(ImportRefused):
        first_difference(format_, b"PK\x03\x04 no file at all", rich_document())


@pytest.mark.parametrize("format_", [RenditionFormat.JSON, RenditionFormat.CSV])
def test_data_has_no_text_to_read_back(format_):
    assert first_difference(format_, b"", rich_document()) is None


def test_a_document_without_chapters_prints_its_front_alone():
    document = replace(rich_document(), chapters=())
    html = render(RenditionFormat.HTML, document).content

    assert first_difference(RenditionFormat.HTML, html, document) is None
    changed = first_difference(RenditionFormat.HTML, html.replace(b"114", b"115"), document)
    assert (changed.place, changed.expected) == ("front", "交通部場站示範局114年度施政績效報告")
