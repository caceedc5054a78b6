"""Roles: given and ended by the secretariat, for its own agency, never for oneself."""

import pytest

from approvals.domain.preferences import set_preferences
from approvals.models import Assignment
from reports.models import User
from tests.factories.office import make_office
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db

ADD = "/admin/approvals/assignment/add/"


def data(user, division, role="supervisor"):
    return {"user": user.pk, "division": division.pk, "role": role, "valid_from": "2026-01-01", "valid_to": ""}


def test_a_new_supervisor_may_enter_the_admin_at_once(office):
    client = staff_client(office, "secretary")

    client.post(ADD, data(office.people["outsider"], office.divisions["line"]))

    outsider = User.objects.get(username="nia-outsider")
    assert outsider.is_staff
    assert list(outsider.groups.values_list("name", flat=True)) == ["role: supervisor"]


def test_nobody_gives_a_role_to_themselves(office):
    answer = staff_client(office, "secretary").post(
        ADD, data(office.people["secretary"], office.divisions["head"], "head")
    )

    assert answer.status_code == 200
    assert list(office.people["secretary"].assignments.values_list("role", flat=True)) == ["secretariat"]


def test_nobody_changes_their_own_assignment(office):
    own = Assignment.objects.get(user=office.people["secretary"])

    answer = staff_client(office, "secretary").post(
        f"/admin/approvals/assignment/{own.pk}/change/", {"valid_from": "2020-01-01"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("foreign", ["user", "division"])
def test_no_role_crosses_agencies(foreign, office):
    other = make_office("fia")
    users = other if foreign == "user" else office
    divisions = other if foreign == "division" else office
    before = Assignment.objects.count()

    answer = staff_client(office, "secretary").post(ADD, data(users.people["outsider"], divisions.divisions["line"]))

    assert answer.status_code == 200
    assert Assignment.objects.count() == before


def test_an_assignment_is_ended_not_rewritten(office):
    chief = Assignment.objects.get(user=office.people["chief"])

    staff_client(office, "secretary").post(
        f"/admin/approvals/assignment/{chief.pk}/change/",
        {"valid_from": "2025-01-01", "valid_to": "2025-12-31", "role": "head", "user": office.people["writer"].pk},
    )

    chief.refresh_from_db()
    assert (chief.role, chief.user, str(chief.valid_to)) == ("supervisor", office.people["chief"], "2025-12-31")
    assert not User.objects.get(username="nia-chief").is_staff


def test_a_substitution_is_neither_made_nor_changed_by_this_form(office):
    client = staff_client(office, "secretary")
    line = office.divisions["line"]
    seat = {**data(office.people["outsider"], line), "acting_for": office.people["chief"].pk, "capacity": "acting"}
    client.post(ADD, seat)
    made = Assignment.objects.get(user=office.people["outsider"])
    substitution = Assignment.objects.create(
        user=office.people["writer"], division=line, role="supervisor", valid_from="2026-01-01",
        acting_for=office.people["chief"], capacity="acting",
    )  # fmt: skip

    answer = client.post(f"/admin/approvals/assignment/{substitution.pk}/change/", {"valid_from": "2020-01-01"})

    assert (made.acting_for, made.capacity) == (None, "")
    assert answer.status_code == 403


def test_a_secretariat_reads_what_its_own_people_set_about_mail(office):
    other = make_office("npa")
    for each in (office, other):
        set_preferences(user=each.people["writer"], language="en", digest_hour=9, without_mail=[])
    client = staff_client(office, "secretary")

    page = client.get("/admin/approvals/preference/").content.decode()

    assert "nia-writer" in page
    assert "npa-writer" not in page
    assert client.get("/admin/approvals/preference/add/").status_code == 403
