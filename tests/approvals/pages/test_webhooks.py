"""The pages of an agency's webhooks: registered, shown, changed, and their messages sent again."""

import pytest

from approvals.domain.webhook_delivery import deliver_due
from approvals.domain.webhooks import EVENTS, sweep
from approvals.enums import WebhookStatus
from approvals.models import WebhookDelivery, WebhookEndpoint
from approvals.pages.webhooks import event_label
from reports.domain.sealing import unseal
from tests.factories.office import NOW
from tests.factories.staff import administrator_client, staff_client
from tests.factories.webhooks import URL, endpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(office):
    """One endpoint that is owed one message."""
    row = endpoint(office)
    office.submit("plan-1")
    sweep(now=NOW)
    return row


def test_a_webhook_is_registered_and_its_secret_shown_once(office, client_of):
    client = client_of("secretary")
    fields = {"agency": office.agency.pk, "url": URL, "events": ["section.submit", "report.publish"]}

    shown = client.post("/webhooks/", fields)

    row = WebhookEndpoint.objects.get()
    secret = unseal(row.sealed_secret)
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert (row.url, row.events) == (URL, ["section.submit", "report.publish"])
    for path in ("/webhooks/", f"/webhooks/{row.pk}/"):
        assert secret not in client.get(path).content.decode()


def test_a_refused_address_is_said_beside_what_was_typed(office, client_of):
    fields = {"agency": office.agency.pk, "url": "https://127.0.0.1/", "events": ["section.submit"]}

    page = client_of("secretary").post("/webhooks/", fields)

    assert list(page.context["form"].errors) == ["url"]
    assert 'value="https://127.0.0.1/"' in page.content.decode()


def test_the_list_says_what_waits_and_what_was_given_up(told, client_of):
    assert "1 waiting, 0 given up" in client_of("secretary").get("/webhooks/").content.decode()

    WebhookDelivery.objects.update(status=WebhookStatus.FAILED, error="HTTP 500")

    assert "0 waiting, 1 given up" in client_of("secretary").get("/webhooks/").content.decode()
    page = client_of("secretary").get(f"/webhooks/{told.pk}/").content.decode()
    assert "Section: Submit" in page
    assert "HTTP 500" in page


def test_a_message_is_sent_again(told, client_of):
    deliver_due(post=lambda _delivery, _now: 200, clock=lambda: NOW)
    delivery = WebhookDelivery.objects.get()

    client_of("secretary").post(f"/webhooks/messages/{delivery.pk}/replay/")
    delivery.refresh_from_db()
    twice = client_of("secretary").post(f"/webhooks/messages/{delivery.pk}/replay/", follow=True)

    assert delivery.status == WebhookStatus.QUEUED
    assert "it is still tried" in twice.content.decode()


def test_a_webhook_is_switched_off_and_its_secret_renewed(told, client_of):
    client = client_of("secretary")
    client.post(f"/webhooks/{told.pk}/", {"url": URL, "events": ["section.approve"]})
    before = told.sealed_secret
    client.post(f"/webhooks/{told.pk}/secret/")

    told.refresh_from_db()
    assert (told.is_active, told.events) == (False, ["section.approve"])
    assert told.sealed_secret != before


@pytest.mark.parametrize("name", ["writer", "chief", "head", "outsider"])
def test_the_pages_do_not_exist_for_others(told, client_of, name):
    client = client_of(name)
    delivery = WebhookDelivery.objects.get()

    assert client.get("/webhooks/").status_code == 404
    assert client.get(f"/webhooks/{told.pk}/").status_code == 404
    assert client.post(f"/webhooks/{told.pk}/secret/").status_code == 404
    assert client.post(f"/webhooks/messages/{delivery.pk}/replay/").status_code == 404
    assert "/webhooks/" not in client.get("/account/").content.decode()


def test_the_secretariat_finds_them_from_its_account(office, client_of):
    assert 'href="/webhooks/"' in client_of("secretary").get("/account/").content.decode()


def test_every_event_has_a_name_of_its_own():
    assert len({event_label(event) for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_message_as_for_many(
    office, client_of, number, django_assert_num_queries
):
    row = endpoint(office)
    for code in ("plan-1", "achievement-1", "follow-up")[:number]:
        office.submit(code)
    sweep(now=NOW)
    client = client_of("secretary")

    # The session, the person, their agencies and role, the webhook, its messages and their number, menu and inbox.
    with django_assert_num_queries(9):
        assert len(client.get(f"/webhooks/{row.pk}/").context["rows"]) == number


def test_the_admin_shows_the_log_and_sends_again(told, office):
    deliver_due(post=lambda _delivery, _now: 500, clock=lambda: NOW)
    delivery = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(status=WebhookStatus.FAILED)
    client = staff_client(office, "secretary")

    page = client.get("/admin/approvals/webhookdelivery/").content.decode()
    client.post("/admin/approvals/webhookdelivery/", {"action": "send_again", "_selected_action": [delivery.pk]})

    delivery.refresh_from_db()
    assert "HTTP 500" in page
    assert (delivery.status, delivery.attempts) == (WebhookStatus.QUEUED, 0)


def test_the_admin_switches_a_webhook_through_the_domain(told, office):
    client = administrator_client()
    path = f"/admin/approvals/webhookendpoint/{told.pk}/change/"

    assert told.sealed_secret not in client.get(path).content.decode()
    client.post(path, {"url": URL, "events": ["report.publish"]})
    client.post(path, {"url": "https://10.0.0.1/", "events": ["report.publish"], "is_active": "on"})

    told.refresh_from_db()
    assert (told.is_active, told.events, told.url) == (False, ["report.publish"], URL)
    assert client.get("/admin/approvals/webhookendpoint/add/").status_code == 403
