"""The Atom feeds (RFC 4287): every edition, correction and withdrawal that the public was shown, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.domain.editions import state_of
from reports.models import Agency, Edition, Erratum
from reports.pages.addresses import address_of

EDITIONS = 200
"""As many of the newest ones are told; who needs more reads the manifests."""
ATOM = "http://www.w3.org/2005/Atom"
COLUMNS = (
    "number", "title", "agency_name", "manifest_sha256", "released_at", "withdrawn_at", "withdrawal_office",
    "withdrawal_reason", "report__roc_year", "report__agency__code", "erratum__reason", "erratum__corrects__number",
    "erratum__corrects__withdrawn_at",
)  # fmt: skip
A_WHILE = "public, max-age=300"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""`updated` of a feed without entries, which must have one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `key` is what its id is made of: the same for ever, on whatever host.

    `revised_at` is when it was told otherwise than before, None for never.
    """

    key: str
    kind: str
    title: str
    summary: str
    author: str
    path: str
    at: datetime
    revised_at: datetime | None = None


@login_not_required
@require_safe
def everywhere(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, Edition.objects.released(), title=_("Published performance reports"), key="")


@login_not_required
@require_safe
def of_agency(request: HttpRequest, agency: str) -> HttpResponseBase:
    found = get_object_or_404(Agency, code=agency)
    title = _("Performance reports of %(agency)s") % {"agency": found.name}
    return _answer(request, Edition.objects.released().filter(report__agency=found), title=title, key=agency)


def _answer(request: HttpRequest, editions: QuerySet[Edition], *, title: str, key: str) -> HttpResponseBase:
    """Who has the newest state is told so from one count, before any edition is read."""
    etag = _tag(editions, title)
    unasked = HttpResponse(headers={"ETag": etag, "Cache-Control": A_WHILE})
    settled = get_conditional_response(request, etag=etag, response=unasked)
    if settled is not None and settled is not unasked:
        return settled
    shown = editions.select_related("report__agency", "erratum__corrects").only(*COLUMNS)
    entries = [entry for edition in shown.order_by("-released_at", "-pk")[:EDITIONS] for entry in _entries(edition)]
    entries.sort(key=lambda entry: (entry.at, entry.key), reverse=True)
    content = _xml(request, entries, title=title, key=key)
    return HttpResponse(content, headers={**unasked.headers, "Content-Type": "application/atom+xml; charset=utf-8"})


def _tag(editions: QuerySet[Edition], title: str) -> str:
    """Editions are released and withdrawn, and nothing else of them changes. Weak: another wording is not seen."""
    said = [title, get_language(), settings.SITE_URL, *map(str, state_of(editions))]
    return f'W/"{sha256(repr(said).encode()).hexdigest()}"'


def _entries(edition: Edition) -> Iterator[Entry]:
    """Its publication or correction, and its withdrawal as an entry of its own."""
    report, words = edition.report, {"title": edition.title, "number": edition.number}
    shared: dict[str, Any] = {
        "author": edition.agency_name,
        "path": reverse("reports:edition", args=[report.agency.code, report.roc_year, edition.number]),
    }
    key = edition.manifest_sha256
    erratum = getattr(edition, "erratum", None)
    assert edition.released_at is not None
    if erratum is None:
        title = _("%(title)s, edition %(number)s") % words
        yield Entry(key, "edition", title, _("Published."), at=edition.released_at, **shared)
    else:
        title = _("Correction: %(title)s, edition %(number)s") % words
        moments = [moment for moment in (edition.withdrawn_at, erratum.corrects.withdrawn_at) if moment is not None]
        summary = _correction(erratum, is_withdrawn=bool(moments))
        revised_at = max(edition.released_at, min(moments, default=edition.released_at))
        yield Entry(key, "correction", title, summary, at=edition.released_at, revised_at=revised_at, **shared)
    if edition.withdrawn_at is not None:
        title = _("Withdrawn: %(title)s, edition %(number)s") % words
        told = {"office": edition.withdrawal_office or edition.agency_name, "reason": edition.withdrawal_reason}
        summary = _("Withdrawn by %(office)s. Reason: %(reason)s") % told
        yield Entry(f"{key} withdrawn", "withdrawal", title, summary, at=edition.withdrawn_at, **shared)


def _correction(erratum: Erratum, *, is_withdrawn: bool) -> str:
    """Without the reason's words once one of the two editions was withdrawn: they may quote what was."""
    if is_withdrawn:
        return _("Corrects edition %(number)s.") % {"number": erratum.corrects.number}
    told = {"corrected": erratum.corrects.number, "reason": erratum.reason}
    return _("Corrects edition %(corrected)s. Reason: %(reason)s") % told


def _xml(request: HttpRequest, entries: Iterable[Entry], *, title: str, key: str) -> bytes:
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": get_language() or settings.LANGUAGE_CODE})
    entries = list(entries)
    _add(feed, "id", _id(f"feed {key}"))
    _add(feed, "title", title)
    _add(feed, "updated", _time(max((entry.at for entry in entries), default=BEGINNING)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=address_of(request.path))
    _add(feed, "link", rel="alternate", type="text/html", href=address_of(reverse("reports:published")))
    for entry in entries:
        element = ET.SubElement(feed, "entry")
        _add(element, "id", _id(entry.key))
        _add(element, "title", entry.title)
        _add(element, "updated", _time(entry.revised_at or entry.at))
        _add(element, "published", _time(entry.at))
        _add(ET.SubElement(element, "author"), "name", entry.author)
        _add(element, "category", term=entry.kind)
        _add(element, "link", rel="alternate", type="text/html", href=address_of(entry.path))
        _add(element, "summary", entry.summary)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text or None


def _id(key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'jibao {key}')}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
