"""Counting in office days, on the government's calendar as imported. A day it does not hold is never guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import OfficeDay
from reports.domain.refusals import Refusal

ONE_DAY = timedelta(days=1)
CLOSED_AT_MOST = timedelta(days=60)
"""No closure of the offices is nearly as long."""


class CalendarEnds(Refusal):
    """The calculation needs a day that the imported office calendar does not hold; `missing` is that day."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "calendar_ends": _("The office calendar does not hold %(date)s: import the calendar of that year first."),
    }

    def __init__(self, missing: date) -> None:
        super().__init__("calendar_ends", date=missing.isoformat())
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Calendar:
    """Day → is it an office day; everything else follows from that. Every method raises CalendarEnds."""

    days: Mapping[date, bool]

    def is_office_day(self, day: date) -> bool:
        try:
            return self.days[day]
        except KeyError:
            raise CalendarEnds(day) from None

    def next_office_day(self, day: date) -> date:
        """The day itself when the office is open, else the first open one after it.

        So ends a period whose last day is a day off (行政程序法 §48 IV).
        """
        while not self.is_office_day(day):
            day += ONE_DAY
        return day

    def shift(self, day: date, office_days: int) -> date:
        """So many office days after (negative: before) `day`; a day off counts as the next office day."""
        step = ONE_DAY if office_days > 0 else -ONE_DAY
        day = self.next_office_day(day)
        for _each in range(abs(office_days)):
            day += step
            while not self.is_office_day(day):
                day += step
        return day

    def count(self, after: date, until: date) -> int:
        """The office days behind `after`, up to and with `until`; negative where `until` is the earlier one."""
        if until < after:
            return -self.count(until, after)
        return sum(self.is_office_day(after + ONE_DAY * n) for n in range(1, (until - after).days + 1))


def calendar_between(first: date, last: date) -> Calendar:
    """The imported days from `first` to `last`, both included, in one query."""
    rows = OfficeDay.objects.filter(date__range=(first, last)).values_list("date", "is_office_day")
    return Calendar(dict(rows))


def last_day(calendar: Calendar, due_on: date) -> date:
    """The office day on which the period ends; the date itself where the calendar does not reach."""
    try:
        return calendar.next_office_day(due_on)
    except CalendarEnds:
        return due_on


def last_ended(dates: Iterable[date | None], today: date) -> date:
    """What was due on this day or before is late: the newest due date whose period has ended before today.

    A period ends on an office day, so over a weekend nothing becomes late. The calendar is asked only where one of
    the dates may be late; a day that it does not hold ends periods as an office day does.
    """
    day = today - ONE_DAY
    if not any(due_on is not None and due_on <= day for due_on in dates):
        return day
    known = calendar_between(today - CLOSED_AT_MOST, day)
    while not known.days.get(day, True):
        day -= ONE_DAY
    return day
