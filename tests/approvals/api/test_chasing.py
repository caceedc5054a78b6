"""Reminding by hand and undelivered mail over the API."""

from datetime import date

import pytest
import time_machine

from approvals.enums import NoticeStatus
from approvals.models import Notice
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, section_due
from tests.factories.notices import queue
from tests.factories.office import make_office
from tests.support.api import client_of

pytestmark = pytest.mark.django_db


def test_a_deadline_is_reminded_of_once_a_day():
    import_2026()
    office = make_office()
    deadline = section_due(office)
    address = f"/api/v1/deadlines/{deadline.pk}/remind"

    with time_machine.travel(morning(date(2026, 2, 11)), tick=False):
        first = client_of(office.people["secretary"]).post(address, {}, format="json")
        second = client_of(office.people["secretary"]).post(address, {}, format="json")
        refused = client_of(office.people["chief"]).post(address, {}, format="json")

    assert first.json() == {
        "deadline": deadline.pk, "kind": "section_due", "due_on": "2026-02-10", "on_date": "2026-02-11",
        "reminded_at": "2026-02-11T08:00:00+08:00",
    }  # fmt: skip
    assert (second.status_code, second.json()["error"]["code"]) == (409, "already")
    assert refused.status_code == 403


def test_undelivered_mail_is_listed_and_sent_again():
    office, other = make_office(), make_office("other")
    notice = queue(office)
    queue(other)
    Notice.objects.update(status=NoticeStatus.FAILED, attempts=8, error="550")
    client = client_of(office.people["secretary"])

    [row] = client.get("/api/v1/undelivered").json()["results"]
    sent = client.post(f"/api/v1/undelivered/{notice.pk}/resend", {}, format="json")
    foreign = client_of(other.people["chief"]).post(f"/api/v1/undelivered/{notice.pk}/resend", {}, format="json")

    assert (row["id"], row["receiver"], row["address"]) == (notice.pk, "nia-chief", "nia-chief@example.tw")
    assert (sent.status_code, sent.json()["error"]) == (200, "")
    assert foreign.status_code == 404
    assert client.get("/api/v1/undelivered").json()["results"] == []
