"""A route made in the admin and walked to its end in a browser: co-signing, asking again, and a substitute."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from approvals.domain import actions
from approvals.domain.roles import sync_people
from approvals.enums import Capacity, Quorum, Role
from approvals.models import Assignment, Consultation, Decision, Route
from reports.enums import DivisionKind, SectionStatus
from reports.models import Division
from tests.e2e.test_desk import OF_THE_THEME
from tests.factories.contents import budget, plan
from tests.factories.office import Office, assign, make_user
from tests.factories.routes import by_division, decide, make_route
from tests.support.browser import barriers, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ADD_ROUTE = "/admin/approvals/route/add/"
ADD_SUBSTITUTE = "/admin/approvals/substitution/add/"
LEVELS = (
    {"name": "科長核章", "role": Role.SUPERVISOR},
    {"name": "秘書室會核", "role": Role.SUPERVISOR, "seat": "named_division", "division": "secretariat科"},
    {"name": "核定", "role": Role.SECRETARIAT, "kind": "deciding_step"},
)


@pytest.fixture
def office(office: Office) -> Office:
    """With an accounting division, everybody let into the admin, and the clock that the site itself goes by."""
    office.clock = timezone.now() - timedelta(hours=1)
    accounting = Division.objects.create(
        agency=office.agency, code="accounting", name="主計室", kind=DivisionKind.ACCOUNTING
    )
    office.people["accountant"] = make_user("nia-accountant", office.agency)
    assign(office.people["accountant"], accounting, Role.SUPERVISOR)
    sync_people(now=office.now())
    return office


def item(office: Office) -> str:
    return f"/admin/approvals/desksection/{office.section().pk}/change/"


def field(page: Page, number: int, name: str):
    return page.locator(f"[name=steps-{number}-{name}]")


def fill_step(page: Page, number: int, given: dict[str, str]) -> None:
    field(page, number, "order").fill(str(number + 1))
    for name, value in given.items():
        if name == "name":
            field(page, number, name).fill(value)
        elif name == "division":
            field(page, number, name).select_option(label=value)
        else:
            field(page, number, name).select_option(value)


def set_up_route(visit, office: Office) -> Page:
    """Three levels in the form, accounting asked at the first; the saved page with its drawing."""
    page = visit(ADD_ROUTE, person="secretary")
    page.locator("[name=name]").fill("三級核章")
    page.locator("[name=agency]").select_option(str(office.agency.pk))
    for number, given in enumerate(LEVELS):
        if field(page, number, "name").count() == 0:
            page.get_by_role("link", name="Add another Step").click()
        fill_step(page, number, given)
    page.locator("[name=steps-0-consulted][value=accounting]").check()
    page.locator("[name=_continue]").click()
    return page


def appoint(visit, office: Office) -> None:
    """The chief's seat to the other division's chief, for ten days from today."""
    page = visit(ADD_SUBSTITUTE, person="secretary")
    seat = Assignment.objects.get(user=office.people["chief"])
    page.locator("[name=seat]").select_option(str(seat.pk))
    page.locator("[name=substitute]").select_option(str(office.people["other_chief"].pk))
    page.locator("[name=capacity]").select_option(Capacity.ACTING)
    page.locator("[name=valid_from]").fill(str(timezone.localdate()))
    page.locator("[name=valid_to]").fill(str(timezone.localdate() + timedelta(days=10)))
    page.locator("[name=_save]").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def send_back(visit, office: Office, why: str) -> None:
    page = visit(item(office), person="chief")
    page.locator("#desk-comment").fill(why)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Send back: done for")).to_be_visible()


def hand_in(office: Office, **changes: object) -> None:
    office.clock = timezone.now()
    office.write(content=plan(**changes))
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.clock)


def reply(visit, office: Office, answer: str, text: str = "") -> None:
    page = visit(item(office), person="accountant")
    page.get_by_label(answer, exact=True).check()
    page.get_by_label("Opinion or objection").fill(text)
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("Not replied to yet.")).to_have_count(0)


def sign(visit, office: Office, person: str, verb: str) -> None:
    page = visit(item(office), person=person)
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.get_by_text(f"{verb}: done for")).to_be_visible()


def test_the_secretariat_makes_three_levels_and_sees_them_drawn(visit, office):
    page = set_up_route(visit, office)

    drawn = page.locator(".desk-route > .desk-step")
    expect(drawn.locator("strong")).to_have_text(["1. 科長核章", "2. 秘書室會核", "3. 核定"])
    expect(drawn.first).to_contain_text("＋ consult Accounting")
    expect(drawn.nth(1)).to_contain_text("secretariat科")
    assert Route.objects.get().steps.count() == 3


def test_a_section_walks_the_whole_route(visit, office):
    set_up_route(visit, office)
    appoint(visit, office)
    office.submit()
    send_back(visit, office, "請補充說明")
    hand_in(office)
    reply(visit, office, "Agree")
    send_back(visit, office, "預算說明請再核")
    hand_in(office, budgets=(budget(explanation="補充說明"),))
    expect(visit(item(office), person="accountant").get_by_text("asked again")).to_be_visible()
    reply(visit, office, "Opinion", "執行數已核對")

    sign(visit, office, "other_chief", "Endorse")
    sign(visit, office, "clerk_chief", "Endorse")
    sign(visit, office, "secretary", "Approve")

    assert office.section().status == SectionStatus.SIGNED_OFF
    assert list(Consultation.objects.order_by("id").values_list("reply", flat=True)) == ["agree", "opinion"]
    signed = visit(item(office), person="secretary", language="zh-hant")
    stamp = signed.locator("#desk-trail ~ .desk-trail .desk-stamp-name", has_text="代理")
    expect(stamp).to_have_text("nia-other_chief 代理 nia-chief")
    assert Decision.objects.get(acting_for=office.people["chief"]).actor == office.people["other_chief"]


@pytest.fixture
def waiting(office: Office) -> Office:
    """A section on the first desk of three, while accounting has not replied."""
    route = make_route(office, {}, by_division(office.divisions["secretariat"]), decide(quorum=Quorum.ANY))
    route.steps.get(position=1).consultations.create(division_kind=DivisionKind.ACCOUNTING, scope="budget")
    office.submit()
    return office


@pytest.mark.parametrize("person", ["chief", "accountant"])
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_item_page_has_no_barriers_and_fits_a_phone(person, language, visit, waiting):
    page = visit(item(waiting), person=person, language=language, width=360)

    expect(page.locator(".desk-route > .desk-step")).to_have_count(3)
    assert overflow(page) == 0
    assert barriers(page, **OF_THE_THEME) == []


def test_every_button_of_the_item_page_is_large_enough_and_has_an_outline(visit, waiting):
    buttons = visit(item(waiting), person="chief").locator(".desk button:visible").all()

    assert len(buttons) >= 3
    for button in buttons:
        assert button.bounding_box()["height"] >= 44
        assert button.evaluate("it => getComputedStyle(it).borderTopStyle") == "solid"
        assert button.evaluate("it => parseFloat(getComputedStyle(it).borderTopWidth)") >= 1


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_route_page_has_no_barriers_and_fits_a_phone(language, visit, waiting):
    address = f"/admin/approvals/route/{Route.objects.get().pk}/change/"
    page = visit(address, person="secretary", language=language, width=360)

    expect(page.locator(".desk-route > .desk-step")).to_have_count(3)
    assert overflow(page) == 0
    assert barriers(page, **OF_THE_THEME) == []
