"""What lies on a person's desk, and what they need to see before they decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.domain.mandates import as_mandate, desks_of, office_date
from approvals.enums import AGENCY_WIDE_ROLES, Capacity, Role
from approvals.models import Assignment, Desk, DeskConsultation, DeskReport, DeskSection, Round
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


def represented(sections: Sequence[Section], user: User, now: datetime) -> dict[int, tuple[Capacity, str]]:
    """In which capacity and for whom this person would sign each section, where it is not in their own name.

    By primary key; two queries whatever their number. The sections need their report at hand.
    """
    held = Assignment.objects.in_force(office_date(now)).filter(user=user)
    rows = [(row, as_mandate(row)) for row in held.select_related("acting_for", "division").order_by("id")]
    desks: dict[int, list[Desk]] = {}
    found = Desk.objects.filter(round__section__in=[section.pk for section in sections], closed_at__isnull=True)
    for desk in found.select_related("round"):
        desks.setdefault(desk.round.section_id, []).append(desk)
    names: dict[int, tuple[Capacity, str]] = {}
    for section in sections:
        fitting = [
            row for row, mandate in rows
            if row.division.agency_id == section.report.agency_id and row.section_kind in {"", section.kind}
            and any(mandate.fits(desk) for desk in desks.get(section.pk, ()))
        ]  # fmt: skip
        is_own_desk = any(desk.user_id == user.pk for desk in desks.get(section.pk, ()))
        if fitting and not is_own_desk and all(row.acting_for_id is not None for row in fitting):
            names[section.pk] = (Capacity(fitting[0].capacity), str(fitting[0].acting_for))
    return names


def people_to_reassign_to(section: Section, now: datetime) -> QuerySet[User]:
    """Who holds the role of a desk that the section lies on (改派)."""
    held = Q(pk__in=[])
    for desk in Desk.objects.filter(round__section=section, closed_at__isnull=True).exclude(role=""):
        if desk.role in AGENCY_WIDE_ROLES:
            held |= Q(role=desk.role, division__agency=section.report.agency_id)
        else:
            held |= Q(role=desk.role, division=desk.division_id)
    rows = Assignment.objects.in_force(office_date(now)).filter(held, acting_for__isnull=True)
    return User.objects.filter(pk__in=rows.values("user")).order_by("username")


def consultations_awaiting(user: User, now: datetime) -> QuerySet[DeskConsultation]:
    """The open questions to divisions whose supervisor this person is or acts for, what is due first at the top."""
    held = Assignment.objects.in_force(office_date(now)).filter(user=user, role=Role.SUPERVISOR)
    return (
        DeskConsultation.objects.filter(
            Exists(held.filter(division=OuterRef("division"), section_kind__in=["", OuterRef("section__kind")])),
            replied_at__isnull=True,
            withdrawn_at__isnull=True,
        )
        .select_related("section__report__agency", "section__division", "division", "requested_by")
        .order_by("due_on", "id")
    )


def reports_awaiting(user: User, now: datetime) -> DeskReportQuerySet:
    """The reports sent up where this person is head, and the approved ones where they are the secretariat."""
    held = Assignment.objects.in_force(office_date(now)).filter(user=user)
    headed = held.filter(role=Role.HEAD).values("division__agency")
    kept = held.filter(role=Role.SECRETARIAT).values("division__agency")
    return DeskReport.objects.filter(
        Q(status=ReportStatus.AWAITING_APPROVAL, agency__in=headed) | Q(status=ReportStatus.APPROVED, agency__in=kept)
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
