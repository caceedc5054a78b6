"""What stands in the place of a withdrawn edition."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from reports.domain.editions import TEXTS
from reports.models import Edition

View = Callable[..., HttpResponseBase]


def unless_withdrawn(view: View) -> View:
    """Answer 410 with the notice for every address of an edition that was withdrawn."""

    @wraps(view)
    def guarded(
        request: HttpRequest, agency: str, roc_year: int, number: int, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        gone = shown_editions(agency, roc_year).filter(number=number, withdrawn_at__isnull=False).first()
        if gone is not None:
            return notice(request, gone)
        return view(request, agency, roc_year, number, *args, **kwargs)

    return guarded


def shown_editions(agency: str, roc_year: int) -> Any:
    """The editions of a report that the public was shown, the withdrawn ones included."""
    found = Edition.objects.released().filter(report__agency__code=agency, report__roc_year=roc_year)
    return found.select_related("report__agency").defer("document_json", "provenance_json")


def notice(request: HttpRequest, edition: Edition) -> HttpResponse:
    """撤下公告: which office, when and why, and where to read on."""
    others = Edition.objects.public().filter(report=edition.report_id, number__gt=edition.number)
    context = {
        "edition": edition,
        "report": edition.report,
        "newer": others.defer(*TEXTS).order_by("-number").first(),
    }
    response = render(request, "reports/public/withdrawn.html", context, status=HTTPStatus.GONE)
    response["Cache-Control"] = "private, no-cache"
    return response
