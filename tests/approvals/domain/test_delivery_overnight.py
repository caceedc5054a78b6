"""A mail of the day that the office's closing overtook is written anew, of what is open then."""

from datetime import date, timedelta

import pytest

from approvals.domain.delivery import Delivered, deliver_due
from approvals.domain.reminders import raise_due
from approvals.enums import NoticeKind, NoticeStatus
from approvals.models import Deadline, Notice, Reminder
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, section_due
from tests.factories.office import make_office

DAY, NEXT = morning(date(2026, 2, 9)), morning(date(2026, 2, 10))
EVENING = DAY + timedelta(hours=10)


@pytest.fixture
def office(db):
    """On the Monday the clerk and the secretary were each written a mail, of two sections; neither has left."""
    import_2026()
    office = make_office()
    for code in ("goals", "follow-up"):
        section_due(office, code)
    raise_due(now=DAY)
    return office


def deliver(now) -> tuple[Delivered, list[Notice]]:
    sent: list[Notice] = []
    return deliver_due(send=sent.append, clock=lambda: now), sent


def settle(office, code: str) -> None:
    Deadline.objects.filter(section=office.section(code)).update(met_at=EVENING)


def told(office, name: str) -> list[tuple[str, str]]:
    """Kind and state of what the person finds in the inbox."""
    rows = Notice.objects.filter(receiver=office.people[name]).exclude(kind=NoticeKind.DAILY).order_by("id")
    return list(rows.values_list("kind", "status"))


def test_the_morning_brings_one_mail_of_what_is_still_open(office):
    held, _none = deliver(EVENING)
    settle(office, "goals")
    raise_due(now=NEXT)

    delivered, sent = deliver(NEXT)

    clerk = next(mail for mail in sent if mail.receiver == office.people["clerk"])
    assert (held, delivered) == (Delivered(waiting=2), Delivered(sent=2))
    assert [line.params["subject"] for line in clerk.bundled.all()] == ["辦理情形"]
    assert told(office, "clerk") == [("reminder", "bundled")]
    assert told(office, "secretary") == [("weekly_list", "bundled")]


def test_what_was_settled_overnight_is_mailed_to_nobody(office):
    deliver(EVENING)
    for code in ("goals", "follow-up"):
        settle(office, code)

    assert raise_due(now=NEXT).count == 0
    assert deliver(NEXT) == (Delivered(), [])
    assert not Reminder.objects.exists()


def test_a_worker_that_was_away_overnight_sends_no_mail_of_the_day_before(office):
    assert deliver(NEXT) == (Delivered(waiting=2), [])
    assert (raise_due(now=NEXT).count, deliver(NEXT)[0]) == (2, Delivered(sent=2))


def test_what_was_read_in_the_inbox_stays_there(office):
    Notice.objects.filter(receiver=office.people["secretary"]).update(read_at=DAY)

    deliver(EVENING)
    raise_due(now=NEXT)

    assert told(office, "secretary") == [("weekly_list", NoticeStatus.INBOX_ONLY)]
    assert told(office, "clerk") == [("reminder", "bundled")] * 2
