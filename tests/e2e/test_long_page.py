"""A report of 300 pages as a page: no barrier, no width too much, and there before a reader gives up."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reports.domain import editions
from reports.enums import RenditionFormat
from reports.renderers import render
from tests.support.browser import barriers, overflow
from tests.support.bundles import PROVENANCE
from tests.support.long_report import long_report, when_asked
from tests.support.releases import release

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900), when_asked]
LARGEST_DOM, LONGEST_LOAD = 30_000, 6.0
"""Elements, and seconds until everything is laid out, on a machine of two shared cores."""
MEASURE = """() => {
  const { responseStart, responseEnd, loadEventEnd } = performance.getEntriesByType('navigation')[0];
  return [document.querySelectorAll('*').length, loadEventEnd / 1000, responseEnd / 1000, responseStart / 1000];
}"""


def measured(page: Page, name: str) -> tuple[int, float]:
    """How many elements, and after how many seconds everything was loaded."""
    elements, loaded, received, begun = page.evaluate(MEASURE)
    print(f"{name}: {elements} elements, first byte {begun:.2f} s, all {received:.2f} s, loaded {loaded:.2f} s")
    return elements, loaded


def is_usable(page: Page, name: str) -> bool:
    elements, loaded = measured(page, name)
    return elements < LARGEST_DOM and loaded < LONGEST_LOAD and overflow(page) == 0


def test_the_downloaded_page_has_no_barrier_and_a_broken_one_has(browser: Browser, tmp_path: Path):
    content = render(RenditionFormat.HTML, long_report()).content
    (tmp_path / "report.html").write_bytes(content)
    (tmp_path / "broken.html").write_bytes(content.replace(b'lang="zh-Hant-TW"', b"", 1))
    with browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True) as context:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto((tmp_path / "report.html").as_uri())

        assert is_usable(page, "file")
        assert barriers(page) == []
        page.goto((tmp_path / "broken.html").as_uri())
        found = barriers(page, runOnly=["html-has-lang", "svg-img-alt", "list"])
        assert [line.split(":")[0] for line in found] == ["html-has-lang"]


def test_the_public_page_is_usable(office, visit):
    document = long_report()
    sections = [{**PROVENANCE["sections"][0], "code": section.code} for section in document.sections()]
    moment = datetime(2026, 3, 31, 1, 0, tzinfo=UTC)
    edition = editions.create_edition(
        report=office.report, document=document, provenance={**PROVENANCE, "sections": sections},
        actor=office.people["secretary"], published_at=moment,
    )  # fmt: skip
    release(edition, moment)
    assert json.loads(edition.document_json)["title"] == document.title

    for width in (1280, 360):
        page = visit(f"/published/{office.agency.code}/114/1/", width=width, language="zh-hant")
        assert is_usable(page, f"public page at {width}")
        page.locator("nav.contents a[href='#appendix']").click()
        assert page.url.endswith("#appendix")
    assert barriers(page) == []
