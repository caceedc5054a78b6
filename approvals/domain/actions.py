"""Every move of a section or a report, and the only place that writes their status.

All moves have one shape: look up the row of the table, require the role, guard, lock the row and compare its state
with the one the caller saw, write the new state, and record Decision, AuditEvent and Notices — in one transaction.
The caller passes the section or report as it was read: if the row has moved on since, `state_changed` says who won.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction

from approvals.domain import (
    consultations,
    deadlines,
    guards,
    limits,
    notices,
    permissions,
    provenance,
    publication,
    rounds,
    routes,
)
from approvals.domain.permissions import Verdict
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models import Decision, Round
from approvals.workflow import Status, Transition
from reports.domain import audit, checking, corrections, evidence, styles
from reports.domain.locks import lock_report, lock_section
from reports.domain.visibility import cancel_edition, mark_withdrawn, moment
from reports.enums import ReportStatus, SectionStatus
from reports.models import Edition, Report, Section, User

Moved = TypeVar("Moved", Section, Report)


@dataclass(frozen=True, slots=True)
class Move(Generic[Moved]):
    """A move under way: its row of the table, what it moves, locked, who makes it, from where, for whom."""

    verdict: Verdict
    subject: Moved
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
        revision = move.subject.current_revision
        if revision is None:
            raise UnableToDecide("nothing_written")
        found = guards.section_findings(move.subject, move.row)
        checking.store_findings(revision=revision, found=found)
        files = list(evidence.current(move.subject))
        round_, opened = rounds.start(section=move.subject, revision=revision, actor=actor, now=now, files=files)
        move.payload.update(_opened(opened), evidence=evidence.manifest(files))
        _write_section(move, SectionStatus.IN_REVIEW)
        deadlines.meet_section(section=move.subject, now=now)
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
        guards.section_findings(move.subject, move.row)
        guards.no_blocking_comment(move.subject)
        round_ = _round(move)
        step = routes.step_at(round_)
        _settled(move, round_)
        target = SectionStatus.IN_REVIEW
        if _sign(move, round_):
            rounds.close(round_, now=now)
            limits.stop_consultations(move.subject, now=now)
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
        move.payload.update(deadlines.reopen_section(section=move.subject, now=now))
        return _record(move, None, SectionStatus.DRAFTING)


def _back_to_drafting(move: Move[Section], step: routes.FrozenStep | None = None) -> Decision:
    round_ = _round(move)
    rounds.close(round_, now=move.now)
    _write_section(move, SectionStatus.DRAFTING)
    move.payload.update(deadlines.reopen_section(section=move.subject, now=move.now))
    return _record(move, round_, SectionStatus.DRAFTING, step)


def _settled(move: Move[Section], round_: Round) -> None:
    if move.row.is_after_settling:
        consultations.require_settled(move.subject, round_.step or 0)


def _sign(move: Move[Section], round_: Round) -> bool:
    assert move.verdict.desk is not None
    assert move.verdict.mandate is not None
    return rounds.sign(round_, desk=move.verdict.desk, mandate=move.verdict.mandate, now=move.now)


def _opened(opened: rounds.Opened) -> dict[str, Any]:
    return {"step": opened.step.position, "step_name": opened.step.name, "carried": list(opened.carried)}


def _round(move: Move[Section]) -> Round:
    return (
        Round.objects.select_related("revision", "section__report__agency", "submitted_by")
        .get(section=move.subject, closed_at__isnull=True)
    )  # fmt: skip


def _write_section(move: Move[Section], target: SectionStatus) -> None:
    """The compare-and-set on state and version: belt and braces beside the row lock, and all there is on SQLite."""
    section = move.subject
    is_signed_off = target is SectionStatus.SIGNED_OFF
    written = Section.objects.filter(pk=section.pk, status=section.status, lock_version=section.lock_version).update(
        status=target,
        lock_version=section.lock_version + 1,
        signed_off_revision=section.current_revision if is_signed_off else section.signed_off_revision,
    )
    if not written:
        raise UnableToDecide("state_changed", winner=guards.winner(section))


def _record(
    move: Move[Section], round_: Round | None, target: SectionStatus, step: routes.FrozenStep | None = None
) -> Decision:
    """Decision, AuditEvent and Notices of a section move."""
    section = move.subject
    revision = round_.revision if round_ is not None else section.signed_off_revision
    assert revision is not None  # a move without a round reopens a sign-off, which has a revision
    pins = {
        "report": section.report, "section": section, "round": round_, "revision": revision,
        "step": step.position if step else None,
        "scope_sha256": rounds.scope_hash(round_, step) if round_ is not None and step is not None else "",
    }  # fmt: skip
    says = {"revision": revision.number, "sha256": revision.sha256, "signed_step": pins["step"]}
    decision = _decide(move, f"section:{section.code}", target, pins=pins, says=says)
    notices.tell_about_section(decision=decision, now=move.now)
    return decision


# --- reports ---------------------------------------------------------------------------------------------------


def submit_report(
    *, report: Report, actor: User, now: datetime, comment: str = "", address: str | None = None
) -> Decision:
    """The secretariat sends the compiled report up for the head's decision; every section must be signed off."""
    with transaction.atomic():
        move = _begin(Action.SUBMIT, report, actor=actor, comment=comment, now=now, address=address)
        publication.require_complete(move.subject)
        guards.report_findings(move.subject, move.row)
        styles.freeze_style(report=move.subject)
        return _move_report(move, set_sha256=publication.set_sha256(move.subject))


