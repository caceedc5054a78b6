"""The public site. It asks `released_editions` for everything it shows; nothing else of the house can be reached."""

import json
from hashlib import sha256

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Max, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.content import sha256_hex
from reports.content.codec import document_from_json
from reports.domain import bundle
from reports.domain.editions import read, released_editions
from reports.models import Edition, Rendition
from reports.renderers import html_body

REPORTS_A_PAGE = 50
# A file is stored under its hash and an edition never changes.
FOREVER = "public, max-age=31536000, immutable"
# A downloaded file is only to be kept: should a browser open it after all, it may do nothing.
FILE_POLICY = "default-src 'none'; sandbox"
logger = structlog.get_logger(__name__)


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The newest released edition of every report."""
    newest = released_editions().filter(report=OuterRef("report")).order_by().values("report")
    editions = (
        released_editions()
        .filter(number=Subquery(newest.annotate(last=Max("number")).values("last")))
        .order_by("-report__roc_year", "report__agency__code")
    )
    page = Paginator(editions, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/public/list.html", {"page": page})


@login_not_required
@require_safe
def newest_edition(_request: HttpRequest, agency: str, roc_year: int) -> HttpResponse:
    found = released_editions().filter(report__agency__code=agency, report__roc_year=roc_year).order_by("number")
    edition = get_object_or_404(found.reverse()[:1])
    return redirect("reports:edition", agency, roc_year, edition.number)


@login_not_required
@require_safe
def edition(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponse:
    found = _edition(agency, roc_year, number)
    newest = released_editions().filter(report=found.report).order_by("-number").values_list("number", flat=True)[0]
    # The body is made by our renderer, which escapes every text; no other markup can be in it.
    body = mark_safe(html_body(document_from_json(json.loads(found.document_json))))  # noqa: S308
    context = {
        "edition": found,
        "report": found.report,
        "body": body,
        "files": list(found.renditions.order_by("id")),
        "manifest_sha256": sha256_hex(found.manifest_json),
        "newest": newest,
    }
    return render(request, "reports/public/edition.html", context)


@login_not_required
@require_safe
def manifest(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    found = _edition(agency, roc_year, number)
    content = found.manifest_json.encode()
    return _file(request, content, sha256_hex(found.manifest_json), "application/json", "manifest.json")


@login_not_required
@require_safe
def signature(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    """The 64 bytes of the Ed25519 signature of manifest.json."""
    found = _edition(agency, roc_year, number)
    if not found.signature:
        raise Http404
    content = bytes.fromhex(found.signature)
    return _file(request, content, sha256(content).hexdigest(), "application/octet-stream", bundle.SIGNATURE)


@login_not_required
@require_safe
def everything(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    """All files of the edition with manifest, signature and public key."""
    found = _edition(agency, roc_year, number)
    etag = f"{sha256_hex(found.manifest_json)}-zip"
    try:
        content = bundle.everything(found)
    except OSError as error:
        return _damaged(error, edition=found.pk)
    return _file(request, content, etag, "application/zip", bundle.zip_name(found))


@login_not_required
@require_safe
def edition_file(request: HttpRequest, agency: str, roc_year: int, number: int, name: str) -> HttpResponseBase:
    found: Rendition = get_object_or_404(Rendition, edition=_edition(agency, roc_year, number), name=name)
    try:
        content = read(found)
    except OSError as error:
        return _damaged(error, rendition=found.pk)
    return _file(request, content, found.sha256, found.media_type, found.name)


def _damaged(error: OSError, **which: int) -> HttpResponse:
    logger.error("stored_file_damaged", **which, error=str(error))
    text = _("This file is damaged on the server, so it is not given out. The agency has to restore it.")
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")


def _edition(agency: str, roc_year: int, number: int) -> Edition:
    found: Edition = get_object_or_404(
        released_editions(), report__agency__code=agency, report__roc_year=roc_year, number=number
    )
    return found


def _file(request: HttpRequest, content: bytes, sha256: str, media_type: str, name: str) -> HttpResponseBase:
    """A download with its hash as entity tag, so that an unchanged file is not sent twice."""
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag = f'"{sha256}"'
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return get_conditional_response(request, etag=etag, response=response) or response
