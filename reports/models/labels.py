"""What people read for each value of reports/enums.py."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import (
    BracketWidth,
    Direction,
    DivisionKind,
    Face,
    ItemMark,
    KeyRetirement,
    RenditionFormat,
    RenditionStatus,
    ReportFamily,
    ReportStatus,
    SectionKind,
    SectionStatus,
    Severity,
    ValueKind,
)

LABELS: dict[StrEnum, Promise | str] = {
    SectionStatus.DRAFTING: _("Drafting"),
    SectionStatus.IN_REVIEW: _("In review"),
    SectionStatus.SIGNED_OFF: _("Signed off"),
    ReportStatus.COMPILING: _("Compiling"),
    ReportStatus.AWAITING_APPROVAL: _("Awaiting the head's approval"),
    ReportStatus.APPROVED: _("Approved"),
    ReportStatus.PUBLISHED: _("Published"),
    SectionKind.GOALS: _("Yearly goals"),
    SectionKind.PLAN: _("Yearly plan"),
    SectionKind.ACHIEVEMENT: _("Achievements under a goal"),
    SectionKind.FOLLOW_UP: _("Follow-up of last year's opinions"),
    SectionKind.OVERALL_OPINION: _("Overall opinion"),
    DivisionKind.LINE: _("Line division"),
    DivisionKind.ACCOUNTING: _("Accounting"),
    DivisionKind.PERSONNEL: _("Personnel"),
    DivisionKind.ETHICS: _("Civil service ethics"),
    DivisionKind.SECRETARIAT: _("Secretariat"),
    DivisionKind.HEAD_OFFICE: _("Head's office"),
    Direction.HIGHER: _("Higher is better"),
    Direction.LOWER: _("Lower is better"),
    Direction.EQUAL: _("Equal to the target"),
    ValueKind.RATE: _("Rate"),
    ValueKind.COUNT: _("Count"),
    ValueKind.AMOUNT: _("Amount"),
    ValueKind.MILESTONE: _("Milestone weight"),
    ValueKind.CUMULATIVE: _("Cumulative progress"),
    ValueKind.INCREASE: _("Increase"),
    ValueKind.QUALITATIVE: _("Qualitative"),
    Severity.ERROR: _("Error"),
    Severity.WARNING: _("Warning"),
    Severity.INFORMATION: _("Information"),
    RenditionFormat.PDF: "PDF",
    RenditionFormat.ODT: "ODT",
    RenditionFormat.DOCX: "DOCX",
    RenditionFormat.HTML: "HTML",
    RenditionFormat.JSON: "JSON",
    RenditionFormat.JSON_SCHEMA: "JSON Schema",
    RenditionFormat.INDICATORS_CSV: _("CSV: indicators"),
    RenditionFormat.BUDGETS_CSV: _("CSV: budget execution"),
    RenditionFormat.ACHIEVEMENTS_CSV: _("CSV: achievements"),
    RenditionFormat.PARAGRAPHS_CSV: _("CSV: every paragraph"),
    RenditionFormat.CSV: _("CSV: all tables (zip)"),
    RenditionFormat.SIGNED_PDF: _("PDF signed with the agency's certificate"),
    RenditionStatus.QUEUED: _("Queued"),
    RenditionStatus.RUNNING: _("Being made"),
    RenditionStatus.READY: pgettext_lazy("file", "Ready"),
    RenditionStatus.FAILED: _("Failed"),
    KeyRetirement.REPLACED: pgettext_lazy("signing key", "Replaced by a newer key"),
    KeyRetirement.LOST: pgettext_lazy("signing key", "Lost"),
    KeyRetirement.EXPOSED: pgettext_lazy("signing key", "Exposed to others"),
    KeyRetirement.GIVEN_UP: pgettext_lazy("signing key", "Signing was given up"),
    BracketWidth.HALF: _("Half width (一)"),
    BracketWidth.FULL: _("Full width （一）"),
    ItemMark.POINT: _("1. with a point"),
    ItemMark.COMMA: _("1、 with a comma"),
    Face.KAI: _("Kai (標楷體)"),
    Face.SERIF: _("Serif (明體)"),
    Face.SANS: _("Sans (黑體)"),
    ReportFamily.A: pgettext_lazy("report family", "Family A: goals, plans, achievements, opinions"),
}


def choices(enum: type[StrEnum]) -> list[tuple[str, Promise | str]]:
    """The (value, label) pairs of a Django choices field."""
    return [(member.value, LABELS[member]) for member in enum]
