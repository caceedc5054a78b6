"""Accounts: the administrator's; names, addresses and access: the secretariat's, for its own people."""

import json

import pytest

from reports.models import AgencyEvent, ApiToken, Division, User
from tests.factories.office import NOW, PASSWORD, make_office, make_user
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db


def page(user, end="change"):
    return f"/admin/reports/user/{user.pk}/{end}/"


def test_the_secretariat_deactivates_a_person_of_its_agency(office):
    writer = office.people["writer"]
    data = {"display_name": "王小明", "email": "w@example.tw", "language": "zh-hant"}

    answer = staff_client(office, "secretary").post(page(writer), data)

    writer.refresh_from_db()
    assert answer.status_code == 302
    assert (writer.is_active, writer.display_name) == (False, "王小明")


def test_the_secretariat_cannot_make_itself_or_others_more_than_they_are(office):
    writer = office.people["writer"]
    data = {
        "display_name": "x", "email": "", "language": "en", "is_active": "on", "is_superuser": "on", "is_staff": "on",
        "username": "root", "groups": "1", "user_permissions": "1", "agency": "",
    }  # fmt: skip

    staff_client(office, "secretary").post(page(writer), data)

    writer.refresh_from_db()
    assert (writer.username, writer.is_superuser, writer.is_staff) == ("nia-writer", False, False)
    assert (writer.agency, writer.groups.count(), writer.user_permissions.count()) == (office.agency, 0, 0)


@pytest.mark.parametrize("name", ["secretary", "head"])
def test_nobody_but_the_administrator_sets_passwords(name, office):
    head = office.people["head"]

    answer = staff_client(office, name).post(page(head, "password"), {"password1": "x" * 16, "password2": "x" * 16})

    assert answer.status_code == 403
    assert User.objects.get(pk=head.pk).check_password(PASSWORD)


def test_the_administrator_sets_a_password_and_makes_an_account(office):
    client = administrator_client()
    new = "long enough and unusual"

    client.post(
        page(office.people["writer"], "password"), {"password1": new, "password2": new, "usable_password": "true"}
    )
    client.post(
        "/admin/reports/user/add/",
        {"username": "nia-new", "usable_password": "true", "password1": new, "password2": new, "language": "en",
         "agency": office.agency.pk},
    )  # fmt: skip

    assert User.objects.get(username="nia-writer").check_password(new)
    assert User.objects.get(username="nia-new").agency == office.agency


def test_a_superuser_of_the_agency_is_out_of_the_secretariats_reach(office):
    admin = make_user("nia-admin", office.agency, is_superuser=True, is_staff=True)

    assert staff_client(office, "secretary").get(page(admin)).status_code == 302


def test_nobody_deactivates_themselves(office):
    secretary = office.people["secretary"]

    staff_client(office, "secretary").post(page(secretary), {"display_name": "我", "email": "", "language": "en"})

    secretary.refresh_from_db()
    assert (secretary.is_active, secretary.display_name) == (True, "我")


def test_a_division_is_made_in_ones_own_agency_only(office):
    foreign = make_office("fia").agency
    client = staff_client(office, "secretary")
    data = {"code": "new", "name": "新科", "kind": "line"}

    refused = client.post("/admin/reports/division/add/", {**data, "agency": foreign.pk})
    made = client.post("/admin/reports/division/add/", {**data, "agency": office.agency.pk})

    assert (refused.status_code, made.status_code) == (200, 302)
    assert list(Division.objects.filter(code="new").values_list("agency", flat=True)) == [office.agency.pk]


def test_the_secretariat_describes_its_open_data_and_decides_on_names(office):
    data = {
        "name": office.agency.name, "prints_names": "on", "service_class": "公共資訊", "contact_name": "秘書室",
        "contact_phone": "02-0000-0000", "contact_email": "data@example.tw",
    }  # fmt: skip

    staff_client(office, "secretary").post(f"/admin/reports/agency/{office.agency.pk}/change/", data)

    office.agency.refresh_from_db()
    assert (office.agency.prints_names, office.agency.contact_name) == (True, "秘書室")


def move(office, name, agency) -> str:
    """What the page says after the administrator has put the person into the agency."""
    user = office.people[name]
    data = {
        "username": user.username, "display_name": user.display_name, "language": "en", "is_active": "on",
        "agency": agency.pk, "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00",
    }  # fmt: skip
    return (
        administrator_client().post(page(user), data, follow=True, headers={"Accept-Language": "en"}).content.decode()
    )


def test_who_holds_a_role_stays_in_the_agency(office):
    html = move(office, "writer", make_office("fia").agency)

    assert "nia-writer still holds a role" in html
    assert User.objects.get(username="nia-writer").agency == office.agency
    assert not AgencyEvent.objects.filter(action="move_person").exists()


def test_who_holds_none_is_moved_and_both_chains_say_so(office):
    html = move(office, "outsider", make_office("fia").agency)

    events = AgencyEvent.objects.filter(action="move_person").order_by("id")
    assert "was changed successfully" in html
    assert User.objects.get(username="nia-outsider").agency.code == "fia"
    assert [(event.agency.code, json.loads(event.payload_json)) for event in events] == [
        (code, {"person": "nia-outsider", "from": "nia", "to": "fia"}) for code in ("nia", "fia")
    ]
    assert (
        "nia-outsider · nia → fia"
        in staff_client(office, "secretary").get("/admin/reports/agencyevent/").content.decode()
    )


def test_a_lost_token_is_revoked(office):
    token = office.people["writer"].api_tokens.create(label="筆電", digest="d", created_at=NOW, expires_at=NOW)
    data = {"action": "revoke", "_selected_action": [token.pk]}

    staff_client(office, "secretary").post("/admin/reports/apitoken/", data)

    assert ApiToken.objects.get().revoked_at is not None


def test_the_filters_of_a_list_name_nothing_of_other_agencies(office):
    make_office("fia").write("goals")

    html = staff_client(office, "secretary").get("/admin/reports/section/").content.decode()

    assert "示範機關nia114年度施政績效報告" in html
    assert "fia" not in html


@pytest.mark.parametrize("wrong", ["線\u202e科", "線\u200b科", "線\U0001f600科"])
def test_a_name_that_no_file_could_print_is_refused(wrong, office):
    division, agency, writer = office.divisions["line"], office.agency, office.people["writer"]
    client = staff_client(office, "secretary")
    before = (division.name, agency.name, writer.display_name)

    answers = [
        client.post(f"/admin/reports/division/{division.pk}/change/", {"name": wrong, "kind": division.kind}),
        client.post(f"/admin/reports/agency/{agency.pk}/change/", {"name": wrong, "service_class": "公共資訊"}),
        client.post(page(writer), {"display_name": wrong, "language": "zh-hant", "is_active": "on"}),
    ]

    for row in (division, agency, writer):
        row.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("cannot be printed" in answer.content.decode() for answer in answers)
    assert (division.name, agency.name, writer.display_name) == before


def test_a_name_is_kept_in_one_form_of_its_characters(office):
    """Written as two characters it would have another hash than the document that is read back."""
    division = office.divisions["line"]

    staff_client(office, "secretary").post(
        f"/admin/reports/division/{division.pk}/change/", {"name": "Caf\u0065\u0301科", "kind": division.kind}
    )

    division.refresh_from_db()
    assert division.name == "Caf\u00e9科"
