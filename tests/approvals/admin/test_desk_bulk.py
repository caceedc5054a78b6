"""Signing several sections at once, and finding one's way in a long queue."""

from datetime import date

import pytest
from django.urls import reverse

from approvals.domain.substitutes import appoint
from approvals.enums import Capacity, Role
from approvals.models import Deadline, Desk
from reports.enums import SectionStatus
from tests.factories.office import assign, make_office, make_user
from tests.factories.routes import by_division, decide, make_route
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/desksection/"


@pytest.fixture
def office():
    return make_office(plans=3)


def signed(office, action, sections, who="chief"):
    data = {"action": action, "_selected_action": [section.pk for section in sections]}
    data |= {f"seen-{section.pk}": section.lock_version for section in sections}
    return staff_client(office, who).post(QUEUE, data)


def done(answer):
    return [outcome.is_done for outcome in answer.context["outcomes"]]


def test_one_refusal_does_not_undo_the_others(office):
    stale, *others = [office.submit(f"plan-{number}") for number in (1, 2, 3)]
    stale.lock_version -= 1

    answer = signed(office, "endorse_selected", [stale, *others])

    assert sorted(done(answer)) == [False, True, True]
    assert "Somebody was faster" in answer.content.decode()
    assert Desk.objects.filter(role=Role.SECRETARIAT, closed_at=None).count() == 2


def test_a_row_that_was_not_shown_is_not_signed(office):
    section = office.submit("plan-1")
    data = {"action": "endorse_selected", "_selected_action": [section.pk]}

    answer = staff_client(office, "chief").post(QUEUE, data)

    assert done(answer) == [False]
    assert office.section("plan-1").lock_version == section.lock_version


def test_the_secretariat_signs_off_several(office):
    sections = [office.endorse(f"plan-{number}") for number in (1, 2)]

    signed(office, "approve_selected", sections, who="secretary")

    assert {office.section(section.code).status for section in sections} == {SectionStatus.SIGNED_OFF}


def test_what_lies_on_somebody_elses_desk_is_not_reached(office):
    section = office.submit("plan-1")

    signed(office, "endorse_selected", [section], who="other_chief")

    assert office.section("plan-1").lock_version == section.lock_version


@pytest.mark.parametrize(("late", "found"), [("yes", 1), ("no", 1), ("today", 0)])
def test_the_queue_is_filtered_by_lateness(office, late, found):
    for number, year in ((1, 2026), (2, 2199)):
        section = office.submit(f"plan-{number}")
        Deadline.objects.create(report=office.report, section=section, kind="section_due", due_on=date(year, 2, 1))

    answer = staff_client(office, "chief").get(QUEUE, {"late": late})

    assert answer.context["cl"].result_count == found


def test_what_is_signed_for_somebody_else_is_marked(office):
    stand_in = office.people["stand_in"] = make_user("stand-in", office.agency)
    assign(stand_in, office.divisions["other"], Role.SUPERVISOR)
    appoint(
        principal=office.people["chief"].assignments.get(), substitute=stand_in, capacity=Capacity.ACTING,
        valid_from=date(2026, 1, 1), valid_to=date(2099, 1, 1), section_kind="", actor=office.people["chief"],
        now=office.now(),
    )  # fmt: skip
    office.submit("plan-1")

    assert "acting for nia-chief" in staff_client(office, "stand_in").get(QUEUE).content.decode()
    assert "acting for nia" not in staff_client(office, "chief").get(QUEUE).content.decode()


def test_it_is_sent_back_to_an_earlier_step_or_put_on_one_person(office):
    make_route(office, {}, by_division(office.divisions["other"]), decide())
    section = office.endorse("plan-1")
    client = staff_client(office, "other_chief")
    html = client.get(reverse("admin:approvals_desksection_change", args=[section.pk])).content.decode()
    data = {"lock_version": section.lock_version, "comment": "請再確認", "to_step": "1"}

    client.post(reverse("admin:approvals_desksection_move", args=[section.pk, "send_back"]), data)
    section = office.section("plan-1")
    data = {"lock_version": section.lock_version, "comment": "出差", "person": office.people["chief"].pk}
    staff_client(office, "secretary").post(
        reverse("admin:approvals_desksection_move", args=[section.pk, "reassign"]), data
    )

    assert '<option value="1">step 1: 第1關</option>' in html
    assert list(Desk.objects.filter(closed_at=None).values_list("step", "user")) == [(1, office.people["chief"].pk)]
