"""稽催: who has to be reminded of which open deadline by now, each once.

A reminder is due when its day has come and it was not raised yet, never "on this day": a run that was missed loses
nothing, and a second one doubles nothing, because every reminder is claimed as a row of the ledger first.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet

from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between
from approvals.domain.notices import new_notice
from approvals.domain.permissions import office_date
from approvals.domain.seats import Seats
from approvals.enums import NoticeKind
from approvals.models import Deadline, Notice, Reminder
from reports.models import User

OVERDUE = 1
RUNGS = (-7, -3, -1, 0, OVERDUE)
"""Distances to the due date, in office days."""
HORIZON = timedelta(days=60)
"""A deadline further away has no rung yet: no closure of the offices makes 7 office days this long."""
BATCH = 500

Wanted = Mapping[tuple[int, int], tuple[int, ...]]
"""(deadline, receiver) → the rungs of which the receiver ought to have been reminded by now, in order."""


@dataclass(frozen=True, slots=True)
class Raised:
    """How many notices were written, and the days that the imported calendar would have to hold for the rest."""

    count: int
    outside_calendar: tuple[date, ...] = ()


def raise_due(*, now: datetime) -> Raised:
    """Write the reminders that are due into ledger and outbox; nothing on a day off."""
    today = office_date(now)
    opened = Deadline.objects.running().filter(due_on__lte=today + HORIZON)
    first = opened.aggregate(first=Min("due_on"))["first"]
    if first is None:
        return Raised(0)
    calendar = calendar_between(min(first, today) - HORIZON, today + 2 * HORIZON)
    try:
        if not calendar.is_office_day(today):
            return Raised(0)
    except CalendarEnds as end:
        return Raised(0, (end.missing,))
    done = [_raise(batch, calendar, now) for batch in _batches(opened.whole())]
    missing = {day for each in done for day in each.outside_calendar}
    return Raised(sum(each.count for each in done), tuple(sorted(missing)))


def due_rungs(calendar: Calendar, due_on: date, today: date) -> tuple[int, ...]:
    """The rungs whose day has come. CalendarEnds when the calendar lacks a day that decides it."""
    return tuple(rung for rung in RUNGS if _has_come(calendar, due_on, rung, today))


def _has_come(calendar: Calendar, due_on: date, rung: int, today: date) -> bool:
    try:
        return calendar.shift(due_on, rung) <= today
    except CalendarEnds as end:
        # Counting forward and still not there at a day after today: whatever the calendar will say, it is not yet.
        if rung >= 0 and end.missing > today:
            return False
        raise


def _batches(opened: QuerySet[Deadline]) -> Iterator[list[Deadline]]:
    last, is_full = 0, True
    while is_full and (batch := list(opened.filter(pk__gt=last).order_by("pk")[:BATCH])):
        yield batch
        last, is_full = batch[-1].pk, len(batch) == BATCH


def _raise(batch: Sequence[Deadline], calendar: Calendar, now: datetime) -> Raised:
    today = office_date(now)
    rungs: dict[int, tuple[int, ...]] = {}
    missing: set[date] = set()
    for deadline in batch:
        try:
            rungs[deadline.pk] = due_rungs(calendar, deadline.due_on, today)
        except CalendarEnds as end:
            missing.add(end.missing)
    deadlines = {deadline.pk: deadline for deadline in batch if rungs.get(deadline.pk)}
    wanted = _wanted(deadlines.values(), rungs, today)
    lacking = _lacking(deadlines, wanted, now)
    count = _write(lacking, deadlines, wanted, calendar, now) if lacking else 0
    return Raised(count, tuple(missing))


def _wanted(deadlines: Collection[Deadline], rungs: Mapping[int, tuple[int, ...]], today: date) -> Wanted:
    seats = Seats(deadlines, on=today)
    wanted: dict[tuple[int, int], tuple[int, ...]] = {}
    for deadline in deadlines:
        holding = seats.holding(deadline)
        if OVERDUE in rungs[deadline.pk]:
            wanted.update(((deadline.pk, seat.user_id), (OVERDUE,)) for seat in seats.above(holding))
        # After those above: who both holds and supervises is owed every rung.
        wanted.update(((deadline.pk, seat.user_id), rungs[deadline.pk]) for seat in holding)
    return wanted


def _lacking(deadlines: Mapping[int, Deadline], wanted: Wanted, now: datetime) -> list[Reminder]:
    """The ledger rows that are not there yet, in the one order in which every run writes them (no deadlocks)."""
    found = Reminder.objects.filter(deadline__in=deadlines).values_list("deadline", "receiver", "rung", "due_on")
    known = set(found)
    claim = uuid.uuid4()
    return [
        Reminder(
            deadline_id=deadline, receiver_id=receiver, rung=rung, due_on=deadlines[deadline].due_on,
            claim=claim, raised_at=now,
        )
        for (deadline, receiver), rungs in sorted(wanted.items())
        for rung in rungs
        if (deadline, receiver, rung, deadlines[deadline].due_on) not in known
    ]  # fmt: skip


def _write(
    lacking: list[Reminder], deadlines: Mapping[int, Deadline], wanted: Wanted, calendar: Calendar, now: datetime
) -> int:
    """Claim the rows; rungs that were missed become one notice, of the latest. Rows of a faster run are not ours."""
    with transaction.atomic():
        Reminder.objects.bulk_create(lacking, ignore_conflicts=True)
        ours: dict[tuple[int, int], set[int]] = defaultdict(set)
        for deadline, receiver, rung in Reminder.objects.filter(claim=lacking[0].claim).values_list(
            "deadline", "receiver", "rung"
        ):
            ours[deadline, receiver].add(rung)
        receivers = User.objects.in_bulk({receiver for _deadline, receiver in ours})
        notices = [
            _notice(deadlines[deadline], receivers[receiver], wanted[deadline, receiver][-1], calendar, now)
            for (deadline, receiver), rungs in ours.items()
            if wanted[deadline, receiver][-1] in rungs
        ]
        Notice.objects.bulk_create(notices)
    return len(notices)


def _notice(deadline: Deadline, receiver: User, rung: int, calendar: Calendar, now: datetime) -> Notice:
    return new_notice(
        receiver=receiver,
        kind=NoticeKind.OVERDUE if rung >= OVERDUE else NoticeKind.REMINDER,
        report=deadline.report, section=deadline.section, now=now,
        params={
            "deadline": deadline.kind,
            "due_on": deadline.due_on.isoformat(),
            "last_day": calendar.next_office_day(deadline.due_on).isoformat(),
            "rung": rung,
        },
    )  # fmt: skip
