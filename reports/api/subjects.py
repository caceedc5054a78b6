"""From an address to what it names, as far as this person may see it: anything else is 404, never 403."""

from datetime import datetime
from typing import cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from reports.domain import queries
from reports.models import Edition, Report, Section, User


def person(request: Request) -> User:
    """Who asks; the views here answer nobody else (IsAuthenticated)."""
    return cast(User, request.user)


def visitor_address(request: Request) -> str | None:
    """Where the request came from (a middleware has put it right behind a proxy); None where that is not known."""
    return request.META.get("REMOTE_ADDR") or None


def section_or_404(request: Request, pk: int, now: datetime) -> Section:
    return get_object_or_404(sections(request, now), pk=pk)


def sections(request: Request, now: datetime) -> QuerySet[Section]:
    """Every section this person may read, with the author of its last save."""
    return queries.sections_for(person(request), now).select_related(
        "current_revision__author", "current_revision__acting_for"
    )


def report_or_404(request: Request, pk: int, now: datetime) -> Report:
    return get_object_or_404(queries.reports_for(person(request), now), pk=pk)


def edition_or_404(request: Request, pk: int, now: datetime) -> Edition:
    return get_object_or_404(editions(request, now), pk=pk)


def editions(request: Request, now: datetime) -> QuerySet[Edition]:
    """The editions of the reports this person may read, with their files' progress."""
    visible = queries.reports_for(person(request), now).order_by().values("pk")
    return (
        Edition.objects.filter(report__in=visible)
        .select_related("report__agency", "published_by", "erratum__corrects")
        .prefetch_related("renditions")
        .defer("document_json", "provenance_json", "erratum__comparison_json")
        .defer("erratum__corrects__document_json", "erratum__corrects__provenance_json")
        .defer("erratum__corrects__manifest_json")
    )
