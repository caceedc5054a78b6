"""Routes, the progress of a section on its own, and substitutes over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.domain import actions
from approvals.models import Assignment
from tests.factories.office import Office, make_office, make_user
from tests.factories.routes import decide, make_route
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.people["stand_in"] = make_user("stand-in", office.agency)
    return office


def states(office: Office) -> list[tuple[str, list[str]]]:
    path = f"{ROOT}/sections/{office.section().pk}/route"
    answer = client_of(office.people["writer"]).get(path).json()
    return [(step["state"], [row["actor"]["username"] for row in step["signatures"]]) for step in answer["steps"]]


def test_the_route_shows_who_signed_and_what_is_open(office):
    make_route(office, {}, {"role": "secretariat"}, decide(role="head"))
    planned = states(office)

    office.endorse()

    assert planned == [("to_come", []), ("to_come", []), ("to_come", [])]
    assert states(office) == [("signed", ["nia-chief"]), ("open", []), ("to_come", [])]


def test_a_step_that_was_sent_back_to_is_open_again(office):
    section = office.endorse()

    actions.send_back(
        section=section, actor=office.people["secretary"], comment="再看", now=office.now(), to_step=1
    )  # fmt: skip

    assert states(office) == [("open", []), ("to_come", [])]


def test_a_step_over_the_same_bytes_stands_from_the_round_before(office):
    section = office.endorse()
    actions.send_back(section=section, actor=office.people["secretary"], comment="退", now=office.now())

    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())

    assert states(office) == [("carried_over", ["nia-chief"]), ("open", [])]


def test_a_signed_off_section_keeps_its_signatures(office):
    office.sign_off()

    assert states(office) == [("signed", ["nia-chief"]), ("signed", ["nia-secretary"])]


def test_routes_are_those_of_ones_own_agency(office):
    make_route(office, {}, decide())
    stranger = make_office("npa").people["secretary"]

    [row] = client_of(office.people["writer"]).get(f"{ROOT}/routes").json()["results"]

    assert [(step["name"], step["role"]) for step in row["steps"]] == [("第1關", "supervisor"), ("核定", "secretariat")]
    assert client_of(stranger).get(f"{ROOT}/routes").json()["results"] == []
    assert client_of(office.people["outsider"]).get(f"{ROOT}/routes").json()["results"] == []


def appoint(office: Office, who: str, **changes: object):
    today = timezone.localdate()
    body = {
        "division": "line", "role": "supervisor", "substitute": "stand-in", "capacity": "acting",
        "valid_from": str(today), "valid_to": str(today + timedelta(days=3)), **changes,
    }  # fmt: skip
    return client_of(office.people[who]).post(f"{ROOT}/substitutes", body, format="json")


def test_a_supervisor_appoints_a_substitute_and_ends_it(office):
    row = appointed = appoint(office, "chief").json()
    listed = client_of(office.people["stand_in"]).get(f"{ROOT}/substitutes").json()["results"]
    office.people["stand_in"].refresh_from_db()

    ended = client_of(office.people["chief"]).post(f"{ROOT}/substitutes/{row['id']}/end", {}, format="json")

    assert listed == [appointed]
    assert (row["principal"]["username"], row["substitute"]["username"]) == ("nia-chief", "stand-in")
    assert office.people["stand_in"].is_staff
    assert ended.json()["substitution"]["valid_to"] == str(timezone.localdate())


def test_the_secretariat_appoints_for_another(office):
    assert appoint(office, "secretary", principal="nia-chief").status_code == 200


@pytest.mark.parametrize(
    ("who", "changes", "answer"),
    [
        ("chief", {"substitute": "nia-chief"}, (400, "oneself")),
        ("chief", {"substitute": "nobody"}, (400, "invalid")),
        ("chief", {"role": "head"}, (400, "invalid")),
        ("chief", {"valid_to": "2020-01-01"}, (400, "dates")),
        ("writer", {"principal": "nia-chief"}, (403, "no_role")),
        ("outsider", {}, (400, "invalid")),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(office, who, changes, answer):
    assert refusal(appoint(office, who, **changes)) == answer
    assert not Assignment.objects.filter(acting_for__isnull=False).exists()


def test_a_substitution_of_others_is_not_ended(office):
    row = appoint(office, "chief").json()
    path = f"{ROOT}/substitutes/{row['id']}/end"

    assert refusal(client_of(office.people["writer"]).post(path)) == (403, "no_role")
    assert refusal(client_of(make_office("npa").people["secretary"]).post(path)) == (404, "not_found")
