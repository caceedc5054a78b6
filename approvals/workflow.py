"""THE table: every move there is. The domain, the admin, the API, docs/workflow.md and the test matrix read it.

A row says: this action, on this subject, from these states, to this state, by this role. `desk` is the role whose
turn it must be in the open round; `blocking` is the least severity of an open finding that refuses the move.
"""

from dataclasses import dataclass

from approvals.enums import Action, Role, Subject
from reports.enums import ReportStatus, SectionStatus, Severity

Status = SectionStatus | ReportStatus


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move. `sources` are the states it may start from, `target` the state it ends in."""

    action: Action
    subject: Subject
    sources: frozenset[Status]
    target: Status
    role: Role
    desk: Role | None = None
    """The role that must be next in the open round; None where no round is needed."""
    next_desk: Role | None = None
    """The role whose turn it is afterwards; None when the round closes or there is none."""
    needs_comment: bool = False
    blocking: Severity | None = None
    own_work_barred: bool = True
    """Nobody decides on what they wrote or submitted in this round."""


def _section(action: Action, source: SectionStatus, target: SectionStatus, role: Role, **rules: object) -> Transition:
    return Transition(action, Subject.SECTION, frozenset({source}), target, role, **rules)  # type: ignore[arg-type]


def _report(action: Action, source: ReportStatus, target: ReportStatus, role: Role, **rules: object) -> Transition:
    return Transition(action, Subject.REPORT, frozenset({source}), target, role, **rules)  # type: ignore[arg-type]


_S, _R = SectionStatus, ReportStatus

TRANSITIONS: tuple[Transition, ...] = (
    _section(
        Action.SUBMIT, _S.DRAFTING, _S.IN_REVIEW, Role.CONTRIBUTOR,
        next_desk=Role.SUPERVISOR, blocking=Severity.ERROR, own_work_barred=False,
    ),
    _section(
        Action.RECALL, _S.IN_REVIEW, _S.DRAFTING, Role.CONTRIBUTOR, desk=Role.SUPERVISOR, own_work_barred=False,
    ),
    _section(
        Action.ENDORSE, _S.IN_REVIEW, _S.IN_REVIEW, Role.SUPERVISOR,
        desk=Role.SUPERVISOR, next_desk=Role.SECRETARIAT,
    ),
    _section(
        Action.SEND_BACK, _S.IN_REVIEW, _S.DRAFTING, Role.SUPERVISOR,
        desk=Role.SUPERVISOR, needs_comment=True,
    ),
    _section(
        Action.APPROVE, _S.IN_REVIEW, _S.SIGNED_OFF, Role.SECRETARIAT,
        desk=Role.SECRETARIAT, blocking=Severity.ERROR,
    ),
    _section(
        Action.SEND_BACK, _S.IN_REVIEW, _S.DRAFTING, Role.SECRETARIAT,
        desk=Role.SECRETARIAT, needs_comment=True,
    ),
    _section(
        Action.REOPEN, _S.SIGNED_OFF, _S.DRAFTING, Role.SECRETARIAT, needs_comment=True, own_work_barred=False,
    ),
    _report(
        Action.SUBMIT, _R.COMPILING, _R.AWAITING_APPROVAL, Role.SECRETARIAT,
        blocking=Severity.ERROR, own_work_barred=False,
    ),
    _report(Action.SEND_BACK, _R.AWAITING_APPROVAL, _R.COMPILING, Role.HEAD, needs_comment=True),
    _report(Action.APPROVE, _R.AWAITING_APPROVAL, _R.APPROVED, Role.HEAD, blocking=Severity.WARNING),
    _report(Action.PUBLISH, _R.APPROVED, _R.PUBLISHED, Role.SECRETARIAT, own_work_barred=False),
)  # fmt: skip


def transitions(subject: Subject, action: Action) -> tuple[Transition, ...]:
    """The rows of one action on one subject: one, or two where two desks may do it (send_back)."""
    return tuple(row for row in TRANSITIONS if row.subject is subject and row.action is action)


def actions(subject: Subject) -> tuple[Action, ...]:
    """The actions a subject knows, in the table's order."""
    return tuple(dict.fromkeys(row.action for row in TRANSITIONS if row.subject is subject))
