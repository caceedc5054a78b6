"""Deadlines are scheduled and moved through the domain; the office calendar is the administrator's."""

from datetime import date

import pytest

from approvals.models import Deadline, OfficeDay
from reports.models import AuditEvent
from tests.factories.office import make_office
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db

ADD = "/admin/approvals/deadline/add/"


def page(deadline):
    return f"/admin/approvals/deadline/{deadline.pk}/change/"


def test_scheduling_the_sections_gives_each_its_date(office):
    data = {"report": office.report.pk, "kind": "section_due", "due_on": "2026-02-10"}

    staff_client(office, "secretary").post(ADD, data)

    assert Deadline.objects.filter(section__isnull=False, due_on=date(2026, 2, 10)).count() == 5
    assert AuditEvent.objects.filter(action="schedule").count() == 1


def test_a_moved_deadline_is_recorded(office):
    deadline = Deadline.objects.create(report=office.report, kind="review_due", due_on=date(2026, 2, 15))

    staff_client(office, "secretary").post(page(deadline), {"due_on": "2026-02-20"})

    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 2, 20)
    assert AuditEvent.objects.get(action="move_deadline").payload_json == (
        '{"from":"2026-02-15","kind":"review_due","to":"2026-02-20"}'
    )


def test_a_met_deadline_stays(office):
    deadline = Deadline.objects.create(
        report=office.report, kind="review_due", due_on=date(2026, 2, 15), met_at=office.now()
    )

    assert staff_client(office, "secretary").post(page(deadline), {"due_on": "2026-02-20"}).status_code == 403


def test_no_deadline_can_be_set_for_another_agency(office):
    foreign = make_office("fia").report
    data = {"report": foreign.pk, "kind": "review_due", "due_on": "2026-02-10"}

    assert staff_client(office, "secretary").post(ADD, data).status_code == 200
    assert not Deadline.objects.exists()


def test_one_agency_does_not_change_the_calendar_of_all(office):
    day = OfficeDay.objects.create(date=date(2026, 2, 10), is_office_day=True)
    address = f"/admin/approvals/officeday/{day.pk}/change/"

    assert staff_client(office, "secretary").get(address).status_code == 200
    assert staff_client(office, "secretary").post(address, {"date": "2026-02-10"}).status_code == 403
    assert administrator_client().post(address, {"date": "2026-02-10", "note": "放假"}).status_code == 302
