"""Where an agency's events go, and what is owed there: each event once, whoever looks and when."""

import json

import pytest
from django.db import transaction

from approvals.domain.webhooks import (
    EVENTS,
    UnableToRegister,
    _look_after,
    change,
    managed_by,
    register,
    renew_secret,
    sweep,
)
from approvals.models import WebhookDelivery, WebhookEndpoint
from reports.domain import audit
from reports.domain.opening import NewSection, open_report
from reports.domain.sealing import unseal
from reports.enums import SectionKind
from reports.models import AgencyEvent, AuditEvent
from tests.factories.office import NOW, make_office, make_user
from tests.factories.webhooks import URL, endpoint, with_secret
from tests.support.races import race

NAMES = ["section.submit", "section.endorse", "section.approve"]


@pytest.fixture
def office(db):
    return make_office()


def owed(row: WebhookEndpoint) -> list[str]:
    return list(row.deliveries.order_by("id").values_list("name", flat=True))


def test_every_move_has_an_event():
    assert {"section.submit", "section.send_back", "report.approve", "report.publish"} <= set(EVENTS)
    assert len(EVENTS) == len(set(EVENTS))


def test_what_happens_from_now_on_is_owed_once(office):
    office.submit("goals")
    row = endpoint(office)
    office.sign_off("plan-1")

    assert (sweep(now=NOW), sweep(now=NOW)) == (3, 0)

    assert owed(row) == NAMES
    assert sweep(now=NOW) == 0


def test_only_the_chosen_events_are_owed(office):
    row = endpoint(office, events=["section.approve"])
    office.sign_off("plan-1")

    assert sweep(now=NOW) == 1
    assert owed(row) == ["section.approve"]


def test_a_report_opened_later_is_looked_after_from_its_first_event(office):
    row = endpoint(office)
    goals = NewSection(SectionKind.GOALS, "年度施政目標", office.divisions["secretariat"])
    report = open_report(
        agency=office.agency, roc_year=115, sections=[goals], actor=office.people["secretary"], now=office.now()
    )
    audit.append_event(report=report, actor=None, action="submit", subject="report", payload={}, now=office.now())

    sweep(now=NOW)

    assert owed(row) == ["report.submit"]


def test_nothing_is_told_to_another_agencys_endpoint(office):
    elsewhere = endpoint(make_office("npa"))
    office.sign_off("plan-1")

    assert sweep(now=NOW) == 0
    assert owed(elsewhere) == []


def test_an_endpoint_that_sleeps_misses_what_happens(office):
    row = endpoint(office)
    office.submit("plan-1")
    given = {"endpoint": row, "url": URL, "events": EVENTS, "actor": office.people["secretary"]}

    change(**given, is_active=False, now=office.now())
    office.endorse("plan-1")
    change(**given, is_active=True, now=office.now())
    office.sign_off("follow-up")
    sweep(now=NOW)

    assert owed(row) == ["section.submit", *NAMES]


def test_a_sweep_that_began_before_a_change_goes_by_the_new_choice(office):
    stale = endpoint(office)
    change(
        endpoint=WebhookEndpoint.objects.get(), url=URL, events=["report.publish"], is_active=True,
        actor=office.people["secretary"], now=office.now(),
    )  # fmt: skip
    office.submit("plan-1")

    assert _look_after(stale, NOW) == 0
    assert owed(stale) == []


def test_a_message_says_what_happened_to_what_and_nothing_of_the_text(office, settings):
    settings.SITE_URL = "https://jibao.example.tw"
    row = endpoint(office, events=["section.submit"])
    section = office.submit("plan-1")
    sweep(now=NOW)

    [delivery] = row.deliveries.all()
    event = AuditEvent.objects.get(report=office.report, action="submit", subject="section:plan-1")
    assert json.loads(delivery.body) == {
        "delivery": str(delivery.delivery_id), "event": "section.submit", "at": event.at.isoformat(), "agency": "nia",
        "report": {"id": office.report.pk, "roc_year": 114}, "section": {"id": section.pk, "code": "plan-1"},
        "sequence": event.sequence, "hash": event.hash,
        "url": f"https://jibao.example.tw/api/v1/sections/{section.pk}",
    }  # fmt: skip


