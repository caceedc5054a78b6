"""Every file of a report of 300 pages before its judges, and what each judge says of a broken one."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from reports.content import Document
from reports.enums import RENDERED_FORMATS, RenditionFormat
from reports.importing.round_trip import first_difference
from reports.renderers import render
from tests.support.long_report import PAGES, long_report, when_asked
from tests.support.mutations import rezipped
from tests.support.validators import docx_findings, html_findings, odt_findings, pdf_findings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200), when_asked]


@pytest.fixture(scope="module")
def document() -> Document:
    return long_report()


@pytest.fixture(scope="module")
def files(document) -> dict[RenditionFormat, bytes]:
    return {format_: render(format_, document).content for format_ in RENDERED_FORMATS}


def test_it_has_300_pages(files):
    assert PAGES <= len(PdfReader(BytesIO(files[RenditionFormat.PDF])).pages) < PAGES + 20


@pytest.mark.parametrize("format_", RENDERED_FORMATS)
def test_every_file_reads_back(files, document, format_):
    assert first_difference(format_, files[format_], document) is None


def test_the_pdf_is_valid_and_a_broken_one_is_not(files, tmp_path):
    writer = PdfWriter(clone_from=BytesIO(files[RenditionFormat.PDF]))
    del writer.root_object["/StructTreeRoot"]
    broken = BytesIO()
    writer.write(broken)

    judged = pdf_findings(tmp_path, {"long.pdf": files[RenditionFormat.PDF], "broken.pdf": broken.getvalue()})

    assert judged["long.pdf"] == {"PDF/A-3a": [], "PDF/UA-1": []}
    assert all(judged["broken.pdf"].values())


def test_the_odt_is_valid_and_a_broken_one_is_not(files):
    odt = files[RenditionFormat.ODT]
    broken = rezipped(odt, "content.xml", lambda text: text.replace("<text:h ", "<text:heading ", 1).replace(
        "</text:h>", "</text:heading>", 1
    ))  # fmt: skip

    assert odt_findings(odt) == []
    assert odt_findings(broken) != []


def test_the_docx_is_valid_and_a_broken_one_is_not(files, tmp_path):
    docx = files[RenditionFormat.DOCX]
    broken = rezipped(docx, "word/document.xml", lambda text: text.replace("<w:tblGrid>", "<w:tblGird>", 1).replace(
        "</w:tblGrid>", "</w:tblGird>", 1
    ))  # fmt: skip

    assert docx_findings(tmp_path / "long.docx", docx) == []
    assert docx_findings(tmp_path / "broken.docx", broken) != []


def test_the_html_is_valid_and_a_broken_one_is_not(files):
    html = files[RenditionFormat.HTML].decode()
    head, _closed, tail = html.rpartition("</table>")

    assert html_findings(html) == []
    assert html_findings(head + tail) != []
