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
from django.db.models import Max

from approvals.domain import deadlines, notices, permissions, publication
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models import Decision, Round
from approvals.models.labels import LABELS
from approvals.workflow import Transition
from reports.checks import Finding
from reports.domain import audit, checking
from reports.enums import ReportStatus, SectionStatus, Severity
from reports.models import Edition, Report, Section, User


@dataclass(frozen=True, slots=True)
class Move:
    """A section move under way: its row of the table, the locked section and who makes it."""

    row: Transition
    section: Section
    actor: User
    comment: str
    now: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    """What the audit event says beyond the decision itself."""


# --- sections --------------------------------------------------------------------------------------------------


def submit(*, section: Section, actor: User, now: datetime, comment: str = "") -> Decision:
    """陳核: pin the current revision and hand it to the supervisor. Errors found by the checks refuse it."""
    with transaction.atomic():
        move = _begin(Action.SUBMIT, section, actor, comment, now)
        revision = move.section.current_revision
        if revision is None:
            raise UnableToDecide("nothing_written")
        found = _guard_findings(move)
        checking.store_findings(revision=revision, found=found)
        number = (move.section.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
        round_ = Round.objects.create(
            section=move.section, number=number, revision=revision, submitted_by=actor,
            opened_at=now, desk=move.row.next_desk, desk_since=now,
        )  # fmt: skip
        _write_section(move)
        deadlines.meet_section(section=move.section, now=now)
        return _record(move, round_)


def recall(*, section: Section, actor: User, now: datetime, comment: str = "") -> Decision:
    """取回: take a submission back, only before the next desk has acted."""
    return _close_round(Action.RECALL, section, actor, comment, now)


def endorse(*, section: Section, actor: User, now: datetime, comment: str = "") -> Decision:
    """核章: the supervisor's endorsement; the secretariat's desk is next."""
    with transaction.atomic():
        move = _begin(Action.ENDORSE, section, actor, comment, now)
        round_ = _round(move)
        round_.desk, round_.desk_since = move.row.next_desk, now
        round_.save(update_fields=["desk", "desk_since"])
        _write_section(move)
        return _record(move, round_)


def send_back(*, section: Section, actor: User, comment: str, now: datetime) -> Decision:
    """退回: back to the contributor, with a reason."""
    return _close_round(Action.SEND_BACK, section, actor, comment, now)


def approve(*, section: Section, actor: User, now: datetime, comment: str = "") -> Decision:
    """核定 by the secretariat: the pinned revision is signed off."""
    return _close_round(Action.APPROVE, section, actor, comment, now)


def reopen(*, section: Section, actor: User, comment: str, now: datetime) -> Decision:
    """Take a signed-off section back to drafting, with a reason. A report sent up or approved falls back as well."""
    with transaction.atomic():
        report = _lock_report(section.report)
        if report.status == ReportStatus.PUBLISHED:
            raise UnableToDecide("published")
        move = _begin(Action.REOPEN, section, actor, comment, now)
        if report.status != ReportStatus.COMPILING:
            _write_report(report, ReportStatus.COMPILING)
            move.payload["voided"] = report.get_status_display()
        _write_section(move)
        deadlines.reopen_section(section=move.section)
        return _record(move, None)


def _close_round(action: Action, section: Section, actor: User, comment: str, now: datetime) -> Decision:
    with transaction.atomic():
        move = _begin(action, section, actor, comment, now)
        if move.row.blocking is not None:
            _guard_findings(move)
        round_ = _round(move)
        round_.desk, round_.desk_since, round_.closed_at = None, now, now
        round_.save(update_fields=["desk", "desk_since", "closed_at"])
        _write_section(move)
        if move.row.target is SectionStatus.DRAFTING:
            deadlines.reopen_section(section=move.section)
        return _record(move, round_)


def _begin(action: Action, section: Section, actor: User, comment: str, now: datetime) -> Move:
    """Lock, compare with what the caller saw, then ask the table, the roles and the comment rule."""
    locked = (
        Section.objects.select_for_update(of=("self",), no_key=True)
        .select_related("report__agency", "division", "current_revision", "signed_off_revision")
        .get(pk=section.pk)
    )
    if (locked.status, locked.lock_version) != (section.status, section.lock_version):
        # Who may not even act is told that, not who was faster.
        if permissions.can(actor, action, locked, now).code == "no_role":
            raise UnableToDecide("no_role")
        raise UnableToDecide("state_changed", winner=_winner(locked))
    row = permissions.require(actor, action, locked, now)
    if row.needs_comment and not comment.strip():
        raise UnableToDecide("comment_required")
    return Move(row, locked, actor, comment.strip(), now)


def _winner(section: Section) -> str:
    """Who changed the section last, and how."""
    event = (
        section.report.audit_events.filter(subject=f"section:{section.code}")
        .select_related("actor").order_by("-sequence").first()
    )  # fmt: skip
    if event is None:
        return str(section.get_status_display())
    label = LABELS[Action(event.action)] if event.action in set(Action) else event.action
    return f"{event.actor} – {label}"


def _guard_findings(move: Move) -> tuple[checking.OpenFinding, ...]:
    """Findings on the very revision being decided, inside the transaction."""
    found = checking.section_findings(move.section)
    refuse_on(checking.blocking(found, move.row.blocking or Severity.ERROR))
    return found


def refuse_on(found: tuple[Finding, ...]) -> None:
    if found:
        checks = "、".join(dict.fromkeys(finding.check_id for finding in found))
        places = [
            {"check": f.check_id, "section": f.section_code, "place": f.place, "fingerprint": f.fingerprint}
            for f in found
        ]
        raise UnableToDecide("has_findings", count=len(found), checks=checks, findings=places)


def _round(move: Move) -> Round:
    return Round.objects.select_related("revision").get(section=move.section, closed_at__isnull=True)


def _write_section(move: Move) -> None:
    """The compare-and-set on state and version: belt and braces beside the row lock, and all there is on SQLite."""
    section = move.section
    is_signed_off = move.row.target is SectionStatus.SIGNED_OFF
    written = Section.objects.filter(pk=section.pk, status=section.status, lock_version=section.lock_version).update(
        status=move.row.target,
        lock_version=section.lock_version + 1,
        signed_off_revision=section.current_revision if is_signed_off else section.signed_off_revision,
    )
    if not written:
        raise UnableToDecide("state_changed", winner=_winner(section))


def _record(move: Move, round_: Round | None) -> Decision:
    """Decision, AuditEvent and Notices of a section move."""
    section = move.section
    revision = round_.revision if round_ is not None else section.signed_off_revision
    assert revision is not None
    decision = Decision.objects.create(
        report=section.report, section=section, round=round_, revision=revision,
        action=move.row.action, role=move.row.role, actor=move.actor,
        from_status=section.status, to_status=move.row.target, comment=move.comment, decided_at=move.now,
    )  # fmt: skip
    audit.append_event(
        report=section.report, actor=move.actor, action=move.row.action.value, subject=f"section:{section.code}",
        payload={
            "decision": decision.pk, "role": move.row.role.value, "from": section.status,
            "to": move.row.target.value, "revision": revision.number, "sha256": revision.sha256,
            "comment": move.comment, **move.payload,
        },
        now=move.now,
    )  # fmt: skip
    notices.tell_about_section(decision=decision, now=move.now)
    return decision


# --- reports ---------------------------------------------------------------------------------------------------


def submit_report(*, report: Report, actor: User, now: datetime, comment: str = "") -> Decision:
    """The secretariat sends the compiled report up for the head's decision; every section must be signed off."""
    with transaction.atomic():
        row, locked = _begin_report(Action.SUBMIT, report, actor, comment, now)
        _guard_report(locked, row)
        return _move_report(row, locked, actor, comment, now, set_sha256=publication.set_sha256(locked))


def send_back_report(*, report: Report, actor: User, comment: str, now: datetime) -> Decision:
    """退回 by the head, with a reason: the secretariat compiles on."""
    with transaction.atomic():
        row, locked = _begin_report(Action.SEND_BACK, report, actor, comment, now)
        return _move_report(row, locked, actor, comment, now)


def approve_report(*, report: Report, actor: User, now: datetime, comment: str = "") -> Decision:
    """核定 by the head: pins exactly these signed-off revisions. Warnings must be waived by name first."""
    with transaction.atomic():
        row, locked = _begin_report(Action.APPROVE, report, actor, comment, now)
        _guard_report(locked, row)
        return _move_report(row, locked, actor, comment, now, set_sha256=publication.set_sha256(locked))


def publish_report(*, report: Report, actor: User, now: datetime, comment: str = "") -> Edition:
    """公告: one edition from exactly the approved revisions, all or nothing; its files are queued for the workers."""
    with transaction.atomic():
        row, locked = _begin_report(Action.PUBLISH, report, actor, comment, now)
        edition = publication.make_edition(report=locked, actor=actor, now=now)
        _move_report(
            row, locked, actor, comment, now,
            set_sha256=publication.set_sha256(locked), payload={"edition": edition.number},
        )  # fmt: skip
        return edition


def _begin_report(
    action: Action, report: Report, actor: User, comment: str, now: datetime
) -> tuple[Transition, Report]:
    locked = _lock_report(report)
    if (locked.status, locked.lock_version) != (report.status, report.lock_version):
        if permissions.can(actor, action, locked, now).code == "no_role":
            raise UnableToDecide("no_role")
        raise UnableToDecide("state_changed", winner=_report_winner(locked))
    row = permissions.require(actor, action, locked, now)
    if row.needs_comment and not comment.strip():
        raise UnableToDecide("comment_required")
    return row, locked


def _lock_report(report: Report) -> Report:
    # NO KEY: a plain FOR UPDATE would also stop the foreign-key checks of section moves, and deadlock with them.
    return Report.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=report.pk)


