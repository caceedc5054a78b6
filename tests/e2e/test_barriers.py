"""Every page can be used by everybody: no axe-core violation, no sideways scrolling at 360 pixels, both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reports.content import Measure
from tests.factories import contents
from tests.factories.deadlines import section_due
from tests.factories.office import Office
from tests.support.browser import barriers, overflow
from tests.support.releases import release

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.timeout(300)]

Path = Callable[[Office], str]


def _section(code: str, page: str = "") -> Path:
    return lambda office: f"/sections/{office.section(code).pk}/{page}"


def _board(office: Office) -> str:
    return f"/board/{office.report.pk}/"


PAGES: dict[str, tuple[str, Path]] = {
    "login": ("", lambda _: "/accounts/login/"),
    "published": ("", lambda _: "/published/"),
    "not found": ("", lambda _: "/published/nobody/114/1/"),
    "my sections": ("writer", lambda _: "/sections/mine/"),
    "account": ("writer", lambda _: "/account/"),
    "inbox": ("secretary", lambda _: "/inbox/"),
    "webhooks": ("secretary", lambda _: "/webhooks/"),
    "settings": ("writer", lambda _: "/account/settings/"),
    "section": ("chief", _section("plan-1")),
    "section to ask about": ("writer", _section("plan-1")),
    "my substitute": ("chief", lambda _: "/account/substitutes/"),
    "revision": ("writer", _section("plan-1", "revisions/2/")),
    "goals editor": ("clerk", _section("goals", "edit/")),
    "plan editor": ("writer", _section("plan-1", "edit/")),
    "achievement editor": ("other_writer", _section("achievement-1", "edit/")),
    "board": ("secretary", _board),
    "pace": ("secretary", lambda office: f"{_board(office)}analysis/"),
    "operations": ("secretary", lambda _: "/operations/"),
}


@pytest.fixture
def worked(office):
    """Sections with every kind of row, findings of both severities, decisions and an overdue date."""
    office.write("goals")
    office.write("achievement-1")
    office.write("plan-1")
    far = contents.indicator("", name="使用率", actual=Measure("180.00%", contents.Decimal(180), "%"))
    office.write("plan-1", contents.plan(indicators=(contents.indicator(achievement_printed="97%"), far)))
    office.endorse("follow-up")
    section_due(office, "plan-1")
    return office


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_no_page_has_a_barrier(visit, worked, language):
    found = {}
    for name, (person, path) in PAGES.items():
        page = visit(path(worked), person=person, language=language, width=360)
        found[name] = (barriers(page), overflow(page))

    assert found == dict.fromkeys(PAGES, ([], 0))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_wide_page_has_a_barrier_in_either_colour_scheme(visit, worked, scheme):
    found = {}
    names = ("section", "plan editor", "board", "pace")
    for name in names:
        person, path = PAGES[name]
        found[name] = barriers(visit(path(worked), person=person, color_scheme=scheme))

    assert found == {name: [] for name in names}


@pytest.mark.parametrize(("language", "scheme"), [("zh-hant", "dark"), ("en", "light")])
def test_the_published_report_has_no_barrier(visit, office, language, scheme):
    release(office.publish(), office.now())

    page = visit("/published/nia/114/1/", language=language, width=360, color_scheme=scheme)

    expect(page.get_by_role("heading", level=1)).to_have_text("示範機關nia114年度施政績效報告")
    assert barriers(page) == []
    assert overflow(page) == 0


def test_a_refused_form_has_no_barrier(visit, worked):
    page = visit(PAGES["plan editor"][1](worked), person="writer", width=360)

    page.locator('[name="indicators[0].target"]').fill("12,34%")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("alert").first).to_be_visible()
    assert barriers(page) == []


def test_two_versions_side_by_side_have_no_barrier(visit, worked):
    page = visit(PAGES["plan editor"][1](worked), person="writer")
    worked.write("plan-1", contents.plan("別人改過"), by="second_writer")

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".theirs")).to_be_visible()
    assert barriers(page) == []
    assert overflow(page) == 0


def test_the_detector_finds_a_planted_barrier(visit):
    page = visit("/accounts/login/")

    page.evaluate("document.querySelector('label').remove()")

    assert any(line.startswith("label:") for line in barriers(page))
