"""When a calendar program should ring: as the ladder of reminders says, for what the person has to meet themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between
from approvals.domain.cases import Case, case_of
from approvals.domain.ladder import Ladder, Ladders
from approvals.domain.mandates import office_date
from approvals.domain.seats import Seats
from approvals.enums import Audience
from approvals.models import Deadline
from reports.models import User

REACH = timedelta(days=90)
"""The longest rung with every closure of the offices in it."""


def alarms_of(user: User, deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, datetime]:
    """By deadline: the morning of the first rung before the date that nobody can switch off (built in: one office
    day before). None for what waits or lies with others, nor past the imported calendar. Five queries at most.
    """
    cases = {row.pk: case_of(row) for row in deadlines if row.paused_at is None}
    if not cases:
        return {}
    seats = Seats(cases.values(), on=office_date(now))
    mine = [row for row in deadlines if row.pk in cases and _has_to_meet(user, seats, cases[row.pk])]
    ladders = Ladders()
    dates = [row.due_on for row in mine]
    calendar = calendar_between(min(dates) - REACH, max(dates) + REACH) if dates else Calendar({})
    found = {row.pk: _rings_at(row, ladders.of(row.report.agency_id), calendar) for row in mine}
    return {pk: moment for pk, moment in found.items() if moment is not None}


def _has_to_meet(user: User, seats: Seats, case: Case) -> bool:
    return any(seat.user_id == user.pk and not seat.is_copy for seat in seats.holding(case))


def _rings_at(row: Deadline, ladder: Ladder, calendar: Calendar) -> datetime | None:
    early = [
        each.office_days for each in ladder.reaching(Audience.HOLDER) if each.is_mandatory and each.office_days < 0
    ]
    if not early:
        return None
    try:
        day = calendar.shift(row.due_on, min(early))
    except CalendarEnds:
        return None
    return datetime.combine(day, time(ladder.first_hour), timezone.get_default_timezone())