def _report_winner(report: Report) -> str:
    last = report.decisions.filter(section__isnull=True).select_related("actor").order_by("-id").first()
    return f"{last.actor} – {last.get_action_display()}" if last else str(report.get_status_display())


def _guard_report(report: Report, row: Transition) -> None:
    publication.require_complete(report)
    refuse_on(checking.blocking(checking.findings(report), row.blocking or Severity.ERROR))


def _write_report(report: Report, target: ReportStatus) -> None:
    written = Report.objects.filter(pk=report.pk, status=report.status, lock_version=report.lock_version).update(
        status=target, lock_version=report.lock_version + 1
    )
    if not written:
        raise UnableToDecide("state_changed", winner=_report_winner(report))


def _move_report(
    row: Transition, report: Report, actor: User, comment: str, now: datetime,
    *, set_sha256: str = "", payload: dict[str, Any] | None = None,
) -> Decision:  # fmt: skip
    target = ReportStatus(row.target)
    _write_report(report, target)
    decision = Decision.objects.create(
        report=report, set_sha256=set_sha256, action=row.action, role=row.role, actor=actor,
        from_status=report.status, to_status=target, comment=comment.strip(), decided_at=now,
    )  # fmt: skip
    audit.append_event(
        report=report, actor=actor, action=row.action.value, subject="report",
        payload={
            "decision": decision.pk, "role": row.role.value, "from": report.status, "to": target.value,
            "set_sha256": set_sha256, "comment": comment.strip(), **(payload or {}),
        },
        now=now,
    )  # fmt: skip
    deadlines.meet_report(report=report, action=row.action, now=now)
    notices.tell_about_report(decision=decision, now=now)
    return decision


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
