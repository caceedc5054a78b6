"""Every move of a section or a report, and the only place that writes their status.

All moves have one shape: look up the row of the table, require the role, guard, lock the row and compare its state
with the one the caller saw, write the new state, and record Decision, AuditEvent and Notices — in one transaction.
The caller passes the section or report as it was read: if the row has moved on since, `state_changed` says who won.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from approvals.domain import consultations, deadlines, guards, notices, permissions, publication, rounds, routes
from approvals.domain.permissions import Verdict
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models import Decision, Round
from approvals.workflow import Transition
from reports.domain import audit, checking, evidence
from reports.domain.locks import lock_report, lock_section
from reports.enums import ReportStatus, SectionStatus
from reports.models import Edition, Report, Section, User


@dataclass(frozen=True, slots=True)
class Move:
    """A section move under way: its row of the table, the locked section, who makes it, from where, for whom."""

    verdict: Verdict
    section: Section
    actor: User
    comment: str
    now: datetime
    address: str | None
    payload: dict[str, Any] = field(default_factory=dict)
    """What the audit event says beyond the decision itself."""

    @property
    def row(self) -> Transition:
        assert self.verdict.transition is not None
        return self.verdict.transition


# --- sections --------------------------------------------------------------------------------------------------


def submit(*, section: Section, actor: User, now: datetime, comment: str = "", address: str | None = None) -> Decision:
    """陳核: pin the current revision and put it on the first desk. Errors found by the checks refuse it."""
    with transaction.atomic():
        move = _begin(Action.SUBMIT, section, actor=actor, comment=comment, now=now, address=address)
        revision = move.section.current_revision
        if revision is None:
            raise UnableToDecide("nothing_written")
        found = guards.section_findings(move.section, move.row)
        checking.store_findings(revision=revision, found=found)
        files = list(evidence.current(move.section))
        round_, opened = rounds.start(section=move.section, revision=revision, actor=actor, now=now, files=files)
        move.payload.update(_opened(opened), evidence=evidence.manifest(files))
        _write_section(move, SectionStatus.IN_REVIEW)
        deadlines.meet_section(section=move.section, now=now)
        return _record(move, round_, SectionStatus.IN_REVIEW)


def recall(*, section: Section, actor: User, now: datetime, comment: str = "", address: str | None = None) -> Decision:
    """取回: take a submission back, only before the next desk has acted."""
    with transaction.atomic():
        move = _begin(Action.RECALL, section, actor=actor, comment=comment, now=now, address=address)
        return _back_to_drafting(move)


def endorse(*, section: Section, actor: User, now: datetime, comment: str = "", address: str | None = None) -> Decision:
    """核章: a signature of the step that is open; when its quorum is reached the next step opens."""
    with transaction.atomic():
        move = _begin(Action.ENDORSE, section, actor=actor, comment=comment, now=now, address=address)
        round_ = _round(move)
        step = routes.step_at(round_)
        _settled(move, round_)
        if _sign(move, round_):
            move.payload.update(_opened(rounds.open_next(round_, after=step.position, now=now)))
        _write_section(move, SectionStatus.IN_REVIEW)
        return _record(move, round_, SectionStatus.IN_REVIEW, step)


def approve(*, section: Section, actor: User, now: datetime, comment: str = "", address: str | None = None) -> Decision:
    """核定, 決行: the deciding signature; when its quorum is reached the pinned revision is signed off."""
    with transaction.atomic():
        move = _begin(Action.APPROVE, section, actor=actor, comment=comment, now=now, address=address)
        guards.section_findings(move.section, move.row)
        guards.no_blocking_comment(move.section)
        round_ = _round(move)
        step = routes.step_at(round_)
        _settled(move, round_)
        target = SectionStatus.IN_REVIEW
        if _sign(move, round_):
            rounds.close(round_, now=now)
            target = SectionStatus.SIGNED_OFF
        _write_section(move, target)
        return _record(move, round_, target, step)


def send_back(
    *, section: Section, actor: User, comment: str, now: datetime, address: str | None = None,
    to_step: int | None = None,
) -> Decision:  # fmt: skip
    """退回: to the contributor, or to an earlier step of the review, with a reason."""
    with transaction.atomic():
        move = _begin(Action.SEND_BACK, section, actor=actor, comment=comment, now=now, address=address)
        round_ = _round(move)
        step = routes.step_at(round_)
        if to_step is None:
            return _back_to_drafting(move, step)
        if to_step not in [earlier.position for earlier in routes.steps_of(round_) if earlier.position < step.position]:
            raise UnableToDecide("not_a_step")
        rounds.open_step(round_, routes.step_at(round_, to_step), now=now)
        move.payload["to_step"] = to_step
        _write_section(move, SectionStatus.IN_REVIEW)
        return _record(move, round_, SectionStatus.IN_REVIEW, step)


def reassign(
    *, section: Section, actor: User, person: User, comment: str, now: datetime, address: str | None = None
) -> Decision:
    """改派: put the open desk on one person of the same role, with a reason."""
    with transaction.atomic():
        move = _begin(Action.REASSIGN, section, actor=actor, comment=comment, now=now, address=address)
        round_ = _round(move)
        rounds.reassign(round_, person=person, now=now)
        move.payload["person"] = person.pk
        _write_section(move, SectionStatus.IN_REVIEW)
        return _record(move, round_, SectionStatus.IN_REVIEW)


def reopen(*, section: Section, actor: User, comment: str, now: datetime, address: str | None = None) -> Decision:
    """Take a signed-off section back to drafting, with a reason. A report sent up or approved falls back as well."""
    with transaction.atomic():
        report = lock_report(section.report)
        if report.status == ReportStatus.PUBLISHED:
            raise UnableToDecide("published")
        move = _begin(Action.REOPEN, section, actor=actor, comment=comment, now=now, address=address)
        if report.status != ReportStatus.COMPILING:
            _write_report(report, ReportStatus.COMPILING)
            move.payload["voided"] = str(report.status)
        _write_section(move, SectionStatus.DRAFTING)
        deadlines.reopen_section(section=move.section)
        return _record(move, None, SectionStatus.DRAFTING)


def _back_to_drafting(move: Move, step: routes.FrozenStep | None = None) -> Decision:
    round_ = _round(move)
    rounds.close(round_, now=move.now)
    _write_section(move, SectionStatus.DRAFTING)
    deadlines.reopen_section(section=move.section)
    return _record(move, round_, SectionStatus.DRAFTING, step)


def _settled(move: Move, round_: Round) -> None:
    if move.row.is_after_settling:
        consultations.require_settled(move.section, round_.step or 0)


def _sign(move: Move, round_: Round) -> bool:
    assert move.verdict.desk is not None
    assert move.verdict.mandate is not None
    return rounds.sign(round_, desk=move.verdict.desk, mandate=move.verdict.mandate, now=move.now)


def _opened(opened: rounds.Opened) -> dict[str, Any]:
    return {"step": opened.step.position, "step_name": opened.step.name, "carried": list(opened.carried)}


def _begin(action: Action, section: Section, *, actor: User, comment: str, now: datetime, address: str | None) -> Move:
    """Lock, compare with what the caller saw, then ask the table, the roles and the comment rule."""
    locked = lock_section(section)
    if (locked.status, locked.lock_version) != (section.status, section.lock_version):
        # Who may not even act is told that, not who was faster.
        if permissions.can(actor, action, locked, now).code == "no_role":
            raise UnableToDecide("no_role")
        raise UnableToDecide("state_changed", winner=guards.section_winner(locked))
    verdict = permissions.require(actor, action, locked, now)
    move = Move(verdict, locked, actor, guards.kept_comment(comment), now, address)
    if move.row.needs_comment and not move.comment:
        raise UnableToDecide("comment_required")
    return move


def _round(move: Move) -> Round:
    return (
        Round.objects.select_related("revision", "section__report__agency", "submitted_by")
        .get(section=move.section, closed_at__isnull=True)
    )  # fmt: skip


def _write_section(move: Move, target: SectionStatus) -> None:
    """The compare-and-set on state and version: belt and braces beside the row lock, and all there is on SQLite."""
    section = move.section
    is_signed_off = target is SectionStatus.SIGNED_OFF
    written = Section.objects.filter(pk=section.pk, status=section.status, lock_version=section.lock_version).update(
        status=target,
        lock_version=section.lock_version + 1,
        signed_off_revision=section.current_revision if is_signed_off else section.signed_off_revision,
    )
    if not written:
        raise UnableToDecide("state_changed", winner=guards.section_winner(section))


def _record(move: Move, round_: Round | None, target: SectionStatus, step: routes.FrozenStep | None = None) -> Decision:
    """Decision, AuditEvent and Notices of a section move."""
    section, mandate = move.section, move.verdict.mandate
    revision = round_.revision if round_ is not None else section.signed_off_revision
    assert revision is not None  # a move without a round reopens a sign-off, which has a revision
    decision = Decision.objects.create(
        report=section.report, section=section, round=round_, revision=revision, action=move.row.action,
        role=(mandate.role if mandate is not None else None) or "", actor=move.actor,
        acting_for_id=mandate.acting_for if mandate else None,
        capacity=(mandate.capacity if mandate else None) or "",
        step=step.position if step else None,
        scope_sha256=rounds.scope_hash(round_, step) if round_ is not None and step is not None else "",
        address=move.address, from_status=section.status, to_status=target,
        comment=move.comment, decided_at=move.now,
    )  # fmt: skip
    audit.append_event(
        report=section.report, actor=move.actor, action=move.row.action.value, subject=f"section:{section.code}",
        payload={
            "decision": decision.pk, "role": str(decision.role), "from": str(section.status), "to": target.value,
            "revision": revision.number, "sha256": revision.sha256, "comment": move.comment,
            "acting_for": decision.acting_for_id, "capacity": str(decision.capacity),
            "address": move.address or "", "signed_step": decision.step, **move.payload,
        },
        now=move.now,
    )  # fmt: skip
    notices.tell_about_section(decision=decision, now=move.now)
    return decision


# --- reports ---------------------------------------------------------------------------------------------------


def submit_report(
    *, report: Report, actor: User, now: datetime, comment: str = "", address: str | None = None
) -> Decision:
    """The secretariat sends the compiled report up for the head's decision; every section must be signed off."""
    with transaction.atomic():
        move = _begin_report(Action.SUBMIT, report, actor=actor, comment=comment, now=now, address=address)
        publication.require_complete(move.report)
        guards.report_findings(move.report, move.row)
        return _move_report(move, set_sha256=publication.set_sha256(move.report))


