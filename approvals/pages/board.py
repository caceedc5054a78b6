"""The secretariat's board: a whole report at a glance, its moves, and how far its publication is."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.domain import nudges, permissions
from approvals.domain.calendar import last_ended
from approvals.domain.coverage import missing_day
from approvals.domain.extending import extensions_awaiting
from approvals.domain.undelivered import undelivered_count
from approvals.enums import Action, Role
from approvals.models import Assignment, Deadline
from reports.checks import Finding
from reports.domain import checking, corrections, queries
from reports.domain.access import Standing, policy, require
from reports.domain.editions import retry_failed
from reports.domain.proofreading import error_text
from reports.domain.refusals import Refusal
from reports.domain.wording import finding_remedy, finding_text, severity_label
from reports.enums import Ability, RenditionStatus, ReportStatus, SectionStatus, Severity
from reports.models import AuditHead, Edition, Rendition, Report, Section, User
from reports.models.labels import LABELS
from reports.pages.people import person

_TEXTS = tuple(
    f"{edition}{column}_json"
    for edition in ("", "erratum__corrects__")
    for column in ("document", "provenance", "manifest")
)
"""Columns as long as the report, which the board does not read."""


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
        "moves": policy().offered_moves(user, report, now),
        "trail": policy().trail(report),
        "kept_move": request.session.pop(f"kept-move-report-{report.pk}", None),
        "correction": corrections.open_erratum(report),
        "editions": _editions(report, now),
        "can_withdraw": permissions.can(user, Action.WITHDRAW, report, now).is_allowed,
        "audit_head": AuditHead.objects.get(report=report),
        "can_manage": can_manage,
        "remind_report": remindable.get(None),
        "undelivered": undelivered_count(report) if can_manage else 0,
    }
    return render(request, "approvals/board.html", context)


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


def _editions(report: Report, now: datetime) -> list[Edition]:
    """The newest first, those that were taken back included; what lies in the future is scheduled."""
    ready = Count("renditions", filter=Q(renditions__status=RenditionStatus.READY))
    failed = Count("renditions", filter=Q(renditions__status=RenditionStatus.FAILED))
    ahead = Q(published_at__gt=now, released_at__isnull=True, cancelled_at__isnull=True)
    annotated = report.editions.annotate(
        ready=ready, failed=failed, total=Count("renditions"), is_scheduled=ExpressionWrapper(ahead, BooleanField())
    )
    shown = annotated.select_related("erratum__corrects").defer(*_TEXTS)
    return list(shown.order_by("-number", "-pk").prefetch_related("renditions"))


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


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the failed files of the newest edition again."""
    report = board_report(request, pk)
    edition = queries.newest_edition(report)
    try:
        require(person(request), Ability.MANAGE, report, timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect("approvals:board", pk)
    count = retry_failed(edition=edition) if edition else 0
    messages.info(request, _("Files queued again: %(count)s") % {"count": count})
    return redirect("approvals:board", pk)
