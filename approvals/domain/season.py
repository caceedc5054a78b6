"""A season of reminders played through without writing or sending anything: who would get which mail when.

It plans each office day with the same function as the engine (planning.plan_day), on the open report with its people,
substitutes, holidays and ladder, and keeps the ledger in memory. Assumed is that everything that is open now is done on
the last day it is due, or so many office days later where that is said; what moves will start is not foreseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import preferences
from approvals.domain.bundles import is_mailed
from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between
from approvals.domain.cases import Row, rows_of
from approvals.domain.ladder import Ladder, Ladders
from approvals.domain.mandates import office_date
from approvals.domain.planning import Entry, Item, PlannedMail, plan_day
from approvals.domain.reminders import HORIZON, items_of, last_due_on
from approvals.domain.seats import Seats
from approvals.domain.waiting import listed
from approvals.enums import NoticeKind
from approvals.models import Deadline, Notice, Reminder
from reports.domain.refusals import Refusal
from reports.models import Report, User


class UnableToSimulate(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "nothing_open": _("This report has no open deadline: there is nothing to remind of."),
        "unknown": _("There is no open deadline “%(name)s” in this report. There are: %(known)s"),
    }


@dataclass(frozen=True, slots=True)
class SeasonMail:
    """One mail of the season. `hour` is the hour of the day in the office at which it leaves."""

    on: date
    hour: int
    receiver: User
    entries: tuple[Entry, ...]
    listing: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """The mails in the order in which they leave, and the days that the calendar would have to hold for the rest."""

    mails: tuple[SeasonMail, ...]
    missing: tuple[date, ...] = ()


@dataclass(slots=True)
class _Ledger:
    """What the engine would have written down by then."""

    told: set[tuple[int, int, int, date]]
    listed: dict[int, date]
    had: set[tuple[date, int]]
    """(office date, receiver) of the mails that were sent on the first day already."""

    def write(self, mail: PlannedMail, on: date) -> None:
        for entry in mail.entries:
            item = entry.item
            self.told |= {(item.deadline_id, mail.receiver_id, days, item.due_on) for days in entry.raised}
        if mail.listing:
            self.listed[mail.receiver_id] = on


def simulate(*, report: Report, now: datetime, late: Mapping[str, int]) -> Season:
    """The mails of the report's agency from `now` on. `late` holds office days after the due date by `code_of`."""
    opened = Deadline.objects.running().filter(report__agency=report.agency_id)
    own = list(opened.filter(report=report).select_related("section"))
    if not own:
        raise UnableToSimulate("nothing_open")
    days_late, rows = _days_late(own, late), list(rows_of(opened))
    ladder = Ladders().of(report.agency_id)
    local = timezone.localtime(now)
    start = local.date() + timedelta(days=int(local.hour >= ladder.last_hour))
    calendar = calendar_between(min(start, *(row.due_on for row in rows)) - HORIZON, start + 12 * HORIZON)
    look = _Look(ladder, calendar, _ledger(report, start), earliest=max(now, _midnight(start, local)))
    return look.play(rows, {row.pk: days_late.get(row.pk, 0) for row in rows}, start)


def code_of(deadline: Deadline) -> str:
    """What a deadline is called on the command line: its section's code, or for a report's its kind."""
    return deadline.section.code if deadline.section is not None else deadline.kind


def _days_late(deadlines: Sequence[Deadline], late: Mapping[str, int]) -> dict[int, int]:
    known = {code_of(row) for row in deadlines}
    if unknown := sorted(late.keys() - known):
        raise UnableToSimulate("unknown", name=unknown[0], known="、".join(sorted(known)))
    return {row.pk: late[code_of(row)] for row in deadlines if code_of(row) in late}


def _midnight(day: date, local: datetime) -> datetime:
    return datetime.combine(day, time(), local.tzinfo)


def _ledger(report: Report, start: date) -> _Ledger:
    """What was written down until now."""
    opened = Deadline.objects.running().filter(report__agency=report.agency_id).order_by()
    told = Reminder.objects.filter(deadline__in=opened.values("pk"))
    daily = Notice.objects.filter(kind=NoticeKind.DAILY, report__agency=report.agency_id).order_by("-id")
    today = {
        receiver for receiver, at in daily.values_list("receiver", "created_at")[:1000] if office_date(at) == start
    }
    return _Ledger(
        set(told.values_list("deadline", "receiver", "rung", "due_on")),
        listed([report.agency_id]).get(report.agency_id, {}),
        {(start, receiver) for receiver in today},
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """The season's fixed parts; `earliest` is the moment before which nothing can leave any more."""

    ladder: Ladder
    calendar: Calendar
    ledger: _Ledger
    earliest: datetime

    def play(self, rows: Sequence[Row], days_late: Mapping[int, int], start: date) -> Season:
        mails: list[SeasonMail] = []
        missing: set[date] = set()
        day = start
        try:
            # What is overdue already is taken to be done on the first day.
            done_on = {row.pk: max(self.calendar.shift(row.due_on, days_late[row.pk]), start) for row in rows}
            while remaining := [row for row in rows if done_on[row.pk] >= day]:
                if self.calendar.is_office_day(day):
                    mails += self._one_day(remaining, day)
                day += timedelta(days=1)
        except CalendarEnds as end:
            missing.add(end.missing)
        return Season(tuple(mails), tuple(missing))

    def _one_day(self, rows: Sequence[Row], day: date) -> list[SeasonMail]:
        last = last_due_on(self.ladder, self.calendar, day)
        near = [row for row in rows if row.due_on <= last]
        items = items_of(near, Seats((row.case for row in near), on=day))
        plan = plan_day(
            items, ladder=self.ladder, calendar=self.calendar, today=day, told=self.ledger.told,
            listed=self.ledger.listed, is_ready=lambda pk: (day, pk) not in self.ledger.had,
        )  # fmt: skip
        people = User.objects.select_related("preference").in_bulk({mail.receiver_id for mail in plan.mails})
        mails = []
        for planned in plan.mails:
            self.ledger.write(planned, day)
            receiver = people[planned.receiver_id]
            shown = tuple(entry for entry in planned.shown if is_mailed(entry, receiver))
            if shown or planned.listing:
                mails.append(SeasonMail(day, self._hour(receiver, day), receiver, shown, planned.listing))
        return sorted(mails, key=lambda each: (each.hour, each.receiver.pk))

    def _hour(self, receiver: User, day: date) -> int:
        hour = self.ladder.hour_for(preferences.of_person(receiver).digest_hour)
        local = timezone.localtime(self.earliest)
        return max(hour, local.hour) if day == local.date() else hour
