"""The approvers' desk in a real browser, under the policy that the site sends."""

import pytest
from playwright.sync_api import expect

from approvals.domain.roles import sync_people
from reports.enums import SectionStatus
from tests.factories.contents import warned_plan
from tests.factories.office import PASSWORD
from tests.support.browser import barriers, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# The theme's pages have no <main>; its header and sidebar lie outside any landmark.
OF_THE_THEME = {"rules": {"region": {"enabled": False}, "landmark-unique": {"enabled": False}}}


@pytest.fixture
def submitted(office):
    sync_people(now=office.now())
    office.write("goals")
    office.write("plan-1", warned_plan())
    return office.submit("plan-1")


def item(section):
    return f"/admin/approvals/desksection/{section.pk}/change/"


def test_a_supervisor_logs_in_and_endorses_with_the_keyboard(visit, office, submitted):
    page = visit("/admin/login/?next=/admin/approvals/desksection/")
    page.keyboard.press("Tab")
    page.keyboard.type(office.people["chief"].username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="通關設備汰換計畫").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Comment; a reason is required").focus()
    page.keyboard.type("同意")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Endorse: done for “通關設備汰換計畫”.")).to_be_visible()
    assert office.section("plan-1").decisions.latest("id").comment == "同意"


def test_sending_back_needs_a_reason_and_the_page_asks_for_it(visit, office, submitted):
    page = visit(item(submitted), person="chief", language="zh-hant")

    page.locator(".desk-button-back").click()

    # The reader sees why first: a focused box far below would scroll the message away on a phone.
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator("#desk-comment")).to_have_attribute("aria-invalid", "true")
    assert office.section("plan-1").status == SectionStatus.IN_REVIEW


def test_a_page_that_was_overtaken_keeps_what_was_typed(visit, office, submitted):
    page = visit(item(submitted), person="chief")
    page.get_by_label("Comment; a reason is required").fill("請補充說明辦理情形")
    office.endorse("plan-1")

    page.get_by_role("button", name="Send back").click()

    expect(page.get_by_role("alert")).to_contain_text("Somebody was faster")
    expect(page.get_by_label("What you had written")).to_have_value("請補充說明辦理情形")


def test_a_decision_with_its_hashes_fits_a_phone(visit, office, submitted):
    page = visit(f"/admin/approvals/decision/{submitted.decisions.get().pk}/change/", person="chief", width=360)

    expect(page.get_by_text("SHA-256 of the scope")).to_be_visible()
    assert overflow(page) == 0


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_page_has_no_barriers_and_fits_a_phone(language, visit, office, submitted):
    page = visit(item(submitted), person="chief", language=language, width=360)

    assert overflow(page) == 0
    assert barriers(page, **OF_THE_THEME) == []


def test_the_heads_page_has_no_barriers_and_fits_a_phone(visit, office, submitted):
    page = visit(f"/admin/approvals/deskreport/{office.report.pk}/change/", person="head", width=360)

    assert overflow(page) == 0
    assert barriers(page, **OF_THE_THEME) == []
