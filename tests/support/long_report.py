"""A report of 300 pages, judged as the short ones are. It takes minutes, so it is judged only when it is asked for."""

from functools import cache

import pytest

from config import env
from reports.content.document import Document
from tests.support.documents import long_document

PAGES = 300
PLANS = 130
"""So many fill these pages."""
when_asked = pytest.mark.skipif(
    not env.flag("JIBAO_LONG_REPORT"), reason="minutes of work: set JIBAO_LONG_REPORT=1 to have 300 pages judged"
)


@cache
def long_report() -> Document:
    return long_document(PLANS)
