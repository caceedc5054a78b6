"""Moves over the API: what is offered, what is made, how a refusal looks."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.enums import Role
from approvals.models import Decision
from reports.enums import SectionStatus
from tests.factories.contents import warned_plan, wrong_plan
from tests.factories.office import Office, assign, make_office, make_user
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    return office


def move(office: Office, who: str, action: object, code: str = "plan-1", **body: object):
    address = f"{ROOT}/sections/{office.section(code).pk}/actions"
    # As text with escapes: a lone surrogate is possible in JSON and in no UTF-8.
    text = json.dumps({"action": action, **body})
    return client_of(office.people[who]).post(address, text, content_type="application/json")


def move_report(office: Office, who: str, action: str, **body: object):
    address = f"{ROOT}/reports/{office.report.pk}/actions"
    return client_of(office.people[who]).post(address, {"action": action, **body}, format="json")


def offered(office: Office, who: str, subject: str) -> list[str]:
    answer = client_of(office.people[who]).get(f"{ROOT}/{subject}/actions").json()
    return [row["action"] for row in answer["actions"]]


def test_a_section_is_signed_off_over_the_api(office):
    office.write("plan-1")

    answers = [
        move(office, "writer", "submit"),
        move(office, "chief", "endorse"),
        move(office, "secretary", "approve", comment="照案通過"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert office.section().status == SectionStatus.SIGNED_OFF
    assert answers[-1].json()["section"]["status"] == "signed_off"
    assert answers[-1].json()["decision"]["comment"] == "照案通過"


def test_a_report_is_published_over_the_api(office):
    office.sign_off_all()

    answers = [
        move_report(office, "secretary", "submit"),
        move_report(office, "head", "approve"),
        move_report(office, "secretary", "publish"),
    ]

    assert [answer.json()["report"]["status"] for answer in answers] == ["awaiting_approval", "approved", "published"]
    assert [answer.json()["edition"] for answer in answers[:2]] == [None, None]
    assert answers[2].json()["edition"]["number"] == 1
    assert answers[2].json()["decision"]["action"] == "publish"


def test_decisions_point_at_what_was_decided_on(office):
    section = office.sign_off("plan-1")
    address = f"{ROOT}/sections/{section.pk}/decisions"

    rows = client_of(office.people["writer"]).get(address).json()["results"]

    assert [(row["action"], row["role"], row["actor"]["username"]) for row in rows] == [
        ("submit", "contributor", "nia-writer"),
        ("endorse", "supervisor", "nia-chief"),
        ("approve", "secretariat", "nia-secretary"),
    ]
    assert {(row["revision"], row["sha256"]) for row in rows} == {(1, section.signed_off_revision.sha256)}


def test_decisions_on_a_report_leave_out_those_on_its_sections(office):
    office.send_up()

    rows = client_of(office.people["head"]).get(f"{ROOT}/reports/{office.report.pk}/decisions").json()["results"]

    assert [(row["action"], row["revision"], len(row["sha256"])) for row in rows] == [("submit", None, 64)]


def test_only_what_can_be_done_now_is_offered(office):
    section = office.submit("plan-1")

    assert offered(office, "writer", f"sections/{section.pk}") == ["recall"]
    assert offered(office, "chief", f"sections/{section.pk}") == ["endorse", "send_back"]
    assert offered(office, "secretary", f"sections/{section.pk}") == ["reassign"]
    assert offered(office, "secretary", f"reports/{office.report.pk}") == ["submit"]


def test_an_offer_says_what_it_needs(office):
    section = office.submit("plan-1")
    client = client_of(office.people["chief"], **{"Accept-Language": "en"})

    answer = client.get(f"{ROOT}/sections/{section.pk}/actions").json()

    assert (answer["status"], answer["lock_version"]) == ("in_review", section.lock_version)
    assert answer["actions"][1] == {
        "action": "send_back", "role": None, "label": "Send back", "to_status": "drafting",
        "needs_comment": True, "needs_person": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "action", "body", "answer"),
    [
        ("chief", "send_back", {}, (400, "comment_required")),
        ("chief", "send_back", {"comment": " \n"}, (400, "comment_required")),
        ("chief", "publish", {}, (400, "unknown_action")),
        ("chief", "reject", {}, (400, "invalid")),
        ("chief", None, {}, (400, "invalid")),
        ("chief", "\ud800", {}, (400, "invalid")),
        ("chief", "endorse", {"lock_version": -1}, (400, "invalid")),
        ("chief", "endorse", {"lock_version": 2**63}, (400, "invalid")),
        ("chief", "endorse", {"comment": "\u0000"}, (400, "invalid")),
        ("chief", "endorse", {"comment": "\ud800"}, (400, "invalid")),
        ("chief", "endorse", {"comment": "長" * 4001}, (400, "invalid")),
        ("chief", "endorse", {"lock_version": 0}, (409, "state_changed")),
        ("writer", "endorse", {}, (403, "no_role")),
        ("writer", "submit", {}, (409, "wrong_status")),
        ("secretary", "approve", {}, (403, "wrong_desk")),
        ("chief", "send_back", {"comment": "改", "to_step": 1}, (400, "not_a_step")),
        ("chief", "send_back", {"comment": "改", "to_step": 0}, (400, "invalid")),
        ("chief", "endorse", {"to_step": 1}, (400, "invalid")),
        ("chief", "endorse", {"person": "nia-chief"}, (400, "invalid")),
        ("secretary", "reassign", {"comment": "病假"}, (400, "invalid")),
        ("secretary", "reassign", {"comment": "病假", "person": "nobody"}, (400, "invalid")),
        ("secretary", "reassign", {"comment": "病假", "person": "nia-head"}, (400, "not_of_the_role")),
        ("chief", "reassign", {"comment": "病假", "person": "nia-chief"}, (403, "no_role")),
        ("outsider", "endorse", {}, (404, "not_found")),
    ],
)
def test_a_move_that_cannot_be_made_changes_nothing(office, who, action, body, answer):
    section = office.submit("plan-1")

    assert refusal(move(office, who, action, **body)) == answer
    after = office.section()
    assert (after.status, after.lock_version) == (section.status, section.lock_version)
    assert Decision.objects.filter(section=section).count() == 1


def test_it_is_sent_back_to_an_earlier_step(office):
    section = office.endorse("plan-1")

    answer = move(office, "secretary", "send_back", comment="主管再看", to_step=1)

    assert (answer.status_code, answer.json()["section"]["status"]) == (200, "in_review")
    assert offered(office, "chief", f"sections/{section.pk}") == ["endorse", "send_back"]


def test_a_desk_is_put_on_another_person(office):
    office.submit("plan-1")
    second = make_user("second-chief", office.agency)
    assign(second, office.divisions["line"], Role.SUPERVISOR)

    answer = move(office, "secretary", "reassign", comment="出國", person="second-chief")

    assert answer.status_code == 200
    assert refusal(move(office, "chief", "endorse")) == (403, "wrong_desk")


def test_the_address_is_written_down_with_the_move(office):
    section = office.submit("plan-1")
    client = client_of(office.people["chief"])

    client.post(f"{ROOT}/sections/{section.pk}/actions", {"action": "endorse"}, REMOTE_ADDR="2001:db8::7")

    assert Decision.objects.get(action="endorse").address == "2001:db8::7"


@pytest.mark.parametrize("body", ["[]", '"submit"', "null", "3", "{}"])
def test_a_move_is_an_object(office, body):
    client = client_of(office.people["writer"])

    response = client.post(f"{ROOT}/sections/{office.section().pk}/actions", body, content_type="application/json")

    assert refusal(response) == (400, "invalid")


def test_errors_refuse_a_submission_and_are_named(office):
    office.write(content=wrong_plan())

    response = move(office, "writer", "submit")

    assert refusal(response) == (422, "has_findings")
    assert [row["check"] for row in response.json()["error"]["details"]["findings"]] == ["KPI-01"]


def test_nothing_written_is_not_submitted(office):
    assert refusal(move(office, "writer", "submit")) == (422, "nothing_written")


def test_a_warning_refuses_the_heads_approval(office):
    office.write(content=warned_plan())
    office.send_up()

    response = move_report(office, "head", "approve")

    assert refusal(response) == (422, "has_findings")


def test_a_report_with_a_section_open_is_not_sent_up(office):
    office.sign_off("goals")

    response = move_report(office, "secretary", "submit")

    assert refusal(response) == (409, "sections_not_signed_off")
    assert response.json()["error"]["details"]["codes"] == ["plan-1", "achievement-1", "follow-up", "overall-opinion"]


def test_the_loser_is_told_who_won(office):
    seen = office.submit("plan-1").lock_version
    move(office, "chief", "endorse")

    response = move(office, "chief", "send_back", comment="再修", lock_version=seen)

    assert refusal(response) == (409, "state_changed")
    assert "nia-chief" in response.json()["error"]["details"]["winner"]


def queries_of(make_move: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert make_move().status_code == 200
    return len(captured)


def test_queries_of_a_section_move_do_not_grow_with_the_report():
    counts = []
    for plans, code in ((1, "nia"), (4, "npa")):
        office = make_office(code, plans=plans)
        for section in ("goals", *(f"plan-{number}" for number in range(1, plans + 1))):
            office.write(section)
        counts.append(queries_of(partial(move, office, "writer", "submit")))

    assert counts == [30, 30]


def test_queries_of_a_report_move_do_not_grow_with_the_report():
    counts = []
    for plans, code in ((1, "nia"), (4, "npa")):
        office = make_office(code, plans=plans)
        office.sign_off_all()
        counts.append(queries_of(partial(move_report, office, "secretary", "submit")))

    assert counts == [26, 26]
