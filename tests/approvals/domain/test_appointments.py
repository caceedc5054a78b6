"""Who gave whom which role, and when it changed, stays readable."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from approvals.domain import appointments
from approvals.domain.substitutes import appoint, end
from approvals.enums import Capacity, Role
from approvals.models import Assignment
from reports.domain.audit import first_break
from reports.models import AgencyEvent
from reports.models.append_only import unguard
from tests.factories.office import Office, make_office
from tests.factories.staff import staff_client

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    return make_office()


def seat(office: Office) -> Assignment:
    return Assignment(
        user=office.people["outsider"], division=office.divisions["line"], role=Role.SUPERVISOR,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip


def told() -> list[tuple[str, str]]:
    """(by whom, what) of every event, oldest first."""
    return [(event.actor.username, event.action) for event in AgencyEvent.objects.order_by("sequence")]


def test_a_role_given_and_ended_in_the_admin_is_recorded_with_old_and_new(office):
    client = staff_client(office, "secretary")
    client.post(
        "/admin/approvals/assignment/add/",
        {"user": office.people["outsider"].pk, "division": office.divisions["line"].pk, "role": "supervisor",
         "valid_from": "2026-01-01", "valid_to": ""},
    )  # fmt: skip
    made = Assignment.objects.get(user=office.people["outsider"])
    client.post(
        f"/admin/approvals/assignment/{made.pk}/change/", {"valid_from": "2026-01-01", "valid_to": "2026-02-01"}
    )

    last = json.loads(AgencyEvent.objects.latest("sequence").payload_json)
    assert told() == [("nia-secretary", "grant_role"), ("nia-secretary", "change_role")]
    assert (last["user"], last["changed"]) == (made.user_id, {"valid_to": [None, "2026-02-01"]})
    assert first_break(office.agency) is None


def test_saving_an_unchanged_assignment_records_nothing(office):
    made = appointments.keep(assignment=seat(office), actor=office.people["secretary"], now=office.now())

    appointments.keep(assignment=made, actor=office.people["secretary"], now=office.now())

    assert told() == [("nia-secretary", "grant_role")]


@pytest.mark.parametrize(
    ("last_day", "action"), [(date(2026, 1, 12), "change_role"), (date(2026, 1, 11), "take_role_away")]
)
def test_a_substitution_is_recorded_from_its_appointment_to_its_end(last_day, action, office):
    chief = office.people["chief"]
    row = appoint(
        principal=Assignment.objects.get(user=chief), substitute=office.people["other_chief"],
        capacity=Capacity.ACTING, valid_from=date(2026, 1, 12), valid_to=date(2026, 1, 20), section_kind="",
        actor=chief, now=office.now(),
    )  # fmt: skip
    end(assignment=row, actor=office.people["secretary"], on=last_day, now=office.now())

    assert told() == [("nia-chief", "grant_role"), ("nia-secretary", action)]
    assert json.loads(AgencyEvent.objects.first().payload_json)["acting_for"] == chief.pk


def test_a_changed_event_is_named(office, capsys):
    appointments.keep(assignment=seat(office), actor=office.people["secretary"], now=office.now())
    unguard("reports_agencyevent", SimpleNamespace(connection=connection))
    AgencyEvent.objects.update(action="take_role_away")

    with pytest.raises(CommandError, match="roles of their agencies"):
        call_command("verify_audit")

    assert "nia roles: event 1: hash_differs" in capsys.readouterr().out


@pytest.mark.parametrize(("who", "seen"), [("secretary", 1), ("head", 1), ("chief", None)])
def test_the_trail_is_read_by_those_who_oversee_the_agency(office, who, seen):
    appointments.keep(assignment=seat(office), actor=office.people["secretary"], now=office.now())
    other = make_office("fia")
    appointments.keep(assignment=seat(other), actor=other.people["secretary"], now=other.now())

    answer = staff_client(office, who).get("/admin/reports/agencyevent/")

    assert (answer.context["cl"].result_count if answer.status_code == 200 else None) == seen
