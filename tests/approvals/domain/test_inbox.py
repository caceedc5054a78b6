"""The inbox: one's own notices, of one's own agency, read once."""

from datetime import timedelta

import pytest

from approvals.domain import inbox
from approvals.models import Notice
from tests.factories.notices import queue
from tests.factories.office import NOW, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def test_an_inbox_holds_ones_own_notices_newest_first(office):
    first, second = queue(office, "chief"), queue(office, "chief")
    queue(office, "writer")

    assert list(inbox.entries(office.people["chief"])) == [second, first]


def test_who_changes_agency_leaves_the_old_ones_notices_behind(office):
    chief = office.people["chief"]
    queue(office, "chief")
    chief.agency = make_office("npa").agency
    chief.save()

    assert not inbox.entries(chief).exists()
    assert inbox.unread_count(chief) == 0


def test_a_notice_is_read_once(office):
    notice = queue(office, "chief")

    inbox.mark_read(notice=notice, now=NOW)
    again = inbox.mark_read(notice=notice, now=NOW + timedelta(days=1))

    assert again.read_at == NOW
    assert not inbox.unread(office.people["chief"]).exists()


def test_all_are_marked_but_what_came_after(office):
    read, seen, later = (queue(office, "chief") for _each in range(3))
    elses = queue(office, "writer")
    inbox.mark_read(notice=read, now=NOW - timedelta(days=1))

    assert inbox.mark_all_read(user=office.people["chief"], up_to=seen.pk, now=NOW) == 1

    found = dict(Notice.objects.values_list("pk", "read_at"))
    assert found == {read.pk: NOW - timedelta(days=1), seen.pk: NOW, later.pk: None, elses.pk: None}


@pytest.mark.parametrize(("number", "counted"), [(0, 0), (3, 3), (101, 100)])
def test_the_count_is_one_query_and_bounded(office, number, counted, django_assert_num_queries):
    one = queue(office, "chief")
    Notice.objects.bulk_create(
        Notice(
            receiver=one.receiver, kind=one.kind, report=one.report, message_id=f"<{n}@jibao.invalid>",
            created_at=NOW, next_attempt_at=NOW,
        )
        for n in range(number)
    )  # fmt: skip
    inbox.mark_read(notice=one, now=NOW)

    with django_assert_num_queries(1):
        assert inbox.unread_count(office.people["chief"]) == counted
