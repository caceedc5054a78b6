"""How far the office calendar has to reach: the first day that it lacks and somebody will need."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial

from approvals.domain.calendar import CalendarEnds, calendar_between
from approvals.domain.consultations import CONSULTATION_DAYS
from approvals.domain.ladder import Ladders
from approvals.domain.limits import CALENDAR_REACH
from approvals.domain.mandates import office_date
from approvals.enums import ExtensionStatus
from approvals.models import Consultation, Deadline, Extension
from reports.models import Agency

WARNED_BEFORE = timedelta(days=60)
"""So long before it is needed a missing day is named."""

Need = tuple[date, int]
"""A day, and how many office days are counted on from it."""


def missing_day(now: datetime, *, agency: Agency | None = None) -> date | None:
    """The first day that the calendar lacks and that is needed within WARNED_BEFORE; of one agency, or of any.

    While anything is open every day from today to the last date is needed, with the last rung of the ladder behind each
    date and the days of an extension that is asked for; and the days of a consultation whose reply could not be dated.
    """
    today = office_date(now)
    needs = set(_needs(agency))
    if not needs:
        return None
    days = [today, *(day for day, _office_days in needs)]
    longest = timedelta(days=2 * max(office_days for _day, office_days in needs)) + CALENDAR_REACH
    calendar = calendar_between(min(days), max(days) + longest)
    missing = [_lacks(lambda: calendar.is_office_day(today)), _lacks(lambda: calendar.count(today, max(days)))]
    missing += [_lacks(partial(calendar.shift, day, office_days)) for day, office_days in needs]
    first = min((day for day in missing if day is not None), default=None)
    return first if first is not None and first <= today + WARNED_BEFORE else None


def _lacks(counting: Callable[[], object]) -> date | None:
    """The day on which this calculation ends the calendar."""
    try:
        counting()
    except CalendarEnds as end:
        return end.missing
    return None


def _needs(agency: Agency | None) -> Iterable[Need]:
    """Distinct, so that a million open dates are a few hundred needs."""
    ladders = Ladders()
    opened = Deadline.objects.filter(met_at__isnull=True).order_by()
    asked = Extension.objects.filter(status=ExtensionStatus.REQUESTED, deadline__met_at__isnull=True).order_by()
    undated = Consultation.objects.filter(due_on__isnull=True, replied_at__isnull=True, withdrawn_at__isnull=True)
    if agency is not None:
        opened, asked = opened.filter(report__agency=agency), asked.filter(deadline__report__agency=agency)
        undated = undated.filter(section__report__agency=agency)
    for of_agency, due_on in opened.values_list("report__agency", "due_on").distinct():
        yield due_on, ladders.of(of_agency).last_day
    for of_agency, due_on, days in asked.values_list("deadline__report__agency", "deadline__due_on", "days").distinct():
        yield due_on, days + ladders.of(of_agency).last_day
    for requested_at in undated.values_list("requested_at", flat=True):
        yield office_date(requested_at), CONSULTATION_DAYS
