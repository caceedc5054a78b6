"""Who may make which move. What reports itself asks is answered in approvals/domain/policy.py."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone

from approvals.domain.refusals import UnableToDecide
from approvals.enums import AGENCY_WIDE_ROLES, Action, Role, Subject
from approvals.models import Assignment, Round
from approvals.models.labels import LABELS
from approvals.workflow import Transition, actions, transitions
from reports.models import Report, Section, SectionRevision, User


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a move is allowed: the table's row when it is, the refusal's code when it is not."""

    transition: Transition | None
    code: str = ""

    @property
    def is_allowed(self) -> bool:
        return self.transition is not None


def office_date(now: datetime) -> date:
    """The date in the office (Asia/Taipei) at an aware time; roles and deadlines go by it."""
    return timezone.localtime(now).date()


def roles_at(user: User, division_id: int, agency_id: int, now: datetime) -> frozenset[Role]:
    """The roles a person holds for a division now: its own, and the agency-wide ones of its agency."""
    found = (
        Assignment.objects.in_force(office_date(now))
        .filter(user=user, division__agency_id=agency_id)
        .filter(Q(division_id=division_id) | Q(role__in=AGENCY_WIDE_ROLES))
    )
    return frozenset(Role(role) for role in found.values_list("role", flat=True))


def agency_roles(user: User, agency_id: int, now: datetime) -> frozenset[Role]:
    """The agency-wide roles a person holds now."""
    found = Assignment.objects.in_force(office_date(now)).filter(
        user=user, division__agency_id=agency_id, role__in=AGENCY_WIDE_ROLES
    )
    return frozenset(Role(role) for role in found.values_list("role", flat=True))


def can(user: User, action: Action, subject: Section | Report, now: datetime) -> Verdict:
    """May this person make this move on this subject as it stands? The first reason against it, in a fixed order:
    no_role, wrong_status, desk_has_acted / wrong_desk, own_work."""
    kind = Subject.SECTION if isinstance(subject, Section) else Subject.REPORT
    rows = transitions(kind, action)
    if not rows:
        return Verdict(None, "unknown_action")
    roles = _roles(user, subject, now)
    held = [row for row in rows if row.role in roles]
    if not held:
        return Verdict(None, "no_role")
    current = [row for row in held if subject.status in row.sources]
    if not current:
        return Verdict(None, "wrong_status")
    round_ = open_round(subject) if isinstance(subject, Section) else None
    ready = [row for row in current if row.desk is None or (round_ is not None and round_.desk == row.desk)]
    if not ready:
        return Verdict(None, "desk_has_acted" if action is Action.RECALL else "wrong_desk")
    if ready[0].own_work_barred and is_own_work(user, subject):
        return Verdict(None, "own_work")
    return Verdict(ready[0])


def require(user: User, action: Action, subject: Section | Report, now: datetime) -> Transition:
    verdict = can(user, action, subject, now)
    if verdict.transition is None:
        round_ = open_round(subject) if isinstance(subject, Section) else None
        desk = LABELS[Role(round_.desk)] if round_ is not None and round_.desk else ""
        raise UnableToDecide(verdict.code, status=subject.get_status_display(), desk=desk)
    return verdict.transition


def _roles(user: User, subject: Section | Report, now: datetime) -> frozenset[Role]:
    if isinstance(subject, Section):
        return roles_at(user, subject.division_id, subject.report.agency_id, now)
    return agency_roles(user, subject.agency_id, now)


def open_round(section: Section) -> Round | None:
    return Round.objects.filter(section=section, closed_at__isnull=True).first()


def is_own_work(user: User, subject: Section | Report) -> bool:
    """Whether this person wrote or submitted what is to be decided.

    A section: any revision since the last sign-off, or the open round's submission. A report: any signed-off
    revision in the set, its submission, or sending the report up.
    """
    if isinstance(subject, Report):
        return _is_own_report(user, subject)
    last = subject.signed_off_revision
    written = SectionRevision.objects.filter(section=subject, author=user, number__gt=last.number if last else 0)
    submitted = Round.objects.filter(section=subject, closed_at__isnull=True, submitted_by=user)
    return written.exists() or submitted.exists()


def _is_own_report(user: User, report: Report) -> bool:
    sections = Section.objects.filter(report=report)
    if sections.filter(signed_off_revision__author=user).exists():
        return True
    rounds = Round.objects.filter(section__report=report, revision=F("section__signed_off_revision"))
    if rounds.filter(submitted_by=user).exists():
        return True
    sent_up = report.decisions.filter(section__isnull=True, action=Action.SUBMIT).order_by("-id").first()
    return sent_up is not None and sent_up.actor_id == user.pk


def offered(user: User, subject: Section | Report, now: datetime) -> tuple[Transition, ...]:
    """The moves this person may make now, in the table's order."""
    kind = Subject.SECTION if isinstance(subject, Section) else Subject.REPORT
    verdicts = (can(user, action, subject, now) for action in actions(kind))
    return tuple(verdict.transition for verdict in verdicts if verdict.transition is not None)
