"""Drafts as they will be printed: PDF with a watermark, and its pages as pictures. Only who may read may look."""

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reports.domain import editions, previews
from reports.domain.access import NotPermitted, policy
from reports.domain.previews import UnableToPreview
from reports.domain.refusals import Refusal
from reports.domain.stored_files import UnableToUseStorage
from reports.enums import RenditionFormat, RenditionStatus
from reports.models import Edition, Report
from reports.pages.people import person, visible_section


@require_safe
def section_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    section = visible_section(request, pk, timezone.now())
    try:
        pdf = previews.section_pdf(section=section)
    except UnableToPreview as refusal:
        return _refused(refusal)
    return _shown(request, pdf, "application/pdf", f"{section.code}-draft.pdf")


@require_safe
def section_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """The section's pages as pictures, each fetched when it comes into view."""
    section = visible_section(request, pk, timezone.now())
    try:
        numbers = previews.page_numbers(previews.section_pdf(section=section))
    except UnableToPreview as refusal:
        return _refused(refusal)
    return render(request, "reports/sections/pages.html", {"section": section, "numbers": numbers})


@require_safe
def section_page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    section = visible_section(request, pk, timezone.now())
    try:
        picture = previews.picture_of(previews.section_pdf(section=section), number)
    except UnableToPreview as refusal:
        return _refused(refusal)
    return _picture(request, picture)


@require_safe
def report_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """404 for who may not read every section: the report's other parts do not exist for them."""
    report = get_object_or_404(Report.objects.select_related("agency"), pk=pk)
    try:
        pdf = previews.report_pdf(report=report, reader=person(request), now=timezone.now())
    except NotPermitted as refusal:
        raise Http404 from refusal
    except UnableToPreview as refusal:
        return _refused(refusal)
    return _shown(request, pdf, "application/pdf", f"{report.agency.code}-{report.roc_year}-draft.pdf")


@require_safe
def edition_page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A page of an edition's stored PDF, for those who oversee the agency."""
    overseen = policy().overseen_agencies(person(request), timezone.now())
    edition = get_object_or_404(Edition.objects.filter(report__agency__in=overseen), pk=pk)
    rendition = get_object_or_404(edition.renditions, format=RenditionFormat.PDF, status=RenditionStatus.READY)
    try:
        picture = previews.picture_of(editions.read(rendition), number)
    except (UnableToPreview, UnableToUseStorage) as refusal:
        return _refused(refusal)
    return _picture(request, picture)


def _picture(request: HttpRequest, picture: bytes | None) -> HttpResponseBase:
    if picture is None:
        raise Http404
    return _shown(request, picture, "image/png", "page.png")


def _shown(request: HttpRequest, content: bytes, media_type: str, name: str) -> HttpResponseBase:
    """Only the reader's own browser may keep it, and has to ask each time whether it still holds."""
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return get_conditional_response(request, etag=etag, response=response) or response


def _refused(refusal: Refusal) -> HttpResponse:
    return HttpResponse(refusal.text, status=refusal.http_status, content_type="text/plain; charset=utf-8")