def send_back_report(
    *, report: Report, actor: User, comment: str, now: datetime, address: str | None = None
) -> Decision:
    """退回 by the head, with a reason: the secretariat compiles on."""
    with transaction.atomic():
        return _move_report(
            _begin_report(Action.SEND_BACK, report, actor=actor, comment=comment, now=now, address=address)
        )


def approve_report(
    *, report: Report, actor: User, now: datetime, comment: str = "", address: str | None = None
) -> Decision:
    """核定 by the head: pins exactly these signed-off revisions. Warnings must be waived by name first."""
    with transaction.atomic():
        move = _begin_report(Action.APPROVE, report, actor=actor, comment=comment, now=now, address=address)
        publication.require_complete(move.report)
        guards.report_findings(move.report, move.row)
        return _move_report(move, set_sha256=publication.set_sha256(move.report))


def publish_report(
    *, report: Report, actor: User, now: datetime, comment: str = "", address: str | None = None
) -> Edition:
    """公告: one edition from exactly the approved revisions, all or nothing; its files are queued for the workers."""
    with transaction.atomic():
        move = _begin_report(Action.PUBLISH, report, actor=actor, comment=comment, now=now, address=address)
        edition = publication.make_edition(report=move.report, actor=actor, now=now)
        move.payload["edition"] = edition.number
        _move_report(move, set_sha256=publication.set_sha256(move.report))
        return edition


