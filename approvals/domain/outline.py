"""Changing what a report consists of while it is compiled."""

from datetime import datetime

from django.db import transaction

from approvals.domain.deadlines import set_deadline
from approvals.enums import DeadlineKind
from approvals.models import Deadline
from reports.domain import opening
from reports.domain.opening import NewSection
from reports.models import Report, Section, User


def add_section(*, report: Report, new: NewSection, actor: User, now: datetime) -> Section:
    """Open one more section, due when the report's other sections are. NotPermitted, UnableToOpen as in opening."""
    with transaction.atomic():
        section = opening.add_section(report=report, new=new, actor=actor, now=now)
        others = Deadline.objects.filter(report=report, section__isnull=False, kind=DeadlineKind.SECTION_DUE)
        if (last := others.order_by("-due_on").first()) is not None:
            set_deadline(report=report, section=section, kind=DeadlineKind.SECTION_DUE, due_on=last.due_on, now=now)
    return section
