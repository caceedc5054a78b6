"""A real Chromium for the browser tests, and axe-core to look for barriers."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config import env
from reports.models import User

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str:
    """The browser's program; without one the test is skipped, or fails where JIBAO_REQUIRE_BROWSER is on."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    reason = f"no Chromium on the PATH (looked for {', '.join(NAMES)})"
    if env.flag("JIBAO_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running_browser() -> Iterator[Browser]:
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def log_in(context: BrowserContext, user: User, address: str) -> None:
    """Give the browser a session of this person, as the login page would."""
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": address,
            }
        ]
    )


def choose_language(context: BrowserContext, language: str, address: str) -> None:
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address}])


def barriers(page: Page, **options: object) -> list[str]:
    """What axe-core finds wrong with the page as it stands, one line a rule with its places."""
    script = Path(str(files("axe_playwright_python") / "axe.min.js"))
    # As page content the script would be stopped by the site's own policy.
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {rule['help']} – {'; '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found["violations"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
