"""The downloaded page, opened from a folder: by day, by night, on a telephone and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from reports.enums import RenditionFormat
from reports.renderers import render
from tests.support.browser import barriers, overflow
from tests.support.documents import hostile_document, rich_document

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def saved(folder: Path, document) -> str:
    path = folder / "report.html"
    path.write_bytes(render(RenditionFormat.HTML, document).content)
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("document", [rich_document, hostile_document])
def test_the_page_has_no_barrier(browser: Browser, tmp_path, document, scheme):
    # The page's own policy would stop axe, which is no part of it.
    with browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(saved(tmp_path, document()))

        assert barriers(page) == []
        assert overflow(page) == 0


def test_the_page_has_its_style_and_prints_dark_on_white(browser: Browser, tmp_path):
    problems: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("console", lambda said: problems.append(said.text))
        page.goto(saved(tmp_path, rich_document()))
        on_screen = page.locator("nav").is_visible()
        page.emulate_media(media="print", color_scheme="dark")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

        assert (on_screen, page.locator("nav").is_visible()) == (True, False)
        assert ground == "rgb(255, 255, 255)"
        assert problems == []
