"""From the head's approval to an edition: the pinned set, its provenance, the document."""

from datetime import datetime

from approvals.domain.permissions import office_date
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models import Decision
from reports.content import Document
from reports.domain import assembly
from reports.domain.editions import create_edition
from reports.models import AuditHead, Edition, Report, User


def require_complete(report: Report) -> None:
    """Refuse, naming them, while sections are not signed off."""
    _document(report, approved_at=None)


def set_sha256(report: Report) -> str:
    """The hash of exactly what would be published now, the two dates aside."""
    return assembly.pinned_sha256(_document(report, approved_at=None))


def make_edition(*, report: Report, actor: User, now: datetime) -> Edition:
    """The edition of an approved report. Refused with `set_changed` unless it is byte for byte what was approved."""
    approval = report.decisions.filter(section__isnull=True, action=Action.APPROVE).select_related("actor").latest("id")
    if report.announced_on is None:
        report.announced_on = office_date(now)
        report.save(update_fields=["announced_on"])
    document = _document(report, approved_at=approval.decided_at)
    if assembly.pinned_sha256(document) != approval.set_sha256:
        raise UnableToDecide("set_changed")
    return create_edition(
        report=report, document=document, provenance=provenance(report, approval), actor=actor, now=now
    )


def provenance(report: Report, approval: Decision) -> dict[str, object]:
    """Section → revision → the decisions that led to its sign-off; the head's approval; where the audit chain stood.

    Offices and roles are named, people are not: which names to print is the agency's choice.
    """
    decisions: dict[int, list[Decision]] = {}
    for decision in (
        Decision.objects.filter(section__report=report, revision__number__isnull=False)
        .select_related("revision", "section__division")
        .order_by("id")
    ):
        decisions.setdefault(decision.revision_id or 0, []).append(decision)
    head = AuditHead.objects.get(report=report)
    sections = report.sections.select_related("signed_off_revision", "division").order_by(
        "chapter__position", "position"
    )
    return {
        "sections": [
            {
                "code": section.code,
                "division": section.division.name,
                "revision": section.signed_off_revision.number,
                "sha256": section.signed_off_revision.sha256,
                "decisions": [_entry(d) for d in decisions.get(section.signed_off_revision.pk, [])],
            }
            for section in sections
            if section.signed_off_revision is not None
        ],
        "approval": {**_entry(approval), "set_sha256": approval.set_sha256},
        "audit_head": {"sequence": head.sequence, "hash": head.hash},
    }


def _entry(decision: Decision) -> dict[str, object]:
    return {"action": decision.action, "role": decision.role, "decided_at": decision.decided_at.isoformat()}


def _document(report: Report, *, approved_at: datetime | None) -> Document:
    try:
        return assembly.approved_document(report, approved_at=approved_at)
    except assembly.UnableToAssemble as refusal:
        raise UnableToDecide(refusal.code, **refusal.params) from refusal
