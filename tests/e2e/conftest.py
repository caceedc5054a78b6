"""A browser against the real site: static files, sessions and database included."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.factories.office import Office, make_office
from tests.support.browser import choose_language, log_in, running_browser

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with running_browser() as started:
        yield started


@pytest.fixture
def office(committed: None) -> Office:
    return make_office()


@pytest.fixture
def visit(browser: Browser, live_server, office: Office) -> Iterator[Visit]:
    """Open an address as one of the office's people (or nobody), in a language and window of the test's choice.

    A page that reports an error of its own scripts, or breaks the site's policy, fails the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(path: str, *, person: str = "", language: str = "en", width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB", **options)
        contexts.append(context)
        choose_language(context, language, live_server.url)
        if person:
            log_in(context, office.people[person], live_server.url)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{live_server.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
