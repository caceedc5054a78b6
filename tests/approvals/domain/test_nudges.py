"""Reminding by hand: the holders, recorded, once a day for each item, by the secretariat alone."""

from datetime import date, timedelta

import pytest

from approvals.domain.nudges import UnableToRemind, remind_now, remindable
from approvals.enums import DeadlineKind, NoticeKind
from approvals.models import Assignment, Deadline, Notice, Nudge
from approvals.notifications import message_for
from reports.domain.access import NotPermitted
from reports.models import AuditEvent
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, report_due, section_due
from tests.factories.office import make_office, substitute_for

pytestmark = pytest.mark.django_db
NINE = morning(date(2026, 2, 11))


@pytest.fixture
def office():
    import_2026()
    return make_office()


def remind(office, deadline, by="secretary", now=NINE):
    return remind_now(deadline=deadline, actor=office.people[by], now=now)


def receivers() -> set[str]:
    return set(Notice.objects.filter(kind=NoticeKind.NUDGE).values_list("receiver__username", flat=True))


def test_whoever_holds_it_is_reminded_a_substitute_before_the_principal(office):
    deadline = section_due(office)
    substitute_for(office, "writer", "deputy")

    nudge = remind(office, deadline)

    assert (nudge.on_date, nudge.actor) == (date(2026, 2, 11), office.people["secretary"])
    assert receivers() == {"nia-deputy", "nia-second_writer"}
    event = AuditEvent.objects.get(action="remind_now")
    assert (event.subject, event.actor) == ("section:plan-1", office.people["secretary"])
    assert "nia-deputy" in event.payload_json


def test_the_mail_says_who_reminds(office):
    office.people["clerk"].language = "en"
    office.people["clerk"].save()
    remind(office, section_due(office, "goals"))

    body = message_for(Notice.objects.get(kind=NoticeKind.NUDGE)).body

    assert "nia-secretary reminds you – Section due: “年度施政目標”, 10 February 2026." in body


def test_once_a_day(office):
    deadline = section_due(office)
    remind(office, deadline)

    with pytest.raises(UnableToRemind) as caught:
        remind(office, deadline, now=NINE + timedelta(hours=5))
    remind(office, deadline, now=NINE + timedelta(days=1))

    assert caught.value.code == "already"
    assert Nudge.objects.count() == 2


@pytest.mark.parametrize("who", ["writer", "chief", "head", "outsider"])
def test_nobody_else_reminds(office, who):
    with pytest.raises(NotPermitted):
        remind(office, section_due(office), by=who)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("code", ["met", "waiting", "nobody"])
def test_where_nobody_can_do_anything_nobody_is_reminded(office, code):
    deadline = section_due(office)
    if code == "nobody":
        Assignment.objects.filter(role="contributor").delete()
    else:
        Deadline.objects.update(**{"met_at" if code == "met" else "paused_at": NINE})

    with pytest.raises(UnableToRemind) as caught:
        remind(office, deadline)

    assert (caught.value.code, Nudge.objects.count()) == (code, 0)


def test_what_can_be_reminded_of_is_what_is_due_first_and_was_not_today(office):
    first, goals = section_due(office), section_due(office, "goals")
    report = report_due(office, DeadlineKind.REVIEW_DUE)
    report_due(office, DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 3, 31))
    remind(office, goals)

    assert remindable(office.report, NINE) == {first.section_id: first, None: report}
    assert goals.section_id in remindable(office.report, NINE + timedelta(days=1))
