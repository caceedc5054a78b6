"""The public site. It asks `released_editions` for everything it shows; nothing else of the house can be reached."""

import json
from hashlib import sha256

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Max, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.content import sha256_hex
from reports.content.codec import document_from_json
from reports.domain import bundle, corrections
from reports.domain.editions import read, released_editions
from reports.models import Edition, Rendition
from reports.pages.files import deliver
from reports.pages.withdrawn import shown_editions, unless_withdrawn
from reports.renderers import html_body

REPORTS_A_PAGE = 50
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
    """The permanent address of the report: its newest edition, or the notice if that was withdrawn."""
    edition = get_object_or_404(shown_editions(agency, roc_year).order_by("-number")[:1])
    return redirect("reports:edition", agency, roc_year, edition.number)


@login_not_required
@require_safe
@unless_withdrawn
def edition(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    found = _edition(agency, roc_year, number)
    # The body is made by our renderer, which escapes every text; no other markup can be in it.
    body = mark_safe(html_body(document_from_json(json.loads(found.document_json))))  # noqa: S308
    context = {
        "edition": found,
        "report": found.report,
        "body": body,
        "files": list(found.renditions.order_by("id")),
        "manifest_sha256": sha256_hex(found.manifest_json),
        "standing": corrections.standing(found),
    }
    return render(request, "reports/public/edition.html", context)


@login_not_required
@require_safe
def manifest(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    found = _shown(agency, roc_year, number)
    content = found.manifest_json.encode()
    return deliver(
        request, content, tag=sha256_hex(found.manifest_json), media_type="application/json", name="manifest.json"
    )


@login_not_required
@require_safe
def signature(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    """The 64 bytes of the Ed25519 signature of manifest.json."""
    found = _shown(agency, roc_year, number)
    if not found.signature:
        raise Http404
    content = bytes.fromhex(found.signature)
    return deliver(
        request, content, tag=sha256(content).hexdigest(), media_type="application/octet-stream", name=bundle.SIGNATURE
    )


@login_not_required
@require_safe
@unless_withdrawn
def everything(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    """All files of the edition with manifest, signature and public key."""
    found = _edition(agency, roc_year, number)
    etag = f"{sha256_hex(found.manifest_json)}-zip"
    try:
        content = bundle.everything(found)
    except OSError as error:
        return _damaged(error, edition=found.pk)
    return deliver(request, content, tag=etag, media_type="application/zip", name=bundle.zip_name(found))


@login_not_required
@require_safe
@unless_withdrawn
def edition_file(request: HttpRequest, agency: str, roc_year: int, number: int, name: str) -> HttpResponseBase:
    found: Rendition = get_object_or_404(Rendition, edition=_edition(agency, roc_year, number), name=name)
    try:
        content = read(found)
    except OSError as error:
        return _damaged(error, rendition=found.pk)
    return deliver(request, content, tag=found.sha256, media_type=found.media_type, name=found.name)


def _damaged(error: OSError, **which: int) -> HttpResponse:
    logger.error("stored_file_damaged", **which, error=str(error))
    text = _("This file is damaged on the server, so it is not given out. The agency has to restore it.")
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")


def _shown(agency: str, roc_year: int, number: int) -> Edition:
    """Withdrawn or not: without every manifest the chain of editions could not be checked."""
    found: Edition = get_object_or_404(shown_editions(agency, roc_year), number=number)
    return found


def _edition(agency: str, roc_year: int, number: int) -> Edition:
    found: Edition = get_object_or_404(
        released_editions(), report__agency__code=agency, report__roc_year=roc_year, number=number
    )
    return found
