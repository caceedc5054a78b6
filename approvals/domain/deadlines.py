"""The dates of a report's schedule: set by the secretariat, met and reopened by the moves."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import limits
from approvals.enums import SCHEDULED_KINDS, Action, DeadlineKind
from approvals.models import Deadline
from reports.domain import access, audit
from reports.domain.locks import lock_report
from reports.domain.refusals import Refusal
from reports.enums import Ability, ReportStatus, SectionStatus
from reports.models import Report, Section, User


class UnableToSchedule(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "met": _("What was due has been done; its date can no longer be moved."),
        "no_sections": _("The report has no sections to give a date to."),
        "not_scheduled": _("The limits of steps and consultations are set by the route, not by the schedule."),
        "disorder": _("The dates must follow each other: opening, sections, review, head's decision, publication."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"not_scheduled": 400, "disorder": 400}


# Which report-level deadline a report move meets; sending a report up ends the review.
MET_BY: dict[Action, tuple[DeadlineKind, ...]] = {
    Action.SUBMIT: (DeadlineKind.REVIEW_DUE,),
    Action.APPROVE: (DeadlineKind.APPROVAL_DUE,),
    Action.PUBLISH: (DeadlineKind.PUBLICATION_DUE,),
}
# Which it undoes: a report that the head sends back has to be reviewed again.
UNDONE_BY: dict[Action, tuple[DeadlineKind, ...]] = {
    Action.SEND_BACK: (DeadlineKind.REVIEW_DUE,),
    Action.CANCEL_PUBLICATION: (DeadlineKind.PUBLICATION_DUE,),
}

# In which states of the report a date of it is still to be met.
STILL_TO_MEET: dict[DeadlineKind, tuple[ReportStatus, ...]] = {
    DeadlineKind.REVIEW_DUE: (ReportStatus.COMPILING,),
    DeadlineKind.APPROVAL_DUE: (ReportStatus.COMPILING, ReportStatus.AWAITING_APPROVAL),
    DeadlineKind.PUBLICATION_DUE: (ReportStatus.COMPILING, ReportStatus.AWAITING_APPROVAL, ReportStatus.APPROVED),
}


def default_schedule(roc_year: int) -> dict[DeadlineKind, date]:
    """Our default for a report on `roc_year`, in the year after it (domain.md §3): every date can be changed."""
    year = roc_year + 1911 + 1
    return {
        DeadlineKind.OPENING: date(year, 1, 10),
        DeadlineKind.SECTION_DUE: date(year, 2, 10),
        DeadlineKind.REVIEW_DUE: date(year, 2, 15),
        DeadlineKind.APPROVAL_DUE: date(year, 2, 25),
        DeadlineKind.PUBLICATION_DUE: date(year, 3, 31),
    }


def current_schedule(report: Report) -> dict[DeadlineKind, date]:
    """The report's dates as they are; SECTION_DUE is what most sections without a date of their own have."""
    rows = list(Deadline.objects.filter(report=report, kind__in=SCHEDULED_KINDS, is_own_date=False))
    dates = {DeadlineKind(row.kind): row.due_on for row in rows if row.section_id is None}
    if shared := Counter(row.due_on for row in rows if row.section_id is not None):
        dates[DeadlineKind.SECTION_DUE] = shared.most_common(1)[0][0]
    return dates


def schedule(
    *, report: Report, dates: Mapping[DeadlineKind, date], actor: User, now: datetime, with_own_dates: bool = False
) -> None:
    """Set the report's dates; SECTION_DUE becomes one deadline for each section.

    Met deadlines are left alone, and sections that were given a date of their own unless `with_own_dates`.
    """
    access.require(actor, Ability.MANAGE, report, now)
    if not set(dates) <= set(SCHEDULED_KINDS):
        raise UnableToSchedule("not_scheduled")
    with transaction.atomic():
        # A move that meets one of these dates, or lets it stand again, comes before all of this or after it.
        report = lock_report(report)
        sections = list(report.sections.select_for_update(of=("self",), no_key=True))
        of_the_report = Deadline.objects.filter(report=report, section__isnull=True).values_list("kind", "due_on")
        _require_order({**{DeadlineKind(kind): due_on for kind, due_on in of_the_report}, **dates})
        for kind, due_on in dates.items():
            if kind is not DeadlineKind.SECTION_DUE:
                set_deadline(report=report, section=None, kind=kind, due_on=due_on, now=now)
                continue
            for section in sections:
                set_deadline(
                    report=report, section=section, kind=kind, due_on=due_on, now=now, with_own_date=with_own_dates
                )
        audit.append_event(
            report=report, actor=actor, action="schedule", subject="report",
            payload={kind.value: due.isoformat() for kind, due in dates.items()}, now=now,
        )  # fmt: skip


