"""Reads of the report that more than one edge needs."""

from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from reports.domain import access
from reports.enums import RenditionStatus, SectionStatus
from reports.models import Edition, Report, Section, User

_TEXTS = tuple(
    f"{edition}{column}_json"
    for edition in ("", "erratum__corrects__")
    for column in ("document", "provenance", "manifest")
)
"""Columns as long as the report, which a list of editions does not read."""


def sections_for(user: User, now: datetime) -> QuerySet[Section]:
    """Every section this person may read, with what a list row shows, in one query."""
    return _with_row_data(access.policy().visible_sections(user, now))


def own_sections(user: User, now: datetime) -> QuerySet[Section]:
    """The sections this person writes."""
    return _with_row_data(access.policy().own_sections(user, now))


def _with_row_data(sections: QuerySet[Section]) -> QuerySet[Section]:
    return sections.select_related("report__agency", "chapter", "division", "current_revision").order_by(
        "-report__roc_year", "chapter__position", "position"
    )


def reports_for(user: User, now: datetime) -> QuerySet[Report]:
    """Every report this person may read, with how many of its sections are signed off."""
    signed_off = Count("sections", filter=Q(sections__status=SectionStatus.SIGNED_OFF))
    return (
        access.policy()
        .visible_reports(user, now)
        .select_related("agency")
        .annotate(section_count=Count("sections"), signed_off_count=signed_off)
    )


def newest_edition(report: Report) -> Edition | None:
    """The last one, released or still being made."""
    return report.editions.live().order_by("-number").first()


def editions_of(report: Report, now: datetime) -> list[Edition]:
    """All its editions for the house to watch over, the newest first, those that were taken back included.

    Each with its correction, its files and how many of them are `ready`, `failed` and there in `total`; what lies in
    the future `is_scheduled`, what the public was shown a later one of `is_superseded`. In two queries.
    """
    ready = Count("renditions", filter=Q(renditions__status=RenditionStatus.READY))
    failed = Count("renditions", filter=Q(renditions__status=RenditionStatus.FAILED))
    ahead = Q(published_at__gt=now, released_at__isnull=True, cancelled_at__isnull=True)
    later = Edition.objects.released().filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    annotated = report.editions.annotate(
        ready=ready, failed=failed, total=Count("renditions"), is_superseded=Exists(later),
        is_scheduled=ExpressionWrapper(ahead, BooleanField()),
    )  # fmt: skip
    shown = annotated.select_related("erratum__corrects").defer(*_TEXTS)
    return list(shown.order_by("-number", "-pk").prefetch_related("renditions"))
