"""Reads of the report that more than one edge needs."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from reports.domain import access
from reports.enums import SectionStatus
from reports.models import Edition, Report, Section, User


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
