"""The board's dates: shown to secretariat and head, set and moved by the secretariat alone."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from approvals.enums import DeadlineKind
from approvals.models import Deadline
from reports.models import AuditEvent
from tests.factories.calendar import import_2026
from tests.factories.deadlines import report_due, section_due
from tests.factories.office import make_office
from tests.factories.routes import with_accounting

pytestmark = pytest.mark.django_db

DATES = {
    "opening": "2026-01-10", "section_due": "2026-02-11", "review_due": "2026-02-15", "approval_due": "2026-02-25",
    "publication_due": "2026-03-31",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock(office, time_machine):
    time_machine.move_to(office.now())


def url(office) -> str:
    return reverse("approvals:board-deadlines", args=[office.report.pk])


def move(client, deadline, due_on):
    return client.post(reverse("approvals:deadline-move", args=[deadline.pk]), {"due_on": due_on})


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_secretariat_sets_the_schedule_in_one_move(office, client_of):
    page = client_of("secretary").get(url(office)).content.decode()
    answer = client_of("secretary").post(url(office), DATES)

    assert 'value="2026-02-10"' in page  # the usual date, before one is set
    assert answer.status_code == 302
    assert Deadline.objects.filter(kind="section_due", due_on=date(2026, 2, 11)).count() == 5
    assert Deadline.objects.filter(section__isnull=True).count() == 4
    assert AuditEvent.objects.filter(action="schedule").count() == 1


def test_dates_in_disorder_are_shown_again(office, client_of):
    answer = client_of("secretary").post(url(office), {**DATES, "review_due": "2026-02-01"})

    assert answer.status_code == 400
    assert "must follow each other" in answer.content.decode()
    assert not Deadline.objects.exists()


def test_the_head_looks_and_sets_nothing(office, client_of):
    row = section_due(office)
    page = client_of("head").get(url(office)).content.decode()

    refused = client_of("head").post(url(office), DATES)
    moved = move(client_of("head"), row, "2026-02-12")

    assert "Set the dates" not in page
    assert said(refused) == said(moved) == ["You have no role that allows this."]
    assert Deadline.objects.get().due_on == date(2026, 2, 10)


@pytest.mark.parametrize("who", ["writer", "chief", "outsider"])
def test_for_nobody_else_the_page_exists(office, client_of, who):
    row = section_due(office)

    assert client_of(who).get(url(office)).status_code == 404
    assert move(client_of(who), row, "2026-02-12").status_code == 404


def test_another_agencys_dates_do_not_exist(office, client_of):
    foreign = make_office("fia")
    row = section_due(foreign)

    assert client_of("secretary").get(url(foreign)).status_code == 404
    assert move(client_of("secretary"), row, "2026-02-12").status_code == 404


def test_one_section_is_given_a_date_of_its_own(office, client_of):
    row = section_due(office)

    wrong = move(client_of("secretary"), row, "soon")
    move(client_of("secretary"), row, "2026-02-12")

    row.refresh_from_db()
    assert said(wrong) == ["Give a date."]
    assert (row.due_on, row.is_own_date) == (date(2026, 2, 12), True)
    assert "a date of its own" in client_of("secretary").get(url(office)).content.decode()


def test_what_was_done_is_not_moved(office, client_of):
    row = report_due(office, DeadlineKind.REVIEW_DUE)
    Deadline.objects.update(met_at=office.now())

    assert "has been done" in said(move(client_of("secretary"), row, "2026-02-12"))[0]


def test_each_open_deadline_says_with_whom_it_is(office, client_of):
    import_2026()
    with_accounting(office).submit()
    section_due(office, "achievement-1")

    rows = client_of("secretary").get(url(office)).context["rows"]

    assert [(row.deadline.kind, row.holders) for row in rows] == [
        ("consultation_due", ("nia-accountant",)), ("section_due", ("nia-other_writer",)),
    ]  # fmt: skip


@pytest.mark.parametrize("plans", [1, 3])
def test_queries_do_not_grow_with_the_deadlines(plans, client_of, django_assert_num_queries):
    office = make_office("many", plans=plans)
    for section in office.report.sections.all():
        section_due(office, section.code)
    client = client_of("secretary")
    client.force_login(office.people["secretary"])

    with django_assert_num_queries(16):
        assert len(client.get(url(office)).context["rows"]) == plans + 4
