"""稽催: the mail of the day for everybody who has to be reminded of an open deadline by now, each once.

The notice DAILY of a person, agency and office date is the claim: its Message-ID is made of these three and unique, so
of any number of runs one writes it, with the ledger rows and the notices it bundles, in one transaction. A run that was
missed loses nothing: what was not raised is still due on the next office morning.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from approvals.domain.bundles import Bundler
from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between
from approvals.domain.cases import Case, Row, rows_of
from approvals.domain.ladder import Ladder, Ladders
from approvals.domain.ledger import write_ledger
from approvals.domain.permissions import office_date
from approvals.domain.planning import Item, PlannedMail, Told, plan_day, sunday_of
from approvals.domain.seats import Audiences, Seats
from approvals.domain.waiting import Look, find_waiting
from approvals.models import Deadline, Notice, Reminder
from approvals.models.deadline import DeadlineQuerySet

HORIZON = timedelta(days=60)
"""A deadline further away has no rung yet: no closure of the offices makes the longest rung this long."""
BATCH = 1000
"""So many deadlines are held in memory at a time, or those of one agency if they are more."""


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
    looks = _looks(opened, calendar, now)
    if not looks:
        return Raised(0)
    due = opened.filter(due_on__lte=max(last_due_on(look.ladder, calendar, today) for look in looks.values()))
    seats = find_waiting(looks, due)
    missing = {day for look in looks.values() for day in look.missing}
    return Raised(sum(_raise(batch, due, seats) for batch in batches(looks.values())), tuple(sorted(missing)))


def _looks(opened: DeadlineQuerySet, calendar: Calendar, now: datetime) -> dict[int, Look]:
    """One for each agency that has something open, in its hours."""
    ladders, hour = Ladders(), timezone.localtime(now).hour
    agencies = opened.order_by().values_list("report__agency", flat=True).distinct()
    found = {agency: Look(agency, ladders.of(agency), calendar, now) for agency in sorted(agencies)}
    return {agency: look for agency, look in found.items() if look.ladder.is_open(hour)}


def last_due_on(ladder: Ladder, calendar: Calendar, today: date) -> date:
    """The furthest due date that concerns anybody today: its first rung has come, or the week's list names it."""
    try:
        return max(sunday_of(today), calendar.shift(today, -ladder.first_day))
    except CalendarEnds:
        return today + HORIZON


def batches(looks: Iterable[Look]) -> Iterator[list[Look]]:
    """The agencies in which somebody waits, in one order, so many at a time as memory is meant for."""
    batch: list[Look] = []
    for look in (each for each in looks if each.waiting):
        if batch and sum(each.count for each in batch) + look.count > BATCH:
            yield batch
            batch = []
        batch.append(look)
    if batch:
        yield batch


def _raise(looks: Sequence[Look], due: DeadlineQuerySet, seats: Seats) -> int:
    own = due.filter(report__agency__in=[look.agency_id for look in looks])
    by_agency: dict[int, list[Item]] = defaultdict(list)
    for item in items_of(rows_of(own), seats):
        by_agency[item.case.agency_id].append(item)
    told = _told(own)
    planned = [(look, mail) for look in looks for mail in _planned(look, by_agency[look.agency_id], told)]
    return _write(planned) if planned else 0


def _planned(look: Look, items: Iterable[Item], told: Told) -> Sequence[PlannedMail]:
    return plan_day(
        items, ladder=look.ladder, calendar=look.calendar, today=look.today, is_ready=look.waiting.__contains__,
        told=told, listed=look.listed,
    ).mails  # fmt: skip


def items_of(rows: Iterable[Row], seats: Seats) -> Iterator[Item]:
    """The deadlines with the people whom they concern; those with nothing left to do are out."""
    found: dict[Case, Audiences | None] = {}
    for row in rows:
        if row.case not in found:
            found[row.case] = seats.audiences(row.case)
        if (audiences := found[row.case]) is not None:
            subject = row.report_title if row.title is None else row.title
            yield Item(row.pk, row.report_id, row.section_id, subject, row.due_on, row.case, audiences)


def _told(due: DeadlineQuerySet) -> Told:
    rows = Reminder.objects.filter(deadline__in=due.order_by().values("pk"))
    return set(rows.values_list("deadline", "receiver", "rung", "due_on"))


def _write(planned: Sequence[tuple[Look, PlannedMail]]) -> int:
    """Claim the mails of the day, in the one order in which every run does; those of a faster run are not ours."""
    claim, look = uuid.uuid4(), planned[0][0]
    bundler = Bundler([mail for _look, mail in planned], calendar=look.calendar, now=look.now)
    daily = {
        look.message_id(mail.receiver_id): bundler.daily(mail, look.waiting[mail.receiver_id]) for look, mail in planned
    }
    for key, notice in daily.items():
        notice.message_id, notice.claim = key, claim
    with transaction.atomic():
        Notice.objects.bulk_create(daily.values(), ignore_conflicts=True)
        ours = {row.message_id: row for row in Notice.objects.filter(message_id__in=daily, claim=claim)}
        kept = [(look.waiting[mail.receiver_id], mail, ours[key])
                for key, (look, mail) in zip(daily, planned, strict=True) if key in ours]  # fmt: skip
        write_ledger(list(_ledger(mail for _receiver, mail, _row in kept)), claim=claim, raised_at=look.now)
        Notice.objects.bulk_create(
            notice for receiver, mail, row in kept for notice in bundler.bundled(mail, receiver, row)
        )
    return len(ours)


def _ledger(mails: Iterable[PlannedMail]) -> Iterator[tuple[int, int, int, date]]:
    for mail in mails:
        for entry in mail.entries:
            for days in entry.raised:
                yield entry.item.deadline_id, mail.receiver_id, days, entry.item.due_on
