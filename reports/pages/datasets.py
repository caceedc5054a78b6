"""The published editions as data sets: what a catalogue of open data reads."""

import json
from collections.abc import Iterable
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reports.content.codec import document_from_json
from reports.domain.editions import TEXTS, newest_editions
from reports.enums import RenditionFormat
from reports.models import Edition, Rendition
from reports.pages.files import LANGUAGE
from reports.renderers.catalogue import Dataset, Resource, catalogue_csv, catalogue_jsonld, dataset_jsonld
from reports.renderers.csv_files import MEDIA_TYPE
from reports.renderers.tables import TABLES

JSON_LD = "application/ld+json"
AN_HOUR = "public, max-age=3600"
_COUNTED: dict[str, dict[str, int]] = {}


@login_not_required
@require_safe
def catalogue_as_csv(request: HttpRequest) -> HttpResponseBase:
    """The newest edition of every report, in the columns of data.gov.tw."""
    return _answer(request, catalogue_csv(_datasets(request, _newest())), MEDIA_TYPE, "catalogue.csv")


@login_not_required
@require_safe
def catalogue_as_jsonld(request: HttpRequest) -> HttpResponseBase:
    """The newest edition of every report, as DCAT."""
    address = request.build_absolute_uri(reverse("reports:catalogue-jsonld"))
    found = catalogue_jsonld(_datasets(request, _newest()), address=address)
    return _answer(request, _json(found), JSON_LD, "catalogue.jsonld")


@login_not_required
@require_safe
def dataset_as_csv(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    return _answer(request, catalogue_csv([_one(request, agency, roc_year, number)]), MEDIA_TYPE, "dataset.csv")


@login_not_required
@require_safe
def dataset_as_jsonld(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    found = dataset_jsonld(_one(request, agency, roc_year, number))
    return _answer(request, _json(found), JSON_LD, "dataset.jsonld")


def _one(request: HttpRequest, agency: str, roc_year: int, number: int) -> Dataset:
    found = Edition.objects.public().filter(report__agency__code=agency, report__roc_year=roc_year, number=number)
    return _datasets(request, [get_object_or_404(_with_files(found))])[0]


def _datasets(request: HttpRequest, editions: Iterable[Edition]) -> list[Dataset]:
    found = list(editions)
    counts = _counts(found)
    return [_dataset(request, edition, counts[edition.document_sha256]) for edition in found]


def _newest() -> QuerySet[Edition]:
    return _with_files(newest_editions())


def _with_files(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    files = Prefetch("renditions", Rendition.objects.order_by("id"))
    return editions.select_related("report__agency").defer(*TEXTS).prefetch_related(files)


def _dataset(request: HttpRequest, edition: Edition, records: dict[str, int]) -> Dataset:
    report, agency = edition.report, edition.report.agency
    place = [agency.code, report.roc_year, edition.number]
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
        address=request.build_absolute_uri(reverse("reports:edition", args=place)),
        resources=tuple(
            Resource(
                RenditionFormat(file.format), file.name, file.media_type, file.size or 0, file.sha256,
                request.build_absolute_uri(reverse("reports:edition-file", args=[*place, file.name])),
                records.get(file.format, 1),
            )
            for file in edition.renditions.all()
        ),
    )  # fmt: skip


def _counts(editions: Iterable[Edition]) -> dict[str, dict[str, int]]:
    """Document's hash → format → how many records its file has. What was counted once is not read again."""
    missing = [edition.pk for edition in editions if edition.document_sha256 not in _COUNTED]
    if missing:
        for digest, text in Edition.objects.filter(pk__in=missing).values_list("document_sha256", "document_json"):
            document = document_from_json(json.loads(text))
            _COUNTED[digest] = {f"{table.name}_csv": sum(1 for _row in table.rows(document)) for table in TABLES}
    return _COUNTED


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _answer(request: HttpRequest, content: bytes, media_type: str, name: str) -> HttpResponseBase:
    """Whom to ask may change, so that a copy is good for an hour."""
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    response["Cache-Control"] = AN_HOUR
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer["Content-Language"] = LANGUAGE
    return answer
