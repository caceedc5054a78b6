"""The ladder of reminders as values: an agency's rows, else the installation's, else the built-in ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between
from approvals.enums import Audience
from approvals.models import LadderPolicy


@dataclass(frozen=True, slots=True, order=True)
class Rung:
    """So many office days before (negative) or after the due date, to one audience."""

    office_days: int
    audience: Audience
    is_mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Ladder:
    """Reminders leave from `first_hour` o'clock until before `last_hour` o'clock; `list_weekday` 0 is Monday."""

    rungs: tuple[Rung, ...]
    first_hour: int = 8
    last_hour: int = 18
    list_weekday: int = 0

    @property
    def first_day(self) -> int:
        """The earliest rung, in office days from the due date; 0 at the latest, so that lists know what is due."""
        return min((0, *(rung.office_days for rung in self.rungs)))

    @property
    def last_day(self) -> int:
        """The last rung, in office days from the due date; 0 at the earliest."""
        return max((0, *(rung.office_days for rung in self.rungs)))

    def is_open(self, hour: int) -> bool:
        return self.first_hour <= hour < self.last_hour

    def hour_for(self, wished: int) -> int:
        """The hour of a person's daily mail, moved into the hours in which mail goes out."""
        return min(max(wished, self.first_hour), self.last_hour - 1)

    def reaching(self, audience: Audience) -> tuple[Rung, ...]:
        return tuple(rung for rung in self.rungs if rung.audience is audience)


DEFAULT = Ladder(
    rungs=(
        Rung(-7, Audience.HOLDER, is_mandatory=False),
        Rung(-3, Audience.HOLDER, is_mandatory=False),
        Rung(-1, Audience.HOLDER),
        Rung(0, Audience.HOLDER),
        Rung(1, Audience.HOLDER),
        Rung(1, Audience.REGISTRY),
        Rung(3, Audience.HOLDER),
        Rung(3, Audience.SUPERVISOR),
        Rung(5, Audience.SECRETARIAT),
    )
)
"""Our default (domain.md §3: 稽催 after the date, overdue notice at T+3, a list every Monday)."""


def problems(rungs: Sequence[Rung], *, first_hour: int, last_hour: int) -> list[str]:
    """Codes of what is wrong with a ladder as somebody filled it in; empty when it can be used."""
    found = []
    if first_hour >= last_hour:
        found.append("hours")
    if not any(rung.audience is Audience.HOLDER for rung in rungs):
        found.append("nobody_told")
    if len({(rung.office_days, rung.audience) for rung in rungs}) < len(rungs):
        found.append("repeated")
    if any(rung.office_days <= 0 and rung.audience is not Audience.HOLDER for rung in rungs):
        found.append("escalates_early")
    if any(rung.office_days > 0 and not rung.is_mandatory for rung in rungs):
        found.append("late_is_optional")
    return found


class Ladders:
    """The ladder of each agency; two queries, however many there are."""

    def __init__(self) -> None:
        rows = LadderPolicy.objects.prefetch_related("rungs")
        self._own = {row.agency_id: as_value(row) for row in rows}

    def of(self, agency_id: int) -> Ladder:
        return self._own.get(agency_id) or self._own.get(None) or DEFAULT


def as_value(row: LadderPolicy) -> Ladder:
    rungs = (Rung(each.office_days, Audience(each.audience), each.is_mandatory) for each in row.rungs.all())
    return Ladder(tuple(sorted(rungs)), row.first_hour, row.last_hour, row.list_weekday)


def opening(calendar: Calendar, ladder: Ladder, now: datetime) -> datetime:
    """`now` when a reminder may leave, else the next office morning. Raises CalendarEnds."""
    local = timezone.localtime(now)
    day = local.date()
    if calendar.is_office_day(day) and ladder.is_open(local.hour):
        return now
    if local.hour >= ladder.first_hour:
        day += timedelta(days=1)
    return datetime.combine(calendar.next_office_day(day), time(ladder.first_hour), local.tzinfo)


class OfficeHours:
    """When reminders of an agency may leave. Reads nothing before it is asked, then each thing once."""

    REACH = timedelta(days=60)

    def __init__(self) -> None:
        self._ladders: Ladders | None = None
        self._calendar = Calendar({})

    def opening(self, agency_id: int, now: datetime) -> datetime | None:
        """The next office morning, or None when the office is open. An hour later where the calendar does not say."""
        if self._ladders is None:
            today = timezone.localtime(now).date()
            self._ladders, self._calendar = Ladders(), calendar_between(today, today + self.REACH)
        try:
            later = opening(self._calendar, self._ladders.of(agency_id), now)
        except CalendarEnds:
            return now + timedelta(hours=1)
        return later if later > now else None


def reached(calendar: Calendar, ladder: Ladder, due_on: date, today: date) -> frozenset[int]:
    """The rungs (office days) whose day has come. CalendarEnds when the calendar lacks a day that decides it."""
    return frozenset(
        days for days in {rung.office_days for rung in ladder.rungs} if _has_come(calendar, due_on, days, today)
    )


def _has_come(calendar: Calendar, due_on: date, days: int, today: date) -> bool:
    try:
        return calendar.shift(due_on, days) <= today
    except CalendarEnds as end:
        # Counting forward and still not there at a day after today: whatever the calendar will say, it is not yet.
        if days >= 0 and end.missing > today:
            return False
        raise
