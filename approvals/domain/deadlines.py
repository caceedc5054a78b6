"""The dates of a report's schedule: set by the secretariat, met and reopened by the moves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.enums import Action, DeadlineKind
from approvals.models import Deadline
from reports.domain import access, audit
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Report, Section, User


class UnableToSchedule(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "met": _("What was due has been done; its date can no longer be moved."),
        "no_sections": _("The report has no sections to give a date to."),
    }


# Which report-level deadline a report move meets; sending a report up ends the review.
MET_BY: dict[Action, tuple[DeadlineKind, ...]] = {
    Action.SUBMIT: (DeadlineKind.REVIEW_DUE,),
    Action.APPROVE: (DeadlineKind.APPROVAL_DUE,),
    Action.PUBLISH: (DeadlineKind.PUBLICATION_DUE,),
}
# Which it undoes: a report that the head sends back has to be reviewed again.
UNDONE_BY: dict[Action, tuple[DeadlineKind, ...]] = {Action.SEND_BACK: (DeadlineKind.REVIEW_DUE,)}


def default_schedule(roc_year: int) -> dict[DeadlineKind, date]:
    """Our default for a report on `roc_year`, in the year after it (domain.md §3): every date can be changed."""
    year = roc_year + 1911 + 1
    return {
        DeadlineKind.SECTION_DUE: date(year, 2, 10),
        DeadlineKind.REVIEW_DUE: date(year, 2, 15),
        DeadlineKind.APPROVAL_DUE: date(year, 2, 25),
        DeadlineKind.PUBLICATION_DUE: date(year, 3, 31),
    }


def schedule(*, report: Report, dates: Mapping[DeadlineKind, date], actor: User, now: datetime) -> None:
    """Set the report's dates; SECTION_DUE becomes one deadline for each section. Met deadlines are left alone."""
    access.require(actor, Ability.MANAGE, report, now)
    with transaction.atomic():
        rows = [
            Deadline(report=report, kind=kind, due_on=due)
            for kind, due in dates.items()
            if kind is not DeadlineKind.SECTION_DUE
        ]
        if (due := dates.get(DeadlineKind.SECTION_DUE)) is not None:
            rows += [
                Deadline(report=report, section=section, kind=DeadlineKind.SECTION_DUE, due_on=due)
                for section in report.sections.all()
            ]
        for row in rows:
            set_deadline(report=report, section=row.section, kind=DeadlineKind(row.kind), due_on=row.due_on)
        audit.append_event(
            report=report, actor=actor, action="schedule", subject="report",
            payload={kind.value: due.isoformat() for kind, due in dates.items()}, now=now,
        )  # fmt: skip


def set_deadline(*, report: Report, section: Section | None, kind: DeadlineKind, due_on: date) -> Deadline:
    deadline, is_new = Deadline.objects.get_or_create(
        report=report, section=section, kind=kind, defaults={"due_on": due_on}
    )
    if not is_new and deadline.met_at is None and deadline.due_on != due_on:
        deadline.due_on = due_on
        deadline.save(update_fields=["due_on"])
    return deadline


def move_deadline(*, deadline: Deadline, due_on: date, actor: User, now: datetime) -> Deadline:
    """Give one open deadline another date; reminders count from the new one."""
    access.require(actor, Ability.MANAGE, deadline.report, now)
    with transaction.atomic():
        locked = Deadline.objects.select_for_update(of=("self",), no_key=True).get(pk=deadline.pk)
        if locked.met_at is not None:
            raise UnableToSchedule("met")
        if locked.due_on == due_on:
            return locked
        before, locked.due_on = locked.due_on, due_on
        locked.save(update_fields=["due_on"])
        subject = f"section:{deadline.section.code}" if deadline.section is not None else "report"
        audit.append_event(
            report=deadline.report, actor=actor, action="move_deadline", subject=subject,
            payload={"kind": locked.kind, "from": before.isoformat(), "to": due_on.isoformat()}, now=now,
        )  # fmt: skip
    return locked


def meet_section(*, section: Section, now: datetime) -> None:
    Deadline.objects.filter(section=section, met_at__isnull=True).update(met_at=now)


def reopen_section(*, section: Section) -> None:
    """The section is being drafted again, so its date stands again, and those of the report's decision with it."""
    Deadline.objects.filter(section=section, met_at__isnull=False).update(met_at=None)
    _reopen_report(section.report_id, (DeadlineKind.REVIEW_DUE, DeadlineKind.APPROVAL_DUE))


def meet_report(*, report: Report, action: Action, now: datetime) -> None:
    """Mark the dates that this report move meets, and let those stand again that it undoes."""
    kinds = MET_BY.get(action, ())
    Deadline.objects.filter(report=report, section__isnull=True, kind__in=kinds, met_at__isnull=True).update(met_at=now)
    _reopen_report(report.pk, UNDONE_BY.get(action, ()))


def _reopen_report(report_id: int, kinds: tuple[DeadlineKind, ...]) -> None:
    if kinds:
        met = Deadline.objects.filter(report=report_id, section__isnull=True, kind__in=kinds, met_at__isnull=False)
        met.update(met_at=None)
