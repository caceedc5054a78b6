"""The published editions as data sets: what a catalogue of open data reads."""

import json
from collections.abc import Callable, Iterable
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reports.domain.editions import TEXTS, newest_editions, state_of
from reports.enums import RenditionFormat
from reports.models import Agency, Edition, Rendition, Report
from reports.pages.addresses import address_of
from reports.pages.files import LANGUAGE
from reports.pages.withdrawn import unless_withdrawn
from reports.renderers.catalogue import (
    Dataset,
    Resource,
    catalogue_csv,
    catalogue_jsonld,
    dataset_jsonld,
    main_columns,
)
from reports.renderers.csv_files import MEDIA_TYPE

JSON_LD = "application/ld+json"
AN_HOUR = "public, max-age=3600"
Shown = dict[int, dict[int, bool]]
"""Report → number of each edition that the public was shown → whether it was withdrawn."""


@login_not_required
@require_safe
def catalogue_as_csv(request: HttpRequest) -> HttpResponseBase:
    """The newest edition of every report, in the columns of data.gov.tw."""
    return _catalogue(request, lambda: catalogue_csv(_newest()), MEDIA_TYPE, "catalogue.csv")


@login_not_required
@require_safe
def catalogue_as_jsonld(request: HttpRequest) -> HttpResponseBase:
    """The newest edition of every report, as DCAT."""
    address = address_of(reverse("reports:catalogue-jsonld"))
    return _catalogue(
        request, lambda: _json(catalogue_jsonld(_newest(), address=address)), JSON_LD, "catalogue.jsonld"
    )  # fmt: skip


@login_not_required
@require_safe
@unless_withdrawn
def dataset_as_csv(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    content = catalogue_csv([_one(agency, roc_year, number)])
    return _answer(request, lambda: content, MEDIA_TYPE, "dataset.csv", _hash(content))


@login_not_required
@require_safe
@unless_withdrawn
def dataset_as_jsonld(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    content = _json(dataset_jsonld(_one(agency, roc_year, number)))
    return _answer(request, lambda: content, JSON_LD, "dataset.jsonld", _hash(content))


def _one(agency: str, roc_year: int, number: int) -> Dataset:
    found = Edition.objects.public().filter(report__agency__code=agency, report__roc_year=roc_year, number=number)
    return _datasets([get_object_or_404(_with_files(found))])[0]


def _newest() -> list[Dataset]:
    """Of each report; one whose newest edition was withdrawn has none."""
    return _datasets(_with_files(newest_editions().filter(withdrawn_at__isnull=True)))


def _with_files(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    files = Prefetch("renditions", Rendition.objects.order_by("id"))
    return editions.select_related("report__agency").defer(*TEXTS).prefetch_related(files)


def _datasets(editions: Iterable[Edition]) -> list[Dataset]:
    found = list(editions)
    shown: Shown = {}
    rows = Edition.objects.released().filter(report__in={edition.report_id for edition in found})
    for report, number, withdrawn_at in rows.values_list("report_id", "number", "withdrawn_at"):
        shown.setdefault(report, {})[number] = withdrawn_at is not None
    return [_dataset(edition, shown[edition.report_id]) for edition in found]


def _dataset(edition: Edition, shown: dict[int, bool]) -> Dataset:
    report, agency = edition.report, edition.report.agency
    before, newest = max((n for n in shown if n < edition.number), default=None), max(shown)
    return Dataset(
        identifier=f"{agency.code}/{report.roc_year}",
        title=edition.title,
        agency_name=edition.agency_name,
        roc_year=report.roc_year,
        edition=edition.number,
        service_class=agency.service_class,
        contact_name=agency.contact_name,
        contact_phone=agency.contact_phone,
        contact_email=agency.contact_email,
        published_at=timezone.localtime(edition.published_at),
        modified_at=timezone.localtime(edition.released_at),
        address=_address(report, edition.number),
        report_address=address_of(reverse("reports:newest-edition", args=[agency.code, report.roc_year])),
        previous=None if before is None else _address(report, before),
        current=None if shown[newest] else _address(report, newest),
        resources=tuple(
            Resource(
                RenditionFormat(file.format), file.name, file.media_type, file.size or 0, file.sha256,
                _address(report, edition.number, file.name), file.records,
            )
            for file in edition.renditions.all()
        ),
    )  # fmt: skip


def _address(report: Report, *place: int | str) -> str:
    """Of an edition, or of one of its files."""
    name = "reports:edition" if len(place) == 1 else "reports:edition-file"
    return address_of(reverse(name, args=[report.agency.code, report.roc_year, *place]))


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _hash(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()}"'


def _catalogue(request: HttpRequest, write: Callable[[], bytes], media_type: str, name: str) -> HttpResponseBase:
    """Who has the newest state is told so from two short queries, before anything is written.

    Weak: beside editions and agencies only the columns are looked at, not the wording.
    """
    contacts = Agency.objects.order_by("code").values_list(
        "code", "service_class", "contact_name", "contact_phone", "contact_email"
    )  # fmt: skip
    said = [name, settings.SITE_URL, main_columns(), *state_of(Edition.objects.released()), *contacts]
    return _answer(request, write, media_type, name, f"W/{_hash(repr(said).encode())}")


def _answer(
    request: HttpRequest, write: Callable[[], bytes], media_type: str, name: str, etag: str
) -> HttpResponseBase:  # fmt: skip
    """Whom to ask may change, so that a copy is good for an hour."""
    response = HttpResponse(content_type=media_type)
    response["ETag"] = etag
    response["Cache-Control"] = AN_HOUR
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    answer = get_conditional_response(request, etag=etag, response=response) or response
    if answer is response:
        response.content = write()
    answer["Content-Language"] = LANGUAGE
    return answer
