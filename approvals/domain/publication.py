"""From the head's approval to an edition: the pinned set, its provenance, the document."""

from datetime import datetime

from approvals.domain.permissions import office_date
from approvals.domain.provenance import provenance
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from reports.content import Document
from reports.domain import assembly
from reports.domain.editions import create_edition
from reports.models import Edition, Report, User


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


def _document(report: Report, *, approved_at: datetime | None) -> Document:
    try:
        return assembly.approved_document(report, approved_at=approved_at)
    except assembly.UnableToAssemble as refusal:
        raise UnableToDecide(refusal.code, **refusal.params) from refusal
