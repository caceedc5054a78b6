"""From the head's approval to an edition: the pinned set, its provenance, the document."""

from datetime import datetime

from approvals.domain.provenance import provenance
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from reports.content import Document
from reports.domain import assembly, corrections
from reports.domain.editions import create_edition
from reports.models import Edition, Report, User


def require_complete(report: Report) -> None:
    """Refuse, naming them, while sections are not signed off."""
    _document(report, approved_at=None)


def set_sha256(report: Report) -> str:
    """The hash of exactly what would be published now, the two dates aside."""
    return assembly.pinned_sha256(_document(report, approved_at=None))


def make_edition(*, report: Report, actor: User, published_at: datetime) -> Edition:
    """The edition of an approved report, carrying the correction if one is under way.

    Refused with `set_changed` unless it is byte for byte what was approved.
    """
    approval = report.decisions.filter(section__isnull=True, action=Action.APPROVE).select_related("actor").latest("id")
    document = _document(report, approved_at=approval.decided_at)
    if assembly.pinned_sha256(document) != approval.set_sha256:
        raise UnableToDecide("set_changed")
    edition = create_edition(
        report=report, document=document, provenance=provenance(report, approval), actor=actor,
        published_at=published_at,
    )  # fmt: skip
    corrections.close(report=report, edition=edition)
    return edition


def public_edition(report: Report, number: int | None) -> Edition:
    """The edition of this number that the public can read, or the newest one; refused where there is none."""
    public = report.editions.public()
    found = public.filter(number=number) if number is not None else public.order_by("-number")
    edition = found.select_for_update(no_key=True).first()
    if edition is None:
        raise UnableToDecide("no_public_edition")
    return edition


def unreleased_edition(report: Report) -> Edition:
    """The newest edition, while it is not public: a worker may have released it since the move was allowed."""
    edition = report.editions.live().select_for_update(no_key=True).latest("number")
    if edition.released_at is not None:
        raise UnableToDecide("already_public")
    return edition


def _document(report: Report, *, approved_at: datetime | None) -> Document:
    try:
        return assembly.approved_document(report, approved_at=approved_at)
    except assembly.UnableToAssemble as refusal:
        raise UnableToDecide(refusal.code, **refusal.params) from refusal
