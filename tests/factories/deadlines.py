"""Open deadlines, and moments to look at them."""

from datetime import UTC, date, datetime, time

from approvals.enums import DeadlineKind
from approvals.models import Deadline
from tests.factories.office import Office

DUE_ON = date(2026, 2, 10)
"""A Tuesday. T-7 is 1/30 (Friday), T-3 2/5 (Thursday), T-1 2/9 (Monday), T+1 2/11 (Wednesday)."""


def morning(day: date) -> datetime:
    """08:00 in Taipei on that day."""
    return datetime.combine(day, time(0, 0), tzinfo=UTC)


def section_due(office: Office, code: str = "plan-1", due_on: date = DUE_ON) -> Deadline:
    section = office.section(code)
    return Deadline.objects.create(report=section.report, section=section, kind=DeadlineKind.SECTION_DUE, due_on=due_on)


def report_due(office: Office, kind: DeadlineKind, due_on: date = DUE_ON) -> Deadline:
    return Deadline.objects.create(report=office.report, kind=kind, due_on=due_on)
