"""THE table: every move there is. The domain, the admin, the API, docs/workflow.md and the test matrix read it.

A row says: this action, on this subject, from these states, to this state, by whom. Who signs at a step of the review
is the route's to say (approvals/domain/routes.py): such rows have `role` None and `at_step` the kind of step they
belong to. `blocking` is the least severity of an open finding that refuses the move.
"""

from dataclasses import dataclass
from typing import Any

from approvals.enums import Action, Role, StepKind, Subject
from reports.enums import ReportStatus, SectionStatus, Severity

Status = SectionStatus | ReportStatus


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move. `sources` are the states it may start from, `target` the state it ends in (None: the same)."""

    action: Action
    subject: Subject
    sources: frozenset[Status]
    target: Status | None
    role: Role | None
    """The role that makes the move; None for the desks of the step that is open."""
    at_step: frozenset[StepKind] = frozenset()
    needs_comment: bool = False
    blocking: Severity | None = None
    own_work_barred: bool = False
    """Nobody decides on what they, or the person they act for, wrote or submitted in this round."""
    needs_person: bool = False
    """The move names a person, so it is offered by its own form and not as a plain button."""
    is_before_first_desk: bool = False
    """Only while no desk and no consulted division has acted in the round (取回)."""
    is_after_settling: bool = False
    """Only when the consultations of the step are settled: replied, and objections answered."""
    is_before_release: bool = False
    """Only while the public has not been shown the newest edition."""
    is_after_release: bool = False
    """Only once the public has been shown the newest edition."""
    names_edition: bool = False
    """The move is about one edition that the public can read, so it is offered beside that edition."""


def _section(
    action: Action, source: SectionStatus, target: SectionStatus, role: Role | None, **rules: Any
) -> Transition:
    return Transition(action, Subject.SECTION, frozenset({source}), target, role, **rules)


def _report(action: Action, source: ReportStatus, target: ReportStatus, role: Role, **rules: Any) -> Transition:
    return Transition(action, Subject.REPORT, frozenset({source}), target, role, **rules)


_S, _R = SectionStatus, ReportStatus
_ANY_STEP = frozenset(StepKind)

TRANSITIONS: tuple[Transition, ...] = (
    _section(Action.SUBMIT, _S.DRAFTING, _S.IN_REVIEW, Role.CONTRIBUTOR, blocking=Severity.ERROR),
    _section(Action.RECALL, _S.IN_REVIEW, _S.DRAFTING, Role.CONTRIBUTOR, is_before_first_desk=True),
    _section(
        Action.ENDORSE, _S.IN_REVIEW, _S.IN_REVIEW, None, at_step=frozenset({StepKind.ENDORSE}),
        own_work_barred=True, is_after_settling=True,
    ),
    _section(
        Action.APPROVE, _S.IN_REVIEW, _S.SIGNED_OFF, None, at_step=frozenset({StepKind.DECIDE}),
        own_work_barred=True, is_after_settling=True, blocking=Severity.ERROR,
    ),
    _section(
        Action.SEND_BACK, _S.IN_REVIEW, _S.DRAFTING, None, at_step=_ANY_STEP, own_work_barred=True,
        needs_comment=True,
    ),
    _section(
        Action.REASSIGN, _S.IN_REVIEW, _S.IN_REVIEW, Role.SECRETARIAT, needs_comment=True, needs_person=True,
    ),
    _section(Action.REOPEN, _S.SIGNED_OFF, _S.DRAFTING, Role.SECRETARIAT, needs_comment=True),
    _report(Action.SUBMIT, _R.COMPILING, _R.AWAITING_APPROVAL, Role.SECRETARIAT, blocking=Severity.ERROR),
    _report(
        Action.SEND_BACK, _R.AWAITING_APPROVAL, _R.COMPILING, Role.HEAD, needs_comment=True, own_work_barred=True,
    ),
    _report(
        Action.APPROVE, _R.AWAITING_APPROVAL, _R.APPROVED, Role.HEAD, blocking=Severity.WARNING,
        own_work_barred=True,
    ),
    _report(Action.PUBLISH, _R.APPROVED, _R.PUBLISHED, Role.SECRETARIAT),
    _report(
        Action.CANCEL_PUBLICATION, _R.PUBLISHED, _R.APPROVED, Role.SECRETARIAT, needs_comment=True,
        is_before_release=True,
    ),
    _report(
        Action.CORRECT, _R.PUBLISHED, _R.COMPILING, Role.SECRETARIAT, needs_comment=True, is_after_release=True,
    ),
    Transition(
        Action.WITHDRAW, Subject.REPORT, frozenset(_R), None, Role.SECRETARIAT, needs_comment=True,
        names_edition=True,
    ),
)  # fmt: skip


def transition(subject: Subject, action: Action) -> Transition | None:
    """The row of one action on one subject, None where the subject knows no such action."""
    return next((row for row in TRANSITIONS if row.subject is subject and row.action is action), None)


def actions(subject: Subject) -> tuple[Action, ...]:
    """The actions a subject knows, in the table's order."""
    return tuple(row.action for row in TRANSITIONS if row.subject is subject)
