"""Dates and extensions over the API: one call each, refused like everywhere, and unknown to others."""

from datetime import date

import pytest

from approvals.models import Deadline, Extension
from tests.factories.calendar import import_2026
from tests.factories.deadlines import section_due
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

DATES = {"section_due": "2026-02-10", "review_due": "2026-02-15"}
ASK = {"days": 3, "reason": "資料待廠商提供"}


@pytest.fixture
def office(time_machine) -> Office:
    import_2026()
    office = make_office()
    time_machine.move_to(office.now())
    return office


def post(office: Office, who: str, path: str, body: object = None, **headers: str):
    return client_of(office.people[who]).post(f"{ROOT}/{path}", body or {}, format="json", headers=headers)


def get(office: Office, who: str, path: str):
    return client_of(office.people[who]).get(f"{ROOT}/{path}")


def test_the_secretariat_sets_the_schedule(office):
    path = f"reports/{office.report.pk}/schedule"

    answer = post(office, "secretary", path, DATES)

    assert (answer.status_code, answer.json()) == (200, DATES)
    assert get(office, "writer", path).json() == DATES
    assert refusal(post(office, "head", path, DATES)) == (403, "no_role")
    assert refusal(post(office, "secretary", path, {"review_due": "2026-02-15", "opening": "2026-02-16"})) == (
        400, "disorder",
    )  # fmt: skip


def test_a_writer_sees_the_dates_of_the_report_and_of_the_own_sections(office):
    post(office, "secretary", f"reports/{office.report.pk}/schedule", DATES)

    rows = get(office, "writer", f"reports/{office.report.pk}/deadlines").json()["results"]

    assert {(row["kind"], (row["section"] or {}).get("code")) for row in rows} == {
        ("review_due", None), ("section_due", "plan-1"),
    }  # fmt: skip


def test_one_date_is_moved(office):
    row = section_due(office)
    path = f"deadlines/{row.pk}/move"

    moved = post(office, "secretary", path, {"due_on": "2026-02-12"})

    assert (moved.json()["due_on"], moved.json()["is_own_date"]) == ("2026-02-12", True)
    assert refusal(post(office, "writer", path, {"due_on": "2026-02-13"})) == (403, "no_role")
    assert post(office, "other_writer", path, {"due_on": "2026-02-13"}).status_code == 404


def test_an_extension_is_asked_for_once_and_granted(office):
    row = section_due(office)
    path = f"deadlines/{row.pk}/extensions"
    made = post(office, "writer", path, ASK, **{"Idempotency-Key": "a"})
    again = post(office, "writer", path, ASK, **{"Idempotency-Key": "a"})
    [listed] = get(office, "chief", "extensions").json()["results"]

    granted = post(office, "chief", f"extensions/{listed['id']}/grant")

    assert made.content == again.content
    assert (listed["status"], listed["level"]) == ("requested", "supervisor")
    assert (granted.json()["status"], granted.json()["to_on"]) == ("granted", "2026-02-13")
    assert get(office, "writer", f"sections/{row.section_id}/extensions").json()["results"] == [granted.json()]
    assert get(office, "chief", "extensions").json()["results"] == []
    assert Deadline.objects.get().due_on == date(2026, 2, 13)


def test_refusals_say_why(office):
    row = section_due(office)
    path = f"deadlines/{row.pk}/extensions"

    assert refusal(post(office, "chief", path, ASK)) == (403, "not_holding")
    assert refusal(post(office, "writer", path, {**ASK, "days": 31})) == (422, "too_long")
    assert refusal(post(office, "writer", path, {**ASK, "days": 0})) == (400, "invalid")
    assert refusal(post(office, "writer", path, {**ASK, "days": 30, "reason": " "})) == (400, "invalid")
    asked = post(office, "writer", path, {**ASK, "days": 9}).json()["id"]
    assert refusal(post(office, "chief", f"extensions/{asked}/grant")) == (403, "higher_level")
    assert refusal(post(office, "secretary", f"extensions/{asked}/refuse")) == (400, "comment_required")
    assert post(office, "secretary", f"extensions/{asked}/refuse", {"comment": "請如期"}).json()["status"] == "refused"
    assert refusal(post(office, "head", f"extensions/{asked}/grant")) == (409, "decided")


def test_a_date_outside_the_calendar_is_not_promised(office):
    row = section_due(office, due_on=date(2026, 12, 28))

    answer = post(office, "writer", f"deadlines/{row.pk}/extensions", {**ASK, "days": 9})

    assert refusal(answer) == (409, "calendar_ends")
    assert not Extension.objects.exists()


def test_another_agency_knows_of_none_of_this(office):
    foreign = make_office("fia")
    row = section_due(office)
    asked = post(office, "writer", f"deadlines/{row.pk}/extensions", ASK).json()["id"]

    for path in (
        f"reports/{office.report.pk}/schedule", f"deadlines/{row.pk}/move", f"deadlines/{row.pk}/extensions",
        f"extensions/{asked}/grant", f"extensions/{asked}/refuse",
    ):  # fmt: skip
        assert post(foreign, "secretary", path, {**ASK, "due_on": "2026-02-12"}).status_code == 404, path
    for path in (f"reports/{office.report.pk}/deadlines", f"sections/{row.section_id}/extensions"):
        assert get(foreign, "secretary", path).status_code == 404, path
    assert get(foreign, "secretary", "extensions").json()["results"] == []
