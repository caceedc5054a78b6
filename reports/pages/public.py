"""The public site. It asks `released_editions` for everything it shows; nothing else of the house can be reached."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports.content import sha256_hex
from reports.domain import bundle, corrections
from reports.domain.editions import TEXTS, newest_editions, released_editions, storage_path
from reports.domain.stored_files import StoredFile, Text
from reports.enums import RenditionFormat
from reports.models import Edition, Rendition, User
from reports.pages.files import deliver
from reports.pages.house_record import house_record
from reports.pages.report_body import report_body
from reports.pages.withdrawn import notice, shown_editions, unless_withdrawn
from reports.renderers.licence import LICENCE_URL

REPORTS_A_PAGE = 50


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def published(request: HttpRequest) -> HttpResponse:
    """The newest edition of every report, or the notice of its withdrawal."""
    read_first = Rendition.objects.filter(format__in=[RenditionFormat.PDF, RenditionFormat.ODT]).order_by("id")
    editions = newest_editions().defer(*TEXTS).prefetch_related(Prefetch("renditions", read_first))
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
@cache_control(private=True, no_cache=True)
@unless_withdrawn
def edition(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    found, user = _edition(agency, roc_year, number), request.user
    context = {
        "edition": found,
        "report": found.report,
        "body": report_body(found),
        "files": list(found.renditions.order_by("id")),
        "manifest_sha256": found.manifest_sha256,
        "standing": corrections.standing(found),
        "editions": list(shown_editions(agency, roc_year).defer(*TEXTS).order_by("-number")),
        "house": house_record(found, user, timezone.now()) if isinstance(user, User) else [],
        "address": request.build_absolute_uri(request.path),
        "licence_url": LICENCE_URL,
    }
    return render(request, "reports/public/edition.html", context)


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Search engines are welcome to what is published, and to nothing else."""
    allowed = reverse("reports:published")
    response = HttpResponse(f"User-agent: *\nAllow: {allowed}\nDisallow: /\n", content_type="text/plain")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    found = _shown(agency, roc_year, number)
    content = found.manifest_json.encode()
    return deliver(
        request, Text(content), tag=sha256(content).hexdigest(), media_type="application/json", name=bundle.MANIFEST
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
        request, Text(content), tag=sha256(content).hexdigest(), media_type="application/octet-stream",
        name=bundle.SIGNATURE,
    )  # fmt: skip


@login_not_required
@require_safe
def everything(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    """All files of the edition with manifest, signature and public key."""
    found = get_object_or_404(shown_editions(agency, roc_year).select_related("signing_key"), number=number)
    if found.withdrawn_at is not None:
        return notice(request, found)
    etag = f"{sha256_hex(found.manifest_json)}-zip"
    source = bundle.everything(found)
    return deliver(request, source, tag=etag, media_type="application/zip", name=bundle.zip_name(found))


@login_not_required
@require_safe
def edition_file(request: HttpRequest, agency: str, roc_year: int, number: int, name: str) -> HttpResponseBase:
    """One short query, and none of the columns as long as the report: this is what readers ask for most."""
    found = Rendition.objects.filter(
        edition__report__agency__code=agency, edition__report__roc_year=roc_year, edition__number=number,
        edition__released_at__isnull=False, name=name,
    )  # fmt: skip
    row = found.order_by().values_list("media_type", "size", "sha256", "edition__withdrawn_at").first()
    if row is None or row[-1] is not None:
        return _no_file(request, agency, roc_year, number)
    media_type, size, sha256, _withdrawn_at = row
    source = StoredFile(storage_path(sha256), sha256, size or 0)
    return deliver(request, source, tag=sha256, media_type=media_type, name=name)


@unless_withdrawn
def _no_file(_request: HttpRequest, _agency: str, _roc_year: int, _number: int) -> HttpResponseBase:
    raise Http404


def _shown(agency: str, roc_year: int, number: int) -> Edition:
    """Withdrawn or not: without every manifest the chain of editions could not be checked."""
    found: Edition = get_object_or_404(shown_editions(agency, roc_year), number=number)
    return found


def _edition(agency: str, roc_year: int, number: int) -> Edition:
    found: Edition = get_object_or_404(
        released_editions().defer("document_json"),
        report__agency__code=agency, report__roc_year=roc_year, number=number,
    )  # fmt: skip
    return found
