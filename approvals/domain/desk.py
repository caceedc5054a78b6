"""What lies on a person's desk, and what they need to see before they decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from approvals.domain.mandates import desks_of, office_date
from approvals.enums import Role
from approvals.models import Assignment, Consultation, Desk, DeskReport, DeskSection, Round
from approvals.models.desk import DeskReportQuerySet, DeskSectionQuerySet
from reports.content import SectionContent
from reports.content.blocks import Block
from reports.content.differences import Difference, differences
from reports.content.layout import anchor, blocks
from reports.domain import checking
from reports.domain.assembly import draft_document
from reports.enums import ReportStatus
from reports.models import Report, Section, SectionRevision, User


def sections_awaiting(user: User, now: datetime) -> DeskSectionQuerySet:
    """The sections whose open round lies on a desk that this person holds for them."""
    desks = Desk.objects.filter(desks_of(user, now))
    return DeskSection.objects.filter(pk__in=desks.values("round__section")).with_desk()


def consultations_awaiting(user: User, now: datetime) -> QuerySet[Consultation]:
    """The open questions to divisions whose supervisor this person is or acts for, what is due first at the top."""
    held = Assignment.objects.in_force(office_date(now)).filter(user=user, role=Role.SUPERVISOR)
    return (
        Consultation.objects.filter(
            division__in=held.values("division"), replied_at__isnull=True, withdrawn_at__isnull=True
        )
        .select_related("section__report__agency", "section__division", "division", "requested_by")
        .order_by("due_on", "id")
    )


def reports_awaiting(user: User, now: datetime) -> DeskReportQuerySet:
    """The reports sent up in the agencies whose head this person is."""
    heads = Assignment.objects.in_force(office_date(now)).filter(user=user, role=Role.HEAD)
    return DeskReport.objects.filter(
        status=ReportStatus.AWAITING_APPROVAL, agency__in=heads.values("division__agency")
    ).with_desk()


@dataclass(frozen=True, slots=True)
class Review:
    """A section as its approver reads it. `baseline` is the revision that `changes` are counted from."""

    section: Section
    blocks: tuple[Block, ...]
    findings: tuple[checking.OpenFinding, ...]
    baseline: SectionRevision | None
    is_baseline_signed_off: bool
    changes: tuple[Difference, ...]
    open_round: Round | None


def review(section: Section) -> Review:
    """What was signed off last is the baseline; before the first sign-off, what was submitted in the round before."""
    document = draft_document(section.report)
    open_round = section.rounds.filter(closed_at__isnull=True).select_related("submitted_by").first()
    baseline = _baseline(section, open_round)
    return Review(
        section=section,
        blocks=_blocks_of(blocks(document), section.code),
        findings=checking.section_findings(section),
        baseline=baseline,
        is_baseline_signed_off=baseline is not None and baseline.pk == section.signed_off_revision_id,
        changes=_changes(baseline, section.content),
        open_round=open_round,
    )


def _baseline(section: Section, open_round: Round | None) -> SectionRevision | None:
    if section.signed_off_revision is not None:
        return section.signed_off_revision
    before = section.rounds.filter(closed_at__isnull=False)
    if open_round is not None:
        before = before.filter(number__lt=open_round.number)
    last = before.select_related("revision").order_by("-number").first()
    return last.revision if last is not None else None


def _changes(baseline: SectionRevision | None, content: SectionContent) -> tuple[Difference, ...]:
    return differences(baseline.content, content) if baseline is not None else ()


def _blocks_of(found: Iterable[Block], code: str) -> tuple[Block, ...]:
    """The blocks of one section, with the numbers they have in the whole report."""
    own = anchor(code)
    return tuple(block for block in found if block.anchor == own or block.anchor.startswith(f"{own}-"))


@dataclass(frozen=True, slots=True)
class ReportReview:
    """A report as the head reads it: its sections in order, and the findings that are still open or waived."""

    report: Report
    sections: tuple[Section, ...]
    findings: tuple[checking.OpenFinding, ...]


def report_review(report: Report) -> ReportReview:
    sections = report.sections.select_related(
        "chapter", "division", "current_revision__author", "signed_off_revision"
    ).order_by("chapter__position", "position")
    return ReportReview(report, tuple(sections), checking.findings(report))
