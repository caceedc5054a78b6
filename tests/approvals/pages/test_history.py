import csv
from io import StringIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse

from approvals.domain import actions
from reports.models import AuditEvent, AuditHead
from reports.models.append_only import unguard
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db

ADDRESSES = ["board-history", "board-history-csv"]


def url(office, name="board-history"):
    return reverse(f"approvals:{name}", args=[office.report.pk])


@pytest.mark.parametrize("who", ["secretary", "head"])
def test_secretariat_and_head_read_and_take_away_the_whole_history(office, client_of, who):
    office.sign_off()

    page, file = (client_of(who).get(url(office, name)) for name in ADDRESSES)

    events = office.report.audit_events.count()
    assert len(page.context["rows"]) == events
    assert len(list(csv.reader(StringIO(file.content.decode("utf-8-sig"))))) == events + 1
    assert file["Content-Disposition"] == 'attachment; filename="nia-114-history.csv"'
    assert (file["X-Content-Type-Options"], "no-store" in file["Cache-Control"]) == ("nosniff", True)


@pytest.mark.parametrize("who", ["writer", "chief", "clerk", "clerk_chief", "outsider"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_else_of_the_agency_sees_it(office, client_of, who, name):
    office.sign_off()

    assert client_of(who).get(url(office, name)).status_code == 404


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_history_of_another_agency_does_not_exist(client_of, name):
    assert client_of("secretary").get(url(make_office("npa"), name)).status_code == 404


def test_the_page_shows_the_end_of_the_chain_and_that_it_holds(office, client_of):
    office.sign_off()

    text = client_of("head").get(url(office)).content.decode()

    assert AuditHead.objects.get(report=office.report).hash in text
    assert "Every event fits the one before it" in text


def test_the_page_names_the_first_event_that_was_changed(office, client_of):
    office.sign_off()
    unguard("reports_auditevent", SimpleNamespace(connection=connection))
    event = AuditEvent.objects.get(action="endorse")
    AuditEvent.objects.filter(pk=event.pk).update(actor=office.people["head"])

    text = client_of("head").get(url(office)).content.decode()

    assert f"event {event.sequence} is the first that does not fit (hash_differs)" in text


def test_what_people_wrote_cannot_become_markup(office, client_of):
    actions.recall(
        section=office.submit(), actor=office.people["writer"], comment="<script>x</script>", now=office.now()
    )

    text = client_of("head").get(url(office)).content.decode()

    assert "&lt;script&gt;x" in text
    assert "<script>x" not in text


def test_queries_do_not_grow_with_the_events(office, client_of, django_assert_num_queries):
    client = client_of("secretary")
    client.get(url(office))
    with django_assert_num_queries(QUERIES):
        client.get(url(office))
    office.sign_off()

    with django_assert_num_queries(QUERIES):
        client.get(url(office))


QUERIES = 10
