"""Whose mail of the day names what: one pure function, used by the engine that sends and by the simulator.

Due means that a rung's day has come and the receiver was not told of it, never "on this day". Rungs that were missed
become one entry, of the latest. One person gets one mail a day, however many items it names.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from approvals.domain.calendar import Calendar, CalendarEnds
from approvals.domain.ladder import Ladder, Rung, reached
from approvals.domain.seats import Audiences, Seat
from approvals.enums import Audience, DeadlineKind


@dataclass(frozen=True, slots=True)
class Item:
    """An open deadline and whom it concerns. `section_id` None: of the report as a whole."""

    deadline_id: int
    report_id: int
    section_id: int | None
    kind: DeadlineKind
    due_on: date
    audiences: Audiences


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as one person is told of it: for the rung `office_days`, with those before it that were not raised."""

    item: Item
    office_days: int
    audience: Audience
    is_copy: bool
    is_mandatory: bool
    raised: tuple[int, ...]

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
        return tuple(each for each in self.entries if not (self.listing and each.audience is Audience.SECRETARIAT))


@dataclass(frozen=True, slots=True)
class Plan:
    """The mails by receiver, and the days that the imported calendar would have to hold for the rest."""

    mails: tuple[PlannedMail, ...] = ()
    missing: frozenset[date] = frozenset()


Told = Collection[tuple[int, int, int, date]]
"""(deadline, receiver, office days, due date) of every reminder that was raised."""


def plan_day(
    items: Iterable[Item], *, ladder: Ladder, calendar: Calendar, today: date, is_ready: Callable[[int], bool],
    told: Told, listed: Mapping[int, date],
) -> Plan:  # fmt: skip
    """The mails of one office day for the people who are `is_ready`; `listed` holds when each last got a list."""
    wanted: dict[int, list[Entry]] = {}
    missing: set[date] = set()
    readers: dict[int, list[Item]] = {}
    days_by_date: dict[date, frozenset[int]] = {}
    for item in items:
        try:
            if item.due_on not in days_by_date:
                days_by_date[item.due_on] = reached(calendar, ladder, item.due_on, today)
        except CalendarEnds as end:
            missing.add(end.missing)
            continue
        for entry_of, receiver in _wanted(item, ladder, days_by_date[item.due_on]):
            if is_ready(receiver):
                wanted.setdefault(receiver, []).append(_lacking(entry_of, receiver, told))
        for seat in item.audiences[Audience.SECRETARIAT]:
            readers.setdefault(seat.user_id, []).append(item)
    lists = _lists(readers, ladder, calendar, today, listed)
    receivers = sorted(wanted.keys() | {reader for reader in lists if is_ready(reader)})
    mails = (_mail(receiver, wanted.get(receiver, ()), lists.get(receiver, ())) for receiver in receivers)
    return Plan(tuple(mail for mail in mails if mail.entries or mail.listing), frozenset(missing))


def _wanted(item: Item, ladder: Ladder, days: frozenset[int]) -> Iterable[tuple[Entry, int]]:
    """What each person ought to have been told by now, as if nothing had been."""
    for receiver, places in _places(item.audiences).items():
        rungs = [rung for audience, _copy in places for rung in ladder.reaching(audience) if rung.office_days in days]
        if rungs:
            yield _entry(item, rungs, places), receiver


def _places(audiences: Audiences) -> dict[int, list[tuple[Audience, bool]]]:
    """By person: in which audiences they are and whether in copy, the most important first."""
    places: dict[int, list[tuple[Audience, bool]]] = {}
    for audience in Audience:
        for seat in audiences[audience]:
            places.setdefault(seat.user_id, []).append((audience, seat.is_copy))
    return places


def _entry(item: Item, rungs: Sequence[Rung], places: Sequence[tuple[Audience, bool]]) -> Entry:
    latest = max(rung.office_days for rung in rungs)
    reaching = [rung for rung in rungs if rung.office_days == latest]
    is_holder = places[0][0] is Audience.HOLDER
    audience = Audience.HOLDER if is_holder else reaching[0].audience
    return Entry(
        item, latest, audience,
        is_copy=audience is Audience.SUPERVISOR or dict(places)[audience],
        is_mandatory=any(rung.is_mandatory for rung in reaching),
        raised=tuple(sorted({rung.office_days for rung in rungs})),
    )  # fmt: skip


def _lacking(entry: Entry, receiver: int, told: Told) -> Entry:
    """The entry with only those rungs that the receiver was not told of; none at all when the latest was."""
    item = entry.item
    lacking = [days for days in entry.raised if (item.deadline_id, receiver, days, item.due_on) not in told]
    raised = tuple(lacking) if entry.office_days in lacking else ()
    return Entry(item, entry.office_days, entry.audience, entry.is_copy, entry.is_mandatory, raised)


def _mail(receiver: int, found: Sequence[Entry], listing: Sequence[Item]) -> PlannedMail:
    entries = tuple(entry for entry in found if entry.raised)
    escalates = any(entry.is_late and entry.audience is not Audience.SECRETARIAT for entry in entries)
    known = (entry.item for entry in found if entry.is_late and not entry.raised)
    return PlannedMail(receiver, entries, tuple(known) if escalates else (), tuple(listing))


def _lists(
    readers: Mapping[int, Sequence[Item]], ladder: Ladder, calendar: Calendar, today: date, listed: Mapping[int, date]
) -> Mapping[int, Sequence[Item]]:
    """The week's list for those who did not get it yet: what is overdue, or due until Sunday."""
    try:
        list_day = calendar.next_office_day(today - timedelta(days=(today.weekday() - ladder.list_weekday) % 7))
    except CalendarEnds:
        return {}  # the calendar begins in the middle of this week
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        reader: [item for item in items if item.due_on <= sunday]
        for reader, items in readers.items()
        if listed.get(reader, date.min) < list_day and any(item.due_on <= sunday for item in items)
    }


def holders(item: Item) -> tuple[Seat, ...]:
    """Whose turn it is, without those who only get a copy."""
    return tuple(seat for seat in item.audiences[Audience.HOLDER] if not seat.is_copy)
