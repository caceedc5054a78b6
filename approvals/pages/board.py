"""The secretariat's board: a whole report at a glance, its moves, and how far its publication is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from approvals.domain import nudges, permissions
from approvals.domain.calendar import last_ended
from approvals.domain.coverage import missing_day
from approvals.domain.extending import extensions_awaiting
from approvals.domain.undelivered import undelivered_count
from approvals.enums import Action, Role
from approvals.models import Assignment, Deadline
from reports.checks import Finding
from reports.domain import checking, corrections, queries, signing
from reports.domain.access import OfferedMove, Standing, policy
from reports.domain.kept_refusals import error_text
from reports.domain.wording import finding_remedy, finding_text, severity_label
from reports.enums import Ability, RenditionStatus, ReportStatus, SectionStatus, Severity
from reports.models import AuditHead, Edition, Rendition, Report, Section, User
from reports.models.labels import LABELS
from reports.pages.kept import words_without_form
from reports.pages.people import person


@dataclass(frozen=True, slots=True)
class BoardRow:
    section: Section
    standing: Standing
    errors: int
    warnings: int
    remind: Deadline | None
    """What its holders can be reminded of now."""


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """The reports a person watches over; the only one is opened at once."""
    now = timezone.now()
    found = list(_watched(person(request), now))
    if len(found) == 1:
        return redirect("approvals:board", found[0].pk)
    return render(request, "approvals/boards.html", {"reports": found})


def _watched(user: User, now: datetime) -> Any:
    """The reports of the agencies in which somebody is secretariat or head; all of them for a superuser."""
    found = queries.reports_for(user, now).order_by("-roc_year", "agency__code")
    if user.is_superuser:
        return found
    held = Assignment.objects.in_force(permissions.office_date(now)).filter(user=user)
    wide = held.filter(role__in=[Role.SECRETARIAT, Role.HEAD])
    return found.filter(agency__in=wide.values("division__agency"))


def board_report(request: HttpRequest, pk: int) -> Report:
    """Raises Http404 for everybody who is not this agency's secretariat or head, or a superuser."""
    found: Report = get_object_or_404(_watched(person(request), timezone.now()), pk=pk)
    return found


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    now, user = timezone.now(), person(request)
    report = board_report(request, pk)
    sections = list(queries.sections_for(user, now).filter(report=report))
    standings = policy().standings(sections, now)
    found = checking.findings(report)
    counts = _open_counts(found)
    can_manage = policy().can(user, Ability.MANAGE, report, now)
    remindable = nudges.remindable(report, now) if can_manage else {}
    rows = [
        BoardRow(
            section, standings[section.pk],
            counts[section.code, Severity.ERROR], counts[section.code, Severity.WARNING], remindable.get(section.pk),
        )
        for section in sections
    ]  # fmt: skip
    moves, editions = policy().offered_moves(user, report, now), queries.editions_of(report, now)
    can_withdraw = permissions.can(user, Action.WITHDRAW, report, now).is_allowed
    kept = request.session.pop(f"kept-move-report-{report.pk}", None)
    signed_off = sum(row.section.status == SectionStatus.SIGNED_OFF for row in rows)
    context = {
        "report": report,
        "rows": rows,
        "signed_off": signed_off,
        "overdue": sum(row.standing.is_overdue for row in rows),
        "report_findings": [
            (severity_label(item.finding.severity), item.finding.check_id, _finding_words(item.finding))
            for item in found
            if item.finding.section_code == "" and item.waiver is None
        ],
        "steps": _steps(report),
        "deadlines": _deadlines(report, now),
        "calendar_ends": missing_day(now, agency=report.agency),
        "extensions_asked": extensions_awaiting(user, now).filter(deadline__report=report).count(),
        "moves": moves,
        "signing_warning": signing.warning(report.agency) if _offers_publication(moves) else "",
        "trail": policy().trail(report),
        "kept_move": kept,
        "kept_words": words_without_form(kept, moves, _withdrawing(kept, editions) if can_withdraw else ()),
        "correction": corrections.open_erratum(report),
        "editions": editions,
        "can_withdraw": can_withdraw,
        "audit_head": AuditHead.objects.get(report=report),
        "can_manage": can_manage,
        "remind_report": remindable.get(None),
        "undelivered": undelivered_count(report) if can_manage else 0,
    }
    return render(request, "approvals/board.html", context)


def _offers_publication(moves: Sequence[OfferedMove]) -> bool:
    return any(move.action == Action.PUBLISH for move in moves)


def _withdrawing(kept: dict[str, str] | None, editions: list[Edition]) -> list[Action]:
    """The withdrawal, where the edition that was to be withdrawn still has its form."""
    public = {str(row.number) for row in editions if row.released_at is not None and row.withdrawn_at is None}
    return [Action.WITHDRAW] if kept is not None and kept["choice"] in public else []


def _finding_words(finding: Finding) -> str:
    return f"{finding_text(finding.message, finding.params)} {finding_remedy(finding.message, finding.params)}"


def _open_counts(found: tuple[checking.OpenFinding, ...]) -> Counter[tuple[str, str]]:
    return Counter((item.finding.section_code, item.finding.severity) for item in found if item.waiver is None)


def _steps(report: Report) -> list[dict[str, Any]]:
    """The states of a report in their order, each done, current or to come."""
    order = list(ReportStatus)
    now_at = order.index(ReportStatus(report.status))
    return [
        {"label": LABELS[status], "is_current": place == now_at, "is_done": place < now_at}
        for place, status in enumerate(order)
    ]


def _deadlines(report: Report, now: datetime) -> list[dict[str, Any]]:
    rows = list(Deadline.objects.filter(report=report, section__isnull=True).order_by("due_on", "id"))
    ended = last_ended((row.due_on for row in rows if row.met_at is None), permissions.office_date(now))
    return [{"deadline": row, "is_overdue": row.met_at is None and row.due_on <= ended} for row in rows]


@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the newest edition's files are; the board asks every few seconds while one is being made."""
    report = board_report(request, pk)
    edition = queries.newest_edition(report)
    if edition is None:
        raise Http404
    files = [_file_json(row) for row in edition.renditions.order_by("id")]
    return JsonResponse({"edition": edition.number, "released": edition.released_at is not None, "files": files})


def _file_json(row: Rendition) -> dict[str, Any]:
    label = str(LABELS[RenditionStatus(row.status)])
    return {"id": row.pk, "status": row.status, "label": label, "error": error_text(row.error)}
