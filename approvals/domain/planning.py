"""Whose mail of the day names what: one pure function, used by the engine that sends and by the simulator.

Due means that a rung's day has come and the receiver was not told of it, never "on this day". Rungs that were missed
become one entry, of the latest. One person gets one mail a day, however many items it names.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from approvals.domain.calendar import Calendar, CalendarEnds
from approvals.domain.cases import Case
from approvals.domain.ladder import Ladder, Rung, reached
from approvals.domain.seats import Audiences, Seat
from approvals.enums import Audience, DeadlineKind


@dataclass(frozen=True, slots=True)
class Item:
    """An open deadline and whom it concerns. `section_id` None: of the report as a whole; `subject` is its name."""

    deadline_id: int
    report_id: int
    section_id: int | None
    subject: str
    due_on: date
    case: Case
    audiences: Audiences

    @property
    def kind(self) -> DeadlineKind:
        return DeadlineKind(self.case.kind)


@dataclass(frozen=True, slots=True)
class Call:
    """What a person ought to have been told by now of any deadline of one case and date: `rungs`, the latest first."""

    rungs: tuple[int, ...]
    audience: Audience
    is_copy: bool
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as one person is told of it: for its latest rung, with those before it that were not raised."""

    item: Item
    call: Call
    raised: tuple[int, ...]

    @property
    def office_days(self) -> int:
        return self.call.rungs[0]

    @property
    def is_late(self) -> bool:
        return self.office_days > 0


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """`still_open` names the receiver's other overdue items, `listing` the agency's due and overdue ones."""

    receiver_id: int
    entries: tuple[Entry, ...]
    still_open: tuple[Item, ...] = ()
    listing: tuple[Item, ...] = ()

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries without those that the week's list holds anyhow."""
        return tuple(each for each in self.entries if not (self.listing and each.call.audience is Audience.SECRETARIAT))


@dataclass(frozen=True, slots=True)
class Plan:
    """The mails by receiver, and the days that the imported calendar would have to hold for the rest."""

    mails: tuple[PlannedMail, ...] = ()
    missing: frozenset[date] = frozenset()


Told = Collection[tuple[int, int, int, date]]
"""(deadline, receiver, office days, due date) of every reminder that was raised."""


class Calls:
    """Who is called today, worked out once for each case and date."""

    def __init__(self, ladder: Ladder, calendar: Calendar, today: date) -> None:
        self._ladder, self._calendar, self._today = ladder, calendar, today
        self._days: dict[date, frozenset[int]] = {}
        self._calls: dict[tuple[date, Case], dict[int, Call]] = {}

    def of(self, due_on: date, case: Case, audiences: Audiences) -> Mapping[int, Call]:
        """By person. Raises CalendarEnds."""
        key = due_on, case
        if key not in self._calls:
            if due_on not in self._days:
                self._days[due_on] = reached(self._calendar, self._ladder, due_on, self._today)
            self._calls[key] = self._found(audiences, self._days[due_on])
        return self._calls[key]

    def _found(self, audiences: Audiences, days: frozenset[int]) -> dict[int, Call]:
        called = {}
        for receiver, places in _places(audiences).items():
            reaching = [rung for audience, _copy in places for rung in self._ladder.reaching(audience)]
            if rungs := [rung for rung in reaching if rung.office_days in days]:
                called[receiver] = _call(rungs, places)
        return called


def plan_day(
    items: Iterable[Item], *, ladder: Ladder, calendar: Calendar, today: date, is_ready: Callable[[int], bool],
    told: Told, listed: Mapping[int, date],
) -> Plan:  # fmt: skip
    """The mails of one office day for the people who are `is_ready`; `listed` holds when each last got a list."""
    wanted: dict[int, list[Entry]] = {}
    missing: set[date] = set()
    readers: dict[int, list[Item]] = {}
    calls = Calls(ladder, calendar, today)
    for item in items:
        try:
            called = calls.of(item.due_on, item.case, item.audiences)
        except CalendarEnds as end:
            missing.add(end.missing)
            continue
        for receiver, call in called.items():
            if is_ready(receiver):
                wanted.setdefault(receiver, []).append(_entry(item, call, receiver, told))
        for seat in item.audiences[Audience.SECRETARIAT]:
            readers.setdefault(seat.user_id, []).append(item)
    lists = _lists(readers, ladder, calendar, today, listed)
    receivers = sorted(wanted.keys() | {reader for reader in lists if is_ready(reader)})
    mails = (_mail(receiver, wanted.get(receiver, ()), lists.get(receiver, ())) for receiver in receivers)
    return Plan(tuple(mail for mail in mails if mail.entries or mail.listing), frozenset(missing))


def _places(audiences: Audiences) -> dict[int, list[tuple[Audience, bool]]]:
    """By person: in which audiences they are and whether in copy, the most important first."""
    places: dict[int, list[tuple[Audience, bool]]] = {}
    for audience in Audience:
        for seat in audiences[audience]:
            places.setdefault(seat.user_id, []).append((audience, seat.is_copy))
    return places


def _call(rungs: Sequence[Rung], places: Sequence[tuple[Audience, bool]]) -> Call:
    days = sorted({rung.office_days for rung in rungs}, reverse=True)
    reaching = [rung for rung in rungs if rung.office_days == days[0]]
    is_holder = places[0][0] is Audience.HOLDER
    audience = Audience.HOLDER if is_holder else reaching[0].audience
    return Call(
        tuple(days), audience,
        is_copy=audience is Audience.SUPERVISOR or dict(places)[audience],
        is_mandatory=any(rung.is_mandatory for rung in reaching),
    )  # fmt: skip


def _entry(item: Item, call: Call, receiver: int, told: Told) -> Entry:
    """The entry with only those rungs that the receiver was not told of; none at all when the latest was."""
    lacking = [days for days in call.rungs if (item.deadline_id, receiver, days, item.due_on) not in told]
    is_due = bool(lacking) and lacking[0] == call.rungs[0]
    return Entry(item, call, tuple(lacking) if is_due else ())


def _mail(receiver: int, found: Sequence[Entry], listing: Sequence[Item]) -> PlannedMail:
    entries = tuple(entry for entry in found if entry.raised)
    escalates = any(entry.is_late and entry.call.audience is not Audience.SECRETARIAT for entry in entries)
    known = (entry.item for entry in found if entry.is_late and not entry.raised)
    return PlannedMail(receiver, entries, tuple(known) if escalates else (), tuple(listing))


def _lists(
    readers: Mapping[int, Sequence[Item]], ladder: Ladder, calendar: Calendar, today: date, listed: Mapping[int, date]
) -> Mapping[int, Sequence[Item]]:
    """The week's list for those who did not get it yet: what is overdue, or due until Sunday."""
    day, sunday = list_day(ladder, calendar, today), sunday_of(today)
    return {
        reader: [item for item in items if item.due_on <= sunday]
        for reader, items in readers.items()
        if listed.get(reader, date.min) < day and any(item.due_on <= sunday for item in items)
    }


def list_day(ladder: Ladder, calendar: Calendar, today: date) -> date:
    """From when on this week's list is owed; the first of all days where the calendar begins in mid-week: it is not."""
    try:
        return calendar.next_office_day(today - timedelta(days=(today.weekday() - ladder.list_weekday) % 7))
    except CalendarEnds:
        return date.min


def sunday_of(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def holders(item: Item) -> tuple[Seat, ...]:
    """Whose turn it is, without those who only get a copy."""
    return tuple(seat for seat in item.audiences[Audience.HOLDER] if not seat.is_copy)
