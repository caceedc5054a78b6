"""稽催: the mail of the day for everybody who has to be reminded of an open deadline by now, each once.

The notice DAILY of a person, agency and office date is the claim: its Message-ID is made of these three and unique, so
of any number of runs one writes it, with the ledger rows and the notices it bundles, in one transaction. A run that was
missed loses nothing: what was not raised is still due on the next office morning.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from approvals.domain import preferences
from approvals.domain.bundles import Bundler
from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between
from approvals.domain.ladder import Ladder, Ladders
from approvals.domain.notices import message_id_of
from approvals.domain.permissions import office_date
from approvals.domain.planning import Item, PlannedMail, Told, plan_day
from approvals.domain.seats import Seats
from approvals.enums import DeadlineKind, NoticeKind
from approvals.models import Deadline, Notice, Reminder
from approvals.models.deadline import DeadlineQuerySet
from reports.models import User

HORIZON = timedelta(days=60)
"""A deadline further away has no rung yet: no closure of the offices makes the longest rung this long."""


@dataclass(frozen=True, slots=True)
class Raised:
    """How many people get a mail, and the days that the imported calendar would have to hold for the rest."""

    count: int
    outside_calendar: tuple[date, ...] = ()


def raise_due(*, now: datetime) -> Raised:
    """Write the mails of the day that are due into outbox and ledger; nothing on a day off or in quiet hours."""
    today = office_date(now)
    opened = Deadline.objects.running().filter(due_on__lte=today + 2 * HORIZON)
    first = opened.aggregate(first=Min("due_on"))["first"]
    if first is None:
        return Raised(0)
    calendar = calendar_between(min(first, today) - HORIZON, today + 3 * HORIZON)
    try:
        if not calendar.is_office_day(today):
            return Raised(0)
    except CalendarEnds as end:
        return Raised(0, (end.missing,))
    ladders = Ladders()
    agencies = list(opened.order_by("report__agency").values_list("report__agency", flat=True).distinct())
    done = [_raise(_Round(agency, ladders.of(agency), calendar, now), opened) for agency in agencies]
    missing = {day for each in done for day in each.outside_calendar}
    return Raised(sum(each.count for each in done), tuple(sorted(missing)))


@dataclass(frozen=True, slots=True)
class _Round:
    """One look at one agency."""

    agency_id: int
    ladder: Ladder
    calendar: Calendar
    now: datetime

    @property
    def today(self) -> date:
        return office_date(self.now)

    @property
    def hour(self) -> int:
        return timezone.localtime(self.now).hour


def _raise(look: _Round, opened: DeadlineQuerySet) -> Raised:
    if not look.ladder.is_open(look.hour):
        return Raised(0)
    last = last_due_on(look.ladder, look.calendar, look.today)
    due = opened.filter(report__agency=look.agency_id, due_on__lte=last)
    items = items_of(list(due.whole()), on=look.today)
    ready = _ready(items, look)
    if not ready:
        return Raised(0)
    plan = plan_day(
        items, ladder=look.ladder, calendar=look.calendar, today=look.today, is_ready=ready.__contains__,
        told=_told(due), listed=listed(look.agency_id),
    )  # fmt: skip
    count = _write(plan.mails, ready, look) if plan.mails else 0
    return Raised(count, tuple(plan.missing))


def last_due_on(ladder: Ladder, calendar: Calendar, today: date) -> date:
    """The furthest due date that concerns anybody today: its first rung has come, or the week's list names it."""
    sunday = today + timedelta(days=6 - today.weekday())
    try:
        return max(sunday, calendar.shift(today, -ladder.first_day))
    except CalendarEnds:
        return today + HORIZON


def items_of(deadlines: Sequence[Deadline], *, on: date) -> list[Item]:
    """The deadlines with the people whom they concern on this office date; those with nothing left to do are out."""
    seats = Seats(deadlines, on=on)
    found = ((deadline, seats.audiences(deadline)) for deadline in deadlines)
    return [
        Item(row.pk, row.report_id, row.section_id, DeadlineKind(row.kind), row.due_on, audiences)
        for row, audiences in found
        if audiences is not None
    ]


def _ready(items: Iterable[Item], look: _Round) -> Mapping[int, User]:
    """The people whose hour has come and who had no mail of the day yet."""
    people = User.objects.select_related("preference").in_bulk(concerned(items))
    had = Notice.objects.filter(message_id__in=[_message_id(pk, look) for pk in people])
    done = set(had.values_list("receiver", flat=True))
    return {
        pk: user
        for pk, user in people.items()
        if pk not in done and look.ladder.hour_for(preferences.of_person(user).digest_hour) <= look.hour
    }


def concerned(items: Iterable[Item]) -> set[int]:
    """Everybody in any audience of these items."""
    return {seat.user_id for item in items for seats in item.audiences.values() for seat in seats}


def _message_id(receiver_id: int, look: _Round) -> str:
    return message_id_of(NoticeKind.DAILY, look.agency_id, receiver_id, look.today)


def _told(due: DeadlineQuerySet) -> Told:
    rows = Reminder.objects.filter(deadline__in=due.order_by().values("pk"))
    return set(rows.values_list("deadline", "receiver", "rung", "due_on"))


def listed(agency_id: int) -> Mapping[int, date]:
    """When each person last got the week's list of this agency."""
    lists = Notice.objects.filter(kind=NoticeKind.WEEKLY_LIST, report__agency=agency_id).order_by()
    return {receiver: office_date(at) for receiver, at in lists.values_list("receiver").annotate(Max("created_at"))}


def _write(mails: Sequence[PlannedMail], people: Mapping[int, User], look: _Round) -> int:
    """Claim the mails of the day, in the one order in which every run does; those of a faster run are not ours."""
    claim = uuid.uuid4()
    bundler = Bundler(mails, people, calendar=look.calendar, now=look.now)
    daily = [bundler.daily(mail, _message_id(mail.receiver_id, look)) for mail in mails]
    keys = [notice.message_id for notice in daily]
    for notice in daily:
        notice.claim = claim
    with transaction.atomic():
        Notice.objects.bulk_create(daily, ignore_conflicts=True)
        ours = {row.receiver_id: row for row in Notice.objects.filter(message_id__in=keys, claim=claim)}
        kept = [mail for mail in mails if mail.receiver_id in ours]
        Reminder.objects.bulk_create(_ledger(kept, claim, look.now), ignore_conflicts=True)
        Notice.objects.bulk_create(
            notice for mail in kept for notice in bundler.bundled(mail, _with(people, ours[mail.receiver_id]))
        )
    return len(ours)


def _with(people: Mapping[int, User], daily: Notice) -> Notice:
    """The row as it was written, with its receiver as we know them."""
    daily.receiver = people[daily.receiver_id]
    return daily


def _ledger(mails: Iterable[PlannedMail], claim: uuid.UUID, now: datetime) -> list[Reminder]:
    return [
        Reminder(
            deadline_id=entry.item.deadline_id, receiver_id=mail.receiver_id, rung=days, due_on=entry.item.due_on,
            claim=claim, raised_at=now,
        )
        for mail in mails
        for entry in mail.entries
        for days in entry.raised
    ]  # fmt: skip
