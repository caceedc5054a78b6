"""A PDF comes back as the report it prints: by its tags where it has them, else by where the words stand."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from reports.enums import RenditionFormat
from reports.importing import ImportRefused, import_report, read_document
from reports.renderers import render
from tests.factories.files import printed
from tests.reports.importing.test_round_trip import as_document, as_text
from tests.support.documents import APPROVED_AT, rich_document


def rewritten(content: bytes, *, without: str = "", pages: bool = True) -> bytes:
    """The PDF without one entry of its catalogue, or as one empty page."""
    writer = PdfWriter(clone_from=BytesIO(content)) if pages else PdfWriter()
    if without:
        del writer.root_object[without]
    if not pages:
        writer.add_blank_page(595, 842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_published_pdf_comes_back_whole(report):
    document = replace(as_document(report), agency_code="DEMO", approved_at=APPROVED_AT)

    again = import_report(read_document(render(RenditionFormat.PDF, document).content))

    assert as_document(again).chapters == as_document(import_report(as_text(document))).chapters
    assert again.remainder == ()


def test_cells_that_run_over_lines_and_sentences_over_pages_are_joined():
    plan = rich_document().chapters[1].sections[0].content
    rows = tuple(replace(row, name=row.name * 6) for row in plan.indicators)
    texts = tuple(
        replace(plan.paragraphs[0], key=f"q{n}", text="辦理設備更新及教育訓練，" * 60 + "如期完成。") for n in range(9)
    )
    chapter = rich_document().chapters[1]
    changed = replace(chapter.sections[0], content=replace(plan, indicators=rows, paragraphs=texts))
    document = replace(rich_document(), chapters=(replace(chapter, sections=(changed,)),))
    content = render(RenditionFormat.PDF, document).content
    assert len(PdfReader(BytesIO(content)).pages) > 5

    found = import_report(read_document(content)).chapters[0].sections[0].content

    assert [row.name for row in found.indicators] == [row.name for row in rows]
    assert [row.text for row in found.paragraphs[:9]] == [row.text for row in texts]


def test_without_tags_the_lines_are_put_together_and_nothing_is_lost():
    content = rewritten(printed(RenditionFormat.PDF), without="/StructTreeRoot")

    text = read_document(content)
    found = import_report(text)

    assert "".join(span.text for span in found.spans) == text
    plans = [section.content for section in found.sections if section.code == "plan-1"]
    assert [row.achievement_printed for row in plans[0].indicators[:4]] == ["100%", "100%", "100%", "75.00%"]
    assert plans[0].budgets[0].execution_printed == "85.00%"
    assert "contents_entry" in {span.reason for span in found.remainder}


def test_a_scan_is_refused_with_what_to_do():
    with pytest.raises(ImportRefused) as refusal:
        read_document(rewritten(b"", pages=False))

    assert (refusal.value.code, refusal.value.params) == ("no_text_layer", {"pages": 1})


def test_a_torn_pdf_is_refused():
    with pytest.raises(ImportRefused) as refusal:
        read_document(b"%PDF-1.7 torn")

    assert refusal.value.code == "broken_document"
