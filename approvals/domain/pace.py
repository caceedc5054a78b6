"""How late a report is, how long things lie, and when it would be published at the present pace; in office days.

What the imported calendar does not hold is not guessed: where it would be needed, the answer is None or a reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from approvals.domain.calendar import ONE_DAY, Calendar, CalendarEnds, last_day

WINDOW = 10
"""Most office days, today included, over which the pace is taken; fewer while the report is younger."""
AGE_LIMITS = (2, 5, 10, 20)
"""Office days up to which an open item belongs to a class of age; the last class is open."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was or is due: in whose name it counts, by when, and when it was done (None: not yet)."""

    name: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Lateness:
    """The items of one name. `most_days_late` in office days; None where the calendar ends before it can be told."""

    name: str
    on_time: int
    late: int
    overdue: int
    to_come: int
    most_days_late: int | None

    @property
    def total(self) -> int:
        return self.on_time + self.late + self.overdue + self.to_come


@dataclass(frozen=True, slots=True)
class Age:
    """Open items by how long they have lain: from `first` to `last` office days (None: and more)."""

    first: int
    last: int | None
    counts: tuple[int, ...]
    """One for each kind asked for, in their order."""

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Forecast:
    """`expected_on` None says that it cannot be told, and `reason` why: published, no_pace, no_schedule, calendar_ends.

    `lately` sections were signed off in the last `window` office days and are so still; `remaining` are not.
    """

    remaining: int
    lately: int
    window: int
    planned_on: date | None
    expected_on: date | None = None
    reason: str = ""


def lateness(items: Iterable[Item], *, today: date, calendar: Calendar) -> tuple[Lateness, ...]:
    """By name, in the order in which the names first come. Due on a day off means the next office day."""
    named: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        named[item.name].append(item)
    return tuple(_lateness(name, found, today, calendar) for name, found in named.items())


def _lateness(name: str, items: Sequence[Item], today: date, calendar: Calendar) -> Lateness:
    done = [item for item in items if item.done_on is not None]
    late = [item for item in items if (item.done_on or today) > last_day(calendar, item.due_on)]
    done_late = sum(item.done_on is not None for item in late)
    return Lateness(
        name=name,
        on_time=len(done) - done_late,
        late=done_late,
        overdue=len(late) - done_late,
        to_come=len(items) - len(done) - (len(late) - done_late),
        most_days_late=_most_days(late, today, calendar),
    )


def _most_days(late: Sequence[Item], today: date, calendar: Calendar) -> int | None:
    try:
        return max((calendar.count(last_day(calendar, item.due_on), item.done_on or today) for item in late), default=0)
    except CalendarEnds:
        return None


def ages(since: Sequence[Sequence[date]], *, today: date, calendar: Calendar) -> tuple[Age, ...] | None:
    """How long open items of each kind have lain since these days; None where the calendar lacks one of the days."""
    try:
        days = [[calendar.count(day, today) for day in kind] for kind in since]
    except CalendarEnds:
        return None
    firsts = (0, *(limit + 1 for limit in AGE_LIMITS))
    lasts: tuple[int | None, ...] = (*AGE_LIMITS, None)
    return tuple(
        Age(first, last, tuple(sum(first <= n and (last is None or n <= last) for n in kind) for kind in days))
        for first, last in zip(firsts, lasts, strict=True)
    )


def forecast(
    *, opened_on: date, signed_on: Sequence[date], remaining: int, review_on: date | None, planned_on: date | None,
    today: date, calendar: Calendar,
) -> Forecast:  # fmt: skip
    """When the report would be published if the sections went on being signed off as in the last office days.

    `signed_on` are the days of the sign-offs that stand, in a report opened on `opened_on`. After the last one come
    the office days that the schedule gives the head's decision and the publication: those between `review_on` and
    `planned_on`.
    """
    try:
        before, window = _window(opened_on, today, calendar)
        lately = sum(before < day <= today for day in signed_on)
        told = Forecast(remaining, lately, window, planned_on)
        if remaining and not lately:
            return replace(told, reason="no_pace")
        if review_on is None or planned_on is None:
            return replace(told, reason="no_schedule")
        after = max(calendar.count(review_on, planned_on), 0)
        needed = ceil(remaining * window / lately) if remaining else 0
        expected_on = calendar.shift(today, needed + after)
    except CalendarEnds:
        return Forecast(remaining, 0, WINDOW, planned_on, reason="calendar_ends")
    return replace(told, expected_on=expected_on)


def _window(opened_on: date, today: date, calendar: Calendar) -> tuple[date, int]:
    """The day before the window, and the office days in it: at least one, at most WINDOW, none before the opening."""
    day, counted = today, 0
    while counted < WINDOW and day >= opened_on:
        counted += calendar.is_office_day(day)
        day -= ONE_DAY
    return day, max(counted, 1)
