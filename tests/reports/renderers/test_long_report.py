"""A report of 300 pages, judged as the short ones are. It takes minutes, so it runs only when it is asked for."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from config import env
from reports.enums import RenditionFormat
from reports.importing.round_trip import first_difference
from reports.renderers import render
from tests.support.documents import long_document
from tests.support.validators import docx_findings, odt_findings, pdf_findings

PAGES = 300
PLANS = 130
"""So many fill these pages."""
ASKED = env.flag("JIBAO_LONG_REPORT")


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not ASKED, reason="minutes of work: set JIBAO_LONG_REPORT=1 to have 300 pages judged")
def test_a_report_of_300_pages_is_valid_and_reads_back_in_every_format(tmp_path):
    document = long_document(PLANS)
    formats = (RenditionFormat.PDF, RenditionFormat.ODT, RenditionFormat.DOCX)
    files = {kind: render(kind, document).content for kind in formats}

    assert PAGES <= len(PdfReader(BytesIO(files[RenditionFormat.PDF])).pages) < PAGES + 20
    assert [first_difference(kind, content, document) for kind, content in files.items()] == [None] * len(files)
    judged = pdf_findings(tmp_path, {"long.pdf": files[RenditionFormat.PDF]})
    assert judged == {"long.pdf": {"PDF/A-3a": [], "PDF/UA-1": []}}
    assert odt_findings(files[RenditionFormat.ODT]) == []
    assert docx_findings(tmp_path / "long.docx", files[RenditionFormat.DOCX]) == []
