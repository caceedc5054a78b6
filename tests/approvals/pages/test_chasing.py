"""The board's button that reminds, and the page of undelivered mail."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from approvals.enums import DeadlineKind, NoticeStatus
from approvals.models import Notice, Nudge
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, report_due, section_due
from tests.factories.notices import queue
from tests.factories.office import make_office
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db
LIST = reverse("approvals:undelivered")


@pytest.fixture
def office():
    import_2026()
    office = make_office()
    for person in office.people.values():
        person.language = "en"
        person.save()
    return office


def client(office, name="secretary"):
    client = client_of(office.people[name])
    client.cookies["django_language"] = "en"
    return client


def fail(count, office):
    for _each in range(count):
        queue(office)
    Notice.objects.update(status=NoticeStatus.FAILED, error="SMTPRecipientsRefused: 550")


def test_the_board_reminds_once_a_day(office):
    deadline = section_due(office)
    board = reverse("approvals:board", args=[office.report.pk])
    address = reverse("approvals:board-remind", args=[office.report.pk, deadline.pk])

    with time_machine.travel(morning(date(2026, 2, 11)), tick=False):
        page = client(office).get(board).content.decode()
        first = client(office).post(address, follow=True).content.decode()
        second = client(office).post(address, follow=True).content.decode()

    assert (address in page, address in first) == (True, False)
    assert "Reminded: 計畫1" in first
    assert "They have been reminded of it today already." in second
    assert Nudge.objects.count() == 1


def test_the_reports_own_button_shows_of_which_date_it_reminds(office):
    report_due(office, DeadlineKind.REVIEW_DUE)

    with time_machine.travel(morning(date(2026, 2, 11)), tick=False):
        page = client(office).get(reverse("approvals:board", args=[office.report.pk])).content.decode()

    assert "Remind now<span>: Review due</span>" in page


def test_the_head_sees_the_board_without_the_button(office):
    deadline = section_due(office)
    address = reverse("approvals:board-remind", args=[office.report.pk, deadline.pk])
    page = client(office, "head").get(reverse("approvals:board", args=[office.report.pk])).content.decode()

    answer = client(office, "head").post(address, follow=True).content.decode()

    assert address not in page
    assert "Reminded" not in answer
    assert not Nudge.objects.exists()


def test_another_reports_deadline_is_not_found(office):
    other = make_office("other")
    address = reverse("approvals:board-remind", args=[office.report.pk, section_due(other).pk])

    assert client(office).post(address).status_code == 404


def test_undelivered_mail_is_listed_and_sent_again(office):
    fail(2, office)
    board = client(office).get(reverse("approvals:board", args=[office.report.pk])).content.decode()
    page = client(office).get(LIST).content.decode()

    one = client(office).post(reverse("approvals:undelivered-resend", args=[Notice.objects.first().pk]), follow=True)
    rest = client(office).post(reverse("approvals:undelivered-resend-all"), follow=True)

    assert "2 mails could not be delivered" in board
    assert page.count("SMTPRecipientsRefused: 550") == 2
    assert "Will be sent again: nia-chief" in one.content.decode()
    assert "Every mail has been delivered or is on its way." in rest.content.decode()
    assert not Notice.objects.filter(status=NoticeStatus.FAILED).exists()


@pytest.mark.parametrize("name", ["writer", "chief", "head"])
def test_nobody_else_learns_whom_mail_does_not_reach(office, name):
    fail(1, office)
    found = client(office, name)
    resend = reverse("approvals:undelivered-resend", args=[Notice.objects.get().pk])

    assert [found.get(LIST).status_code, found.post(resend).status_code] == [403, 403]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_many(office, django_assert_num_queries, count):
    fail(count, office)
    found = client(office)
    found.get(LIST)

    with django_assert_num_queries(10):
        found.get(LIST)