def test_the_secret_is_shown_once_and_kept_closed(office):
    row, secret = with_secret(office)

    kept = str(WebhookEndpoint.objects.values().get())
    assert secret.startswith("whsec_")
    assert secret not in kept
    assert unseal(WebhookEndpoint.objects.get().sealed_secret) == secret
    new = renew_secret(endpoint=row, actor=office.people["secretary"], now=office.now())
    assert unseal(WebhookEndpoint.objects.get().sealed_secret) == new != secret
    assert secret not in str(list(AgencyEvent.objects.values()))


def test_the_chain_keeps_no_key_of_an_address(office):
    register(
        agency=office.agency, url="https://r.example.tw/in?key=opensesame", events=NAMES,
        actor=office.people["secretary"], now=NOW,
    )  # fmt: skip

    assert json.loads(AgencyEvent.objects.latest("id").payload_json)["url"] == "https://r.example.tw/in"


def test_every_change_is_in_the_agencys_audit_chain(office):
    row = endpoint(office)
    change(
        endpoint=row, url=URL, events=["report.publish"], is_active=False, actor=office.people["secretary"],
        now=office.now(),
    )  # fmt: skip

    events = AgencyEvent.objects.filter(agency=office.agency, subject=f"webhook:{row.pk}").order_by("sequence")
    assert [event.action for event in events] == ["register_webhook", "change_webhook"]
    assert json.loads(events[1].payload_json) == {
        "url": URL.partition("?")[0],
        "events": ["report.publish"],
        "is_active": False,
    }


@pytest.mark.parametrize("name", ["writer", "chief", "head", "outsider"])
def test_others_register_nothing(office, name):
    with pytest.raises(UnableToRegister) as refused:
        register(agency=office.agency, url=URL, events=EVENTS, actor=office.people[name], now=NOW)

    assert (refused.value.code, refused.value.http_status) == ("no_role", 403)
    assert not WebhookEndpoint.objects.exists()


def test_the_administrator_keeps_all_of_them_and_a_secretariat_its_own(office):
    other = make_office("npa")

    assert managed_by(office.people["secretary"], NOW) == [office.agency]
    assert managed_by(office.people["head"], NOW) == []
    assert set(managed_by(make_user("root", is_superuser=True), NOW)) == {office.agency, other.agency}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://records.example.tw/", "bad_url"),
        ("ftp://records.example.tw/", "bad_url"),
        ("records.example.tw", "bad_url"),
        ("https://", "bad_url"),
        ("https://user:secret@records.example.tw/", "bad_url"),
        ("https://records.example.tw/#part", "bad_url"),
        ("https://records.example.tw/a b", "bad_url"),
        ("https://records.example.tw/\r\nX: y", "bad_url"),
        ("https://機關.example.tw/", "bad_url"),
        ("https://records.example.tw:99999/", "bad_url"),
        ("https://records.example.tw/" + "a" * 500, "bad_url"),
        ("https://127.0.0.1/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://[::ffff:10.0.0.1]/", "not_public"),
        ("https://169.254.169.254/latest/meta-data", "not_public"),
    ],
)
def test_an_address_that_is_not_posted_to_is_refused(office, url, code):
    with pytest.raises(UnableToRegister) as refused:
        endpoint(office, url)

    assert refused.value.code == code


@pytest.mark.parametrize(("events", "code"), [([], "no_events"), (["section.sing"], "unknown_event")])
def test_events_that_do_not_exist_are_refused(office, events, code):
    with pytest.raises(UnableToRegister) as refused:
        endpoint(office, events=events)

    assert refused.value.code == code
    assert "%(" not in refused.value.text


def test_a_private_network_that_the_operator_named_is_allowed_also_without_tls(office, settings):
    settings.JIBAO_WEBHOOK_NETWORKS = ["10.1.0.0/16"]

    assert endpoint(office, "http://10.1.2.3:8080/hook").url == "http://10.1.2.3:8080/hook"
    with pytest.raises(UnableToRegister):
        endpoint(office, "http://10.2.2.3:8080/hook")


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_simultaneous_sweeps_owe_each_event_once():
    office = make_office()
    row = endpoint(office)
    with transaction.atomic():
        for _each in range(20):
            audit.append_event(report=office.report, actor=None, action="submit", subject="report", payload={}, now=NOW)

    results = race([lambda: sweep(now=NOW)] * 4)

    assert sum(results) == 20
    assert WebhookDelivery.objects.filter(endpoint=row).values("event").distinct().count() == 20