@dataclass(frozen=True, slots=True)
class ReportMove:
    """A report move under way."""

    verdict: Verdict
    report: Report
    actor: User
    comment: str
    now: datetime
    address: str | None
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def row(self) -> Transition:
        assert self.verdict.transition is not None
        return self.verdict.transition


def _begin_report(
    action: Action, report: Report, *, actor: User, comment: str, now: datetime, address: str | None
) -> ReportMove:
    locked = lock_report(report)
    if (locked.status, locked.lock_version) != (report.status, report.lock_version):
        if permissions.can(actor, action, locked, now).code == "no_role":
            raise UnableToDecide("no_role")
        raise UnableToDecide("state_changed", winner=guards.report_winner(locked))
    verdict = permissions.require(actor, action, locked, now)
    move = ReportMove(verdict, locked, actor, guards.kept_comment(comment), now, address)
    if move.row.needs_comment and not move.comment:
        raise UnableToDecide("comment_required")
    return move


def _write_report(report: Report, target: ReportStatus) -> None:
    written = Report.objects.filter(pk=report.pk, status=report.status, lock_version=report.lock_version).update(
        status=target, lock_version=report.lock_version + 1
    )
    if not written:
        raise UnableToDecide("state_changed", winner=guards.report_winner(report))


def _move_report(move: ReportMove, *, set_sha256: str = "") -> Decision:
    report, row, mandate = move.report, move.row, move.verdict.mandate
    target = ReportStatus(row.target)
    _write_report(report, target)
    decision = Decision.objects.create(
        report=report, set_sha256=set_sha256, action=row.action, role=row.role or "", actor=move.actor,
        acting_for_id=mandate.acting_for if mandate else None,
        capacity=(mandate.capacity if mandate else None) or "", address=move.address,
        from_status=report.status, to_status=target, comment=move.comment, decided_at=move.now,
    )  # fmt: skip
    audit.append_event(
        report=report, actor=move.actor, action=row.action.value, subject="report",
        payload={
            "decision": decision.pk, "role": str(decision.role), "from": str(report.status), "to": target.value,
            "set_sha256": set_sha256, "comment": move.comment, "acting_for": decision.acting_for_id,
            "capacity": str(decision.capacity), "address": move.address or "", **move.payload,
        },
        now=move.now,
    )  # fmt: skip
    deadlines.meet_report(report=report, action=row.action, now=move.now)
    notices.tell_about_report(decision=decision, now=move.now)
    return decision


# The moves that need nothing but a comment; `reassign` also takes a person.
SECTION_MOVES: dict[Action, Callable[..., Decision]] = {
    Action.SUBMIT: submit,
    Action.RECALL: recall,
    Action.ENDORSE: endorse,
    Action.APPROVE: approve,
    Action.SEND_BACK: send_back,
    Action.REOPEN: reopen,
}
REPORT_MOVES: dict[Action, Callable[..., Decision | Edition]] = {
    Action.SUBMIT: submit_report,
    Action.SEND_BACK: send_back_report,
    Action.APPROVE: approve_report,
    Action.PUBLISH: publish_report,
}
