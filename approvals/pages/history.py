"""A report's whole history, as a page that prints and as a file: for its agency's secretariat and head."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from approvals.domain.history import history
from approvals.domain.history_file import file_name, history_csv
from reports.domain import audit, queries
from reports.domain.access import policy
from reports.models import AuditHead, Report
from reports.pages.people import person


def _overseen(request: HttpRequest, pk: int) -> Report:
    """Raises Http404 for everybody whose role does not reach over the report's agency."""
    user, now = person(request), timezone.now()
    agencies = policy().overseen_agencies(user, now)
    found: Report = get_object_or_404(queries.reports_for(user, now).filter(agency__in=agencies), pk=pk)
    return found


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every event with the chain's end, and whether the chain holds as it is read now."""
    report = _overseen(request, pk)
    context = {
        "report": report,
        "rows": history(report),
        "audit_head": AuditHead.objects.get(report=report),
        "broken": audit.first_break(report),
        "printed_at": timezone.now(),
    }
    return render(request, "approvals/history.html", context)


@never_cache
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    report = _overseen(request, pk)
    response = HttpResponse(history_csv(report), content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=file_name(report))
    response["Content-Disposition"] = name or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
