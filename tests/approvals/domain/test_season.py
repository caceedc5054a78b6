"""The season in advance: what the simulator says is what the engine then sends under the same clock."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from approvals.domain.preferences import set_preferences
from approvals.domain.reminders import raise_due
from approvals.domain.season import UnableToSimulate, simulate
from approvals.domain.substitutes import appoint
from approvals.enums import Capacity, DeadlineKind, NoticeKind, NoticeStatus, Role
from approvals.models import Deadline, Notice
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, report_due, section_due
from tests.factories.office import assign, make_office, make_user

pytestmark = pytest.mark.django_db
START = morning(date(2026, 1, 26))
MEANT = {"plan-1": 6, "follow-up": 1, "review_due": 3}
"""Which are late, by how many office days; the others are on time."""


@pytest.fixture
def office():
    """People with hours and switches of their own, a registry desk, and a substitute in the middle of the season."""
    import_2026()
    office = make_office()
    for code in ("goals", "plan-1", "achievement-1", "follow-up"):
        section_due(office, code)
    report_due(office, DeadlineKind.REVIEW_DUE, date(2026, 2, 13))
    people = office.people
    set_preferences(user=people["writer"], language="en", digest_hour=10, without_mail=[NoticeKind.REMINDER])
    set_preferences(user=people["clerk"], language="en", digest_hour=14, without_mail=())
    assign(make_user("nia-registry", office.agency), office.divisions["line"], Role.REGISTRY)
    appoint(
        principal=people["other_writer"].assignments.get(), substitute=people["outsider"], capacity=Capacity.ACTING,
        valid_from=date(2026, 2, 5), valid_to=date(2026, 2, 9), section_kind="", actor=people["secretary"], now=START,
    )  # fmt: skip
    return office


def said(season) -> list[tuple]:
    """(day and hour, receiver, what it names, how many the week's list holds) of every mail."""
    return sorted(
        (f"{mail.on} {mail.hour:02}", mail.receiver.username,
         tuple(sorted((e.item.deadline_id, e.office_days, e.call.is_copy) for e in mail.entries)), len(mail.listing))
        for mail in season.mails
    )  # fmt: skip


def sent() -> list[tuple]:
    """The same of what the engine wrote to be sent."""
    found = []
    for daily in Notice.objects.filter(kind=NoticeKind.DAILY, status=NoticeStatus.QUEUED).select_related("receiver"):
        rows = list(daily.bundled.all())
        told = [row for row in rows if row.kind != NoticeKind.WEEKLY_LIST]
        named = sorted((_deadline(row), row.params["rung"], row.params["is_copy"]) for row in told)
        listed = sum(row.params.get("count", 0) for row in rows)
        found.append(
            (f"{timezone.localtime(daily.created_at):%Y-%m-%d %H}", daily.receiver.username, tuple(named), listed)
        )
    return sorted(found)


def _deadline(row: Notice) -> int:
    return Deadline.objects.get(report=row.report, section=row.section, kind=row.params["deadline"]).pk


def step_through(until: date, done: dict[int, date]) -> None:
    """Every day, in office hours and out of them; what is done that day is met at its end."""
    midnight = START - timedelta(hours=8)
    while timezone.localtime(midnight).date() <= until:
        for hour in (7, 8, 10, 14, 20):
            raise_due(now=midnight + timedelta(hours=hour))
        over = [pk for pk, day in done.items() if day <= timezone.localtime(midnight).date()]
        Deadline.objects.filter(pk__in=over, met_at__isnull=True).update(met_at=midnight + timedelta(hours=23))
        midnight += timedelta(days=1)


def test_what_it_says_is_what_the_engine_sends(office):
    season = simulate(report=office.report, now=START, late=MEANT)
    ends = {"plan-1": date(2026, 2, 25), "follow-up": date(2026, 2, 11), None: date(2026, 2, 25)}
    done = {
        row.pk: ends.get(row.section and row.section.code, row.due_on)
        for row in Deadline.objects.select_related("section")
    }

    step_through(date(2026, 2, 27), done)

    assert said(season) == sent()
    assert len(season.mails) > 30
    assert {mail.hour for mail in season.mails} == {8, 10, 14}
    assert any(entry.call.is_copy for mail in season.mails for entry in mail.entries)
    assert season.missing == ()


def test_it_goes_on_from_what_was_sent_already(office):
    raise_due(now=morning(date(2026, 2, 9)))
    before = Notice.objects.count()

    season = simulate(report=office.report, now=morning(date(2026, 2, 9)) + timedelta(hours=4), late={})

    first = [mail for mail in season.mails if mail.on == date(2026, 2, 9)]
    # Those who had their mail at 8 get no second one; who has it at 10 gets it now, at 12, and the clerk at 14.
    assert [(mail.receiver.username, mail.hour) for mail in first] == [("nia-writer", 12), ("nia-clerk", 14)]
    assert Notice.objects.count() == before


def test_after_hours_it_begins_on_the_next_office_day(office):
    season = simulate(report=office.report, now=morning(date(2026, 2, 6)) + timedelta(hours=11), late={})

    assert season.mails[0].on == date(2026, 2, 9)


def test_a_day_past_the_calendar_is_named(office):
    Deadline.objects.filter(kind=DeadlineKind.REVIEW_DUE).update(due_on=date(2026, 12, 30))

    season = simulate(report=office.report, now=morning(date(2026, 12, 28)), late={"review_due": 5})

    assert season.missing == (date(2027, 1, 1),)


@pytest.mark.parametrize(("late", "code"), [({"plan-9": 2}, "unknown"), ({}, "nothing_open")])
def test_what_cannot_be_simulated_is_refused(office, late, code):
    if code == "nothing_open":
        Deadline.objects.update(met_at=datetime(2026, 1, 1, tzinfo=START.tzinfo))

    with pytest.raises(UnableToSimulate) as caught:
        simulate(report=office.report, now=START, late=late)

    assert caught.value.code == code
