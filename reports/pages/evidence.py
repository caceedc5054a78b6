"""Evidence on a section's page: attach, download, take out."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reports.domain import evidence
from reports.domain.refusals import Refusal
from reports.domain.stored_files import UnableToUseStorage
from reports.models import Evidence
from reports.pages.files import refused
from reports.pages.people import person, visible_section, visitor_address

FORM_OVERHEAD = 64 * 1024
"""Bytes that a form may need beside the file."""


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """One file; its name and bytes are judged by the domain."""
    now = timezone.now()
    section = visible_section(request, pk, now)
    try:
        # By the announced length, before the body is read to disk.
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > settings.JIBAO_EVIDENCE_MAX_BYTES + FORM_OVERHEAD:
            raise evidence.too_big()
        file = request.FILES.get("file")
        row = evidence.attach(
            section=section, place=request.POST.get("place", ""), name=(file.name or "") if file else "",
            content=file.read() if file else b"", actor=person(request), now=now, address=visitor_address(request),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Attached: %(name)s") % {"name": row.name})
    return redirect("reports:section", pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the next submission."""
    now = timezone.now()
    row = _visible(request, pk)
    try:
        evidence.remove(evidence=row, actor=person(request), now=now, address=visitor_address(request))
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Removed: %(name)s") % {"name": row.name})
    return redirect("reports:section", row.section_id)


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Always to be kept, never to be shown: should a browser open it after all, it may do nothing."""
    row = _visible(request, pk)
    try:
        content = evidence.read(row)
    except UnableToUseStorage as refusal:
        return refused(refusal)
    response = HttpResponse(content, content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(request: HttpRequest, pk: int) -> Evidence:
    found: Evidence = get_object_or_404(evidence.readable(person(request), timezone.now()), pk=pk)
    return found