def _require_order(dates: Mapping[DeadlineKind, date]) -> None:
    given = [dates[kind] for kind in SCHEDULED_KINDS if kind in dates]
    if any(later < earlier for earlier, later in pairwise(given)):
        raise UnableToSchedule("disorder")


def set_deadline(
    *, report: Report, section: Section | None, kind: DeadlineKind, due_on: date, now: datetime,
    with_own_date: bool = False,
) -> Deadline:  # fmt: skip
    """Make the deadline, or give it the date unless it is met or the section has a date of its own.

    The opening asks nothing of anybody: opening the report has met it, and its date stays free to be set. What was
    done before it got a date is met from the start.
    """
    is_opening = kind is DeadlineKind.OPENING
    defaults = {"due_on": due_on, "met_at": _met_before(report, section, kind, now)}
    rows = Deadline.objects.select_for_update(no_key=True)
    deadline, is_new = rows.get_or_create(report=report, section=section, kind=kind, defaults=defaults)
    if is_new or deadline.due_on == due_on or (deadline.met_at is not None and not is_opening):
        return deadline
    if with_own_date or not deadline.is_own_date:
        deadline.is_own_date = False
        limits.give_date(deadline, due_on, now=now)
    return deadline


def _met_before(report: Report, section: Section | None, kind: DeadlineKind, now: datetime) -> datetime | None:
    if kind is DeadlineKind.OPENING:
        return report.opened_at
    if section is not None:
        return None if section.status == SectionStatus.DRAFTING else now
    return None if report.status in STILL_TO_MEET[kind] else now


def move_deadline(*, deadline: Deadline, due_on: date, actor: User, now: datetime) -> Deadline:
    """Give one open deadline another date; reminders count from the new one. A section's is then its own, and so is a
    step's that waits: it is not moved on when the step goes on.
    """
    access.require(actor, Ability.MANAGE, deadline.report, now)
    with transaction.atomic():
        locked = Deadline.objects.select_for_update(of=("self",), no_key=True).get(pk=deadline.pk)
        if locked.met_at is not None and locked.kind != DeadlineKind.OPENING:
            raise UnableToSchedule("met")
        if locked.due_on == due_on:
            return locked
        before = locked.due_on
        locked.is_own_date = locked.kind == DeadlineKind.SECTION_DUE or locked.paused_at is not None
        limits.give_date(locked, due_on, now=now)
        subject = f"section:{deadline.section.code}" if deadline.section is not None else "report"
        audit.append_event(
            report=deadline.report, actor=actor, action="move_deadline", subject=subject,
            payload={"kind": locked.kind, "from": before.isoformat(), "to": due_on.isoformat()}, now=now,
        )  # fmt: skip
    return locked


def meet_section(*, section: Section, now: datetime) -> None:
    """The division has done its part; the date waits (limits.resume_section) in case the section comes back."""
    own = Deadline.objects.filter(section=section, kind=DeadlineKind.SECTION_DUE, met_at__isnull=True)
    own.update(met_at=now)


def reopen_section(*, section: Section, now: datetime) -> dict[str, object]:
    """The section is being drafted again, so its date stands again, and those of the report's decision with it.

    Not for a correction: the year's schedule ended with the publication. What became of the section's date, for the
    audit event of the move.
    """
    _reopen_report(section.report_id, (DeadlineKind.REVIEW_DUE, DeadlineKind.APPROVAL_DUE))
    return limits.resume_section(section, now=now)


def meet_report(*, report: Report, action: Action, now: datetime) -> None:
    """Mark the dates that this report move meets, and let those stand again that it undoes."""
    kinds = MET_BY.get(action, ())
    Deadline.objects.filter(report=report, section__isnull=True, kind__in=kinds, met_at__isnull=True).update(met_at=now)
    _reopen_report(report.pk, UNDONE_BY.get(action, ()))


def _reopen_report(report_id: int, kinds: tuple[DeadlineKind, ...]) -> None:
    if kinds:
        met = Deadline.objects.filter(report=report_id, section__isnull=True, kind__in=kinds, met_at__isnull=False)
        met.filter(limits.compiled_first()).update(met_at=None)
