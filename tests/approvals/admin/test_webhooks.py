"""Webhooks in the admin: changed by one call of the domain, to events that there are."""

import json

import pytest

from approvals.domain.webhooks import EVENTS
from approvals.models import WebhookEndpoint
from reports.models import AgencyEvent
from tests.factories.office import make_office
from tests.factories.staff import staff_client
from tests.factories.webhooks import URL, endpoint

pytestmark = pytest.mark.django_db


def page(row: WebhookEndpoint) -> str:
    return f"/admin/approvals/webhookendpoint/{row.pk}/change/"


def test_the_secretariat_changes_the_events_and_the_chain_says_so(office):
    row = endpoint(office)
    client = staff_client(office, "secretary")
    shown = client.get(page(row)).context["adminform"].form["events"]

    client.post(page(row), {"url": URL, "events": ["report.publish"], "is_active": "on"})

    row.refresh_from_db()
    event = AgencyEvent.objects.get(action="change_webhook")
    assert shown.value() == [value for value, _label in shown.field.choices] == list(EVENTS)
    assert row.events == json.loads(event.payload_json)["events"] == ["report.publish"]


@pytest.mark.parametrize("events", [[], ["5"], ['["section.submit"]'], ["report.explode"]])
def test_events_that_there_are_not_are_refused(office, events):
    row = endpoint(office)

    answer = staff_client(office, "secretary").post(page(row), {"url": URL, "events": events, "is_active": "on"})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"events"}


def test_another_agency_s_webhook_is_not_found(office):
    row = endpoint(make_office("fia"))

    assert staff_client(office, "secretary").get(page(row)).status_code == 302