def send_back_report(
    *, report: Report, actor: User, comment: str, now: datetime, address: str | None = None
) -> Decision:
    """退回 by the head, with a reason: the secretariat compiles on."""
    with transaction.atomic():
        return _move_report(_begin(Action.SEND_BACK, report, actor=actor, comment=comment, now=now, address=address))


def approve_report(
    *, report: Report, actor: User, now: datetime, comment: str = "", address: str | None = None
) -> Decision:
    """核定 by the head: pins exactly these signed-off revisions. Warnings must be waived by name first."""
    with transaction.atomic():
        move = _begin(Action.APPROVE, report, actor=actor, comment=comment, now=now, address=address)
        publication.require_complete(move.subject)
        guards.report_findings(move.subject, move.row)
        return _move_report(move, set_sha256=publication.set_sha256(move.subject))


def publish_report(
    *, report: Report, actor: User, now: datetime, comment: str = "", address: str | None = None,
    publish_at: datetime | None = None,
) -> Edition:  # fmt: skip
    """公告: one edition from exactly the approved revisions, all or nothing; its files are queued for the workers.

    With `publish_at` the files are made at once and nobody sees them before that moment.
    """
    with transaction.atomic():
        move = _begin(Action.PUBLISH, report, actor=actor, comment=comment, now=now, address=address)
        published_at = moment(publish_at, now)
        edition = publication.make_edition(report=move.subject, actor=actor, published_at=published_at)
        move.payload.update(edition=edition.number, published_at=published_at.isoformat())
        _move_report(move, set_sha256=publication.set_sha256(move.subject))
        return edition


def cancel_publication(
    *, report: Report, actor: User, comment: str, now: datetime, address: str | None = None
) -> Decision:
    """Take a publication back before anybody has seen it; the head's approval stands."""
    with transaction.atomic():
        move = _begin(Action.CANCEL_PUBLICATION, report, actor=actor, comment=comment, now=now, address=address)
        edition = publication.unreleased_edition(move.subject)
        cancel_edition(edition=edition, now=now)
        move.payload["edition"] = edition.number
        return _move_report(move)


