"""Webhooks over the API: kept by the secretariat, unknown to everybody else."""

import pytest

from approvals.domain.webhook_delivery import deliver_due
from approvals.domain.webhooks import sweep
from approvals.models import WebhookDelivery, WebhookEndpoint
from reports.domain.sealing import unseal
from tests.factories.office import NOW, make_office
from tests.factories.webhooks import URL, endpoint
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

ALL = f"{ROOT}/webhooks"
NEW = {"url": URL, "events": ["section.submit"]}


@pytest.fixture
def office():
    return make_office()


def test_a_webhook_is_registered_and_its_secret_shown_once(office):
    client = client_of(office.people["secretary"])

    made = client.post(ALL, NEW, format="json")

    [row] = WebhookEndpoint.objects.all()
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert made.json()["secret"] == unseal(row.sealed_secret)
    assert made.json()["webhook"]["agency"]["code"] == "nia"
    assert "secret" not in client.get(f"{ALL}/{row.pk}").json()
    renewed = client.post(f"{ALL}/{row.pk}/secret").json()["secret"]
    row.refresh_from_db()
    assert renewed == unseal(row.sealed_secret) != made.json()["secret"]


def test_a_webhook_is_changed(office):
    row = endpoint(office)
    change = {"url": "https://other.example.tw/", "events": ["report.publish"], "is_active": False}

    answer = client_of(office.people["secretary"]).put(f"{ALL}/{row.pk}", change, format="json")

    assert {name: answer.json()[name] for name in change} == change


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"url": "https://10.0.0.1/"}, (422, "not_public")),
        ({"url": "http://records.example.tw/"}, (422, "bad_url")),
        ({"events": []}, (422, "no_events")),
        ({"events": ["section.sing"]}, (400, "invalid")),
        ({"agency": "npa"}, (400, "invalid")),
    ],
)
def test_what_cannot_be_registered_is_refused(office, change, answer):
    make_office("npa")

    assert refusal(client_of(office.people["secretary"]).post(ALL, NEW | change, format="json")) == answer
    assert not WebhookEndpoint.objects.exists()


def test_others_neither_see_nor_touch_a_webhook(office):
    row = endpoint(office)
    office.submit("plan-1")
    sweep(now=NOW)
    delivery = WebhookDelivery.objects.first()

    for stranger in (office.people["head"], office.people["chief"], make_office("npa").people["secretary"]):
        client = client_of(stranger)
        assert client.get(ALL).json()["results"] == []
        for path in (f"{ALL}/{row.pk}", f"{ALL}/{row.pk}/deliveries"):
            assert refusal(client.get(path)) == (404, "not_found")
        for path in (f"{ALL}/{row.pk}/secret", f"{ROOT}/webhook-deliveries/{delivery.pk}/replay"):
            assert refusal(client.post(path)) == (404, "not_found")
    assert refusal(client_of(office.people["head"]).post(ALL, NEW, format="json")) == (403, "no_role")


def test_the_log_is_read_and_a_message_sent_again(office):
    row = endpoint(office)
    office.submit("plan-1")
    sweep(now=NOW)
    client = client_of(office.people["secretary"])
    [message] = client.get(f"{ALL}/{row.pk}/deliveries").json()["results"]
    again = f"{ROOT}/webhook-deliveries/{message['id']}/replay"
    assert refusal(client.post(again)) == (409, "still_queued")

    deliver_due(post=lambda _delivery, _now: 200, clock=lambda: NOW)

    assert client.get(f"{ALL}/{row.pk}/deliveries").json()["results"][0]["status"] == "delivered"
    assert client.post(again).json()["status"] == "queued"


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_webhooks(office, number, django_assert_num_queries):
    for each in range(number):
        endpoint(office, f"https://r{each}.example.tw/")
    client = client_of(office.people["secretary"])

    # The agencies overseen, the role in this one, and the rows.
    with django_assert_num_queries(3):
        assert len(client.get(ALL).json()["results"]) == number
