"""展期 on the pages: asked for on the section's page, decided there or on the board."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from approvals.models import Deadline, Extension
from tests.factories.calendar import import_2026
from tests.factories.deadlines import section_due
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scene(office, time_machine):
    time_machine.move_to(office.now())
    import_2026()
    section_due(office)


def page_of(client, office) -> str:
    return client.get(reverse("reports:section", args=[office.section().pk])).content.decode()


def ask(client, **fields):
    given = {"days": "3", "reason": "資料待廠商提供", **fields}
    return client.post(reverse("approvals:extension-ask", args=[Deadline.objects.get(kind="section_due").pk]), given)


def decide(client, verb, **fields):
    return client.post(reverse("approvals:extension-decide", args=[Extension.objects.get().pk, verb]), fields)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_writer_asks_and_the_supervisor_grants(office, client_of):
    before = page_of(client_of("writer"), office)
    asked = ask(client_of("writer"))
    waiting = page_of(client_of("chief"), office)
    granted = decide(client_of("chief"), "grant")

    assert "Still allowed: 3 times, 30 office days in all." in before
    assert "資料待廠商提供" in waiting
    assert "Grant the extension" in waiting
    assert "Grant the extension" not in page_of(client_of("writer"), office)
    assert (asked.url, granted.url) == (reverse("reports:section", args=[office.section().pk]),) * 2
    assert Deadline.objects.get().due_on == date(2026, 2, 13)
    assert "2026-02-10 → 2026-02-13" in page_of(client_of("writer"), office)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"days": "many"}, "at least one office day"),
        ({"days": "31"}, "At most 30"),
        ({"days": "9" * 5000}, "At most 30"),
        ({"reason": ""}, "Give a reason."),
    ],
)
def test_a_refused_request_keeps_what_was_typed(office, client_of, fields, text):
    client = client_of("writer")

    answer = ask(client, **fields)

    assert text in said(answer)[0]
    page = page_of(client, office)
    assert f'value="{fields.get("days", "3")}"' in page
    assert f"{fields.get('reason', '資料待廠商提供')}</textarea>" in page


def test_the_board_refuses_with_a_reason(office, client_of):
    ask(client_of("writer"), days="10")
    board = client_of("secretary").get(reverse("approvals:board", args=[office.report.pk])).content.decode()
    without = decide(client_of("secretary"), "refuse", back="board")
    refused = decide(client_of("secretary"), "refuse", back="board", comment="請如期")

    dates = reverse("approvals:board-deadlines", args=[office.report.pk])
    assert "1 extension awaits your decision" in board
    assert (said(without), refused.url) == (["Give a reason."], dates)
    assert "請如期" in client_of("secretary").get(dates).content.decode()
    assert Deadline.objects.get().due_on == date(2026, 2, 10)


def test_who_may_not_decide_is_told_so(office, client_of):
    ask(client_of("writer"), days="10")

    assert said(decide(client_of("chief"), "grant")) == [
        "So long an extension is decided by a higher level: Secretariat."
    ]
    assert said(decide(client_of("writer"), "grant")) == ["You have no role that allows this."]
    assert decide(client_of("secretary"), "delete").status_code == 404


@pytest.mark.parametrize("who", ["other_writer", "other_chief", "outsider"])
def test_others_do_not_know_of_it(office, client_of, who):
    ask(client_of("writer"))

    assert ask(client_of(who)).status_code == 404
    assert decide(client_of(who), "grant").status_code == 404


def test_another_agency_does_not_know_of_it(office, client_of, client):
    ask(client_of("writer"))
    client.force_login(make_office("fia").people["secretary"])

    assert decide(client, "grant").status_code == 404
    assert Extension.objects.get().status == "requested"