def correct_report(*, report: Report, actor: User, comment: str, now: datetime, address: str | None = None) -> Decision:
    """勘誤: open a correction; the reason will be public. Sections are then reopened, and what is public stays so."""
    with transaction.atomic():
        move = _begin(Action.CORRECT, report, actor=actor, comment=comment, now=now, address=address)
        newest = move.subject.editions.live().latest("number")
        corrections.start(report=move.subject, corrects=newest, reason=move.comment, actor=actor, now=now)
        move.payload["edition"] = newest.number
        return _move_report(move)


def withdraw_edition(
    *, report: Report, actor: User, comment: str, now: datetime, address: str | None = None,
    edition: int | None = None,
) -> Decision:  # fmt: skip
    """撤下: the newest public edition, or the one of this number, gives way to a public notice."""
    with transaction.atomic():
        move = _begin(Action.WITHDRAW, report, actor=actor, comment=comment, now=now, address=address)
        found = publication.public_edition(move.subject, edition)
        move.payload["edition"] = found.number
        decision = _move_report(move)
        mark_withdrawn(edition=found, reason=move.comment, office=provenance.office_of(decision), actor=actor, now=now)
        return decision


def _write_report(report: Report, target: ReportStatus) -> None:
    written = Report.objects.filter(pk=report.pk, status=report.status, lock_version=report.lock_version).update(
        status=target, lock_version=report.lock_version + 1
    )
    if not written:
        raise UnableToDecide("state_changed", winner=guards.winner(report))


def _move_report(move: Move[Report], *, set_sha256: str = "") -> Decision:
    """The new state, and Decision, AuditEvent and Notices of a report move."""
    report, pins = move.subject, {"set_sha256": set_sha256}
    target = ReportStatus(move.row.target or report.status)
    _write_report(report, target)
    decision = _decide(move, "report", target, pins={"report": report, **pins}, says=pins)
    deadlines.meet_report(report=report, action=move.row.action, now=move.now)
    notices.tell_about_report(decision=decision, now=move.now)
    return decision


# --- both ------------------------------------------------------------------------------------------------------


def _begin(
    action: Action, subject: Moved, *, actor: User, comment: str, now: datetime, address: str | None
) -> Move[Moved]:
    """Lock, compare with what the caller saw, then ask the table, the roles and the comment rule."""
    locked = lock_section(subject) if isinstance(subject, Section) else lock_report(subject)
    if (locked.status, locked.lock_version) != (subject.status, subject.lock_version):
        # Who may not even act is told that, not who was faster.
        if permissions.can(actor, action, locked, now).code == "no_role":
            raise UnableToDecide("no_role")
        raise UnableToDecide("state_changed", winner=guards.winner(locked))
    verdict = permissions.require(actor, action, locked, now)
    move = Move(verdict, locked, actor, guards.kept_comment(comment), now, address)
    if move.row.needs_comment and not move.comment:
        raise UnableToDecide("comment_required")
    return move


def _decide(
    move: Move[Any], subject: str, target: Status, *, pins: Mapping[str, Any], says: Mapping[str, Any]
) -> Decision:
    """The Decision with what it `pins`, and its AuditEvent with what that `says` of it."""
    mandate = move.verdict.mandate
    decision = Decision.objects.create(
        action=move.row.action, role=(mandate.role if mandate else None) or "", actor=move.actor,
        acting_for_id=mandate.acting_for if mandate else None, capacity=(mandate.capacity if mandate else None) or "",
        address=move.address, from_status=move.subject.status, to_status=target, comment=move.comment,
        decided_at=move.now, **pins,
    )  # fmt: skip
    audit.append_event(
        report=decision.report, actor=move.actor, action=move.row.action.value, subject=subject,
        payload={
            "decision": decision.pk, "role": str(decision.role), "from": str(move.subject.status),
            "to": target.value, "comment": move.comment, "acting_for": decision.acting_for_id,
            "capacity": str(decision.capacity), "address": move.address or "", **says, **move.payload,
        },
        now=move.now,
    )  # fmt: skip
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
    Action.CANCEL_PUBLICATION: cancel_publication,
    Action.CORRECT: correct_report,
    Action.WITHDRAW: withdraw_edition,
}
