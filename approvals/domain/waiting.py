"""Who waits for a mail of the day: found from counted cases, so that a run with nothing new reads no deadline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from approvals.domain import preferences
from approvals.domain.calendar import Calendar, CalendarEnds
from approvals.domain.cases import Case, outline, told_outline
from approvals.domain.ladder import Ladder
from approvals.domain.mandates import office_date
from approvals.domain.notices import message_id_of
from approvals.domain.planning import Calls, list_day, sunday_of
from approvals.domain.seats import Audiences, Seats
from approvals.enums import Audience, NoticeKind
from approvals.models import Notice
from approvals.models.deadline import DeadlineQuerySet
from reports.models import User


@dataclass(slots=True)
class Look:
    """One look at one agency: who is called for what and was not told. `count` is of deadlines."""

    agency_id: int
    ladder: Ladder
    calendar: Calendar
    now: datetime
    listed: Mapping[int, date] = field(default_factory=dict)
    count: int = 0
    missing: set[date] = field(default_factory=set)
    called: dict[int, list[tuple[date, Case, int]]] = field(default_factory=lambda: defaultdict(list))
    """By person: date, case and latest rung."""
    readers: set[int] = field(default_factory=set)
    """Those to whom the week's list is owed."""
    waiting: dict[int, User] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return office_date(self.now)

    def add(self, calls: Calls, due_on: date, case: Case, audiences: Audiences) -> None:
        try:
            called = calls.of(due_on, case, audiences)
        except CalendarEnds as end:
            self.missing.add(end.missing)
            return
        for receiver, call in called.items():
            self.called[receiver].append((due_on, case, call.rungs[0]))
        if due_on <= sunday_of(self.today):
            day = list_day(self.ladder, self.calendar, self.today)
            secretaries = {seat.user_id for seat in audiences[Audience.SECRETARIAT]}
            self.readers |= {pk for pk in secretaries if self.listed.get(pk, date.min) < day}

    def message_id(self, receiver_id: int) -> str:
        return message_id_of(NoticeKind.DAILY, self.agency_id, receiver_id, self.today)

    def is_hour_of(self, person: User) -> bool:
        hour = self.ladder.hour_for(preferences.of_person(person).digest_hour)
        return hour <= timezone.localtime(self.now).hour


def find_waiting(looks: Mapping[int, Look], due: DeadlineQuerySet) -> Seats:
    """Fill in the looks, by agency, from these deadlines; the seats by which that was done."""
    counts = outline(due.filter(report__agency__in=looks))
    seats = Seats((case for _due_on, case in counts), on=_today(looks))
    lists = listed(looks)
    audiences = {case: seats.audiences(case) for _due_on, case in counts}
    calls = {agency: Calls(look.ladder, look.calendar, look.today) for agency, look in looks.items()}
    for look in looks.values():
        look.listed = lists.get(look.agency_id, {})
    for (due_on, case), count in counts.items():
        look, found = looks[case.agency_id], audiences[case]
        look.count += count
        if found is not None:
            look.add(calls[case.agency_id], due_on, case, found)
    _choose(looks.values(), due, counts)
    return seats


def _today(looks: Mapping[int, Look]) -> date:
    return next(iter(looks.values())).today


def listed(agencies: Iterable[int]) -> dict[int, dict[int, date]]:
    """By agency, when each person last got its week's list."""
    lists = Notice.objects.filter(kind=NoticeKind.WEEKLY_LIST, report__agency__in=agencies).order_by()
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for agency, receiver, at in lists.values_list("report__agency", "receiver").annotate(Max("created_at")):
        found[agency][receiver] = office_date(at)
    return found


def _choose(looks: Iterable[Look], due: DeadlineQuerySet, counts: Mapping[tuple[date, Case], int]) -> None:
    """Those whose hour has come, who had no mail of the day, and to whom something was not told."""
    wanted = {look.message_id(pk): (look, pk) for look in looks for pk in look.called.keys() | look.readers}
    had = set(Notice.objects.filter(message_id__in=wanted).values_list("message_id", flat=True))
    wanted = {key: found for key, found in wanted.items() if key not in had}
    people = User.objects.select_related("preference").in_bulk({pk for _look, pk in wanted.values()})
    ready = [(look, people[pk]) for look, pk in wanted.values() if look.is_hour_of(people[pk])]
    if not ready:
        return
    agencies = {look.agency_id for look, _person in ready}
    rungs = {rung for look, person in ready for _day, _case, rung in look.called.get(person.pk, ())}
    told = told_outline(due.filter(report__agency__in=agencies), rungs)
    for look, person in ready:
        called = look.called.get(person.pk, ())
        untold = (told.get((day, case, person.pk, rung), 0) < counts[day, case] for day, case, rung in called)
        if person.pk in look.readers or any(untold):
            look.waiting[person.pk] = person
