"""Who may make which move. What reports itself asks is answered in approvals/domain/policy.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from approvals.domain import routes
from approvals.domain.authorship import authors_of
from approvals.domain.mandates import Mandate, mandates, office_date
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action, SeatKind, Subject
from approvals.models import Consultation, Desk, Round
from approvals.workflow import Transition, actions, transition
from reports.domain.queries import newest_edition
from reports.models import Report, Section, User

__all__ = ["Verdict", "can", "offered", "office_date", "open_round", "require"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a move is allowed: the table's row and the mandate used when it is, the refusal's code when not."""

    transition: Transition | None
    code: str = ""
    mandate: Mandate | None = None
    desk: Desk | None = None

    @property
    def is_allowed(self) -> bool:
        return self.transition is not None


def can(user: User, action: Action, subject: Section | Report, now: datetime) -> Verdict:
    """May this person make this move on this subject as it stands? The first reason against it, in a fixed order:
    no_role, wrong_status, desk_has_acted or wrong_desk or wrong_step, already_public or not_public_yet, own_work."""
    kind = Subject.SECTION if isinstance(subject, Section) else Subject.REPORT
    row = transition(kind, action)
    if row is None:
        return Verdict(None, "unknown_action")
    agency_id = subject.report.agency_id if isinstance(subject, Section) else subject.agency_id
    section = subject if isinstance(subject, Section) else None
    held = mandates(user, agency_id=agency_id, now=now, section=section)
    if row.role is None:
        assert section is not None
        return _can_at_desk(user, row, section, held)
    division_id = section.division_id if section is not None else None
    fitting = [mandate for mandate in held if mandate.holds(row.role, division_id)]
    if not fitting:
        return Verdict(None, "no_role")
    if subject.status not in row.sources:
        return Verdict(None, "wrong_status")
    if code := _against(row, subject):
        return Verdict(None, code)
    return _without_own_work(user, row, subject, [(mandate, None) for mandate in fitting])


def _against(row: Transition, subject: Section | Report) -> str:
    """The code of the row's own condition that is not met; "" when all are."""
    if isinstance(subject, Section):
        return "desk_has_acted" if row.is_before_first_desk and _has_been_acted_on(subject) else ""
    if row.names_edition:
        return "" if subject.editions.public().exists() else "no_public_edition"
    if not (row.is_before_release or row.is_after_release):
        return ""
    newest = newest_edition(subject)
    is_released = newest is not None and newest.released_at is not None
    if is_released == row.is_after_release:
        return ""
    return "already_public" if is_released else "not_public_yet"


def _can_at_desk(user: User, row: Transition, section: Section, held: tuple[Mandate, ...]) -> Verdict:
    round_ = open_round(section)
    steps = routes.steps_of(round_) if round_ is not None else routes.route_for(section)
    asked = [step for step in steps if step.kind in row.at_step]
    desks = list(round_.desks.all()) if round_ is not None else []
    named = [desk for desk in desks if desk.step in {step.position for step in asked}]
    sits = any(_sits_at(step, mandate, section) for step in asked for mandate in held)
    if not sits and not any(mandate.fits(desk) for desk in named for mandate in held):
        return Verdict(None, "no_role")
    if section.status not in row.sources or round_ is None:
        return Verdict(None, "wrong_status")
    seats = [(m, desk) for m in held for desk in desks if desk.closed_at is None and m.fits(desk)]
    if not seats:
        return Verdict(None, "wrong_desk")
    if routes.step_at(round_).kind not in row.at_step:
        return Verdict(None, "wrong_step")
    return _without_own_work(user, row, section, seats)


def _sits_at(step: routes.FrozenStep, mandate: Mandate, section: Section) -> bool:
    if step.seat is SeatKind.PEOPLE:
        return mandate.principal_id in step.people
    division_id = step.division if step.seat is SeatKind.NAMED_DIVISION else section.division_id
    if step.seat is SeatKind.NAMED_DIVISION:
        return mandate.role is step.role and mandate.division_id == division_id
    return step.role is not None and mandate.holds(step.role, division_id)


def _without_own_work(
    user: User, row: Transition, subject: Section | Report, seats: Iterable[tuple[Mandate, Desk | None]]
) -> Verdict:
    """The first seat whose holder did not write what is to be decided; the person themselves must not have either."""
    if not row.own_work_barred:
        mandate, desk = next(iter(seats))
        return Verdict(row, mandate=mandate, desk=desk)
    authors = authors_of(subject)
    for mandate, desk in seats:
        if not authors & {user.pk, mandate.principal_id}:
            return Verdict(row, mandate=mandate, desk=desk)
    return Verdict(None, "own_work")


def require(user: User, action: Action, subject: Section | Report, now: datetime) -> Verdict:
    verdict = can(user, action, subject, now)
    if not verdict.is_allowed:
        raise UnableToDecide(verdict.code, status=subject.get_status_display(), desk=_desk_names(subject))
    return verdict


def _desk_names(subject: Section | Report) -> str:
    if isinstance(subject, Report):
        return ""
    desks = Desk.objects.filter(round__section=subject, closed_at__isnull=True).select_related("user", "division")
    return "、".join(str(desk) for desk in desks)


def open_round(section: Section) -> Round | None:
    return Round.objects.filter(section=section, closed_at__isnull=True).prefetch_related("desks").first()


def _has_been_acted_on(section: Section) -> bool:
    """Whether a desk or a consulted division has acted in the open round."""
    round_ = open_round(section)
    if round_ is None:
        return False
    decided = round_.decisions.exclude(action__in=[Action.SUBMIT, Action.REASSIGN]).exists()
    replies = Consultation.objects.filter(section=section, replied_at__gte=round_.opened_at)
    return decided or replies.exists()


def offered(user: User, subject: Section | Report, now: datetime, *, naming: bool = False) -> tuple[Transition, ...]:
    """The moves that this person may make now, in the table's order; those naming a person or an edition if wanted."""
    kind = Subject.SECTION if isinstance(subject, Section) else Subject.REPORT
    verdicts = (can(user, action, subject, now) for action in actions(kind))
    rows = (verdict.transition for verdict in verdicts)
    return tuple(row for row in rows if row is not None and (naming or not (row.needs_person or row.names_edition)))
