"""更正對照表: what a correction changed, for people and as a file."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports.content import sha256_hex
from reports.content.differences import Difference, DifferenceKind
from reports.domain import corrections
from reports.domain.editions import released_editions
from reports.domain.stored_files import Text
from reports.models import Erratum
from reports.pages.changes import ShownChange, shown_differences, shown_of_report
from reports.pages.files import deliver
from reports.pages.withdrawn import notice, unless_withdrawn

TABLE = "changes.json"
KEPT = 32
"""Tables times languages that a process keeps; a correction of a few rows takes some kB."""


@dataclass(frozen=True, slots=True)
class ShownSection:
    code: str
    title: str
    changes: list[ShownChange]


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
@unless_withdrawn
def table(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    erratum = _erratum(agency, roc_year, number)
    if erratum.corrects.withdrawn_at is not None:
        return notice(request, erratum.corrects)
    sections = _sections(erratum.comparison_json, get_language() or "")
    context = {"erratum": erratum, "edition": erratum.edition, "report": erratum.report, "sections": sections}
    return render(request, "reports/public/changes.html", context)


@login_not_required
@require_safe
@unless_withdrawn
def table_file(request: HttpRequest, agency: str, roc_year: int, number: int) -> HttpResponseBase:
    """The table as it was frozen with the edition; its hash is in the manifest."""
    erratum = _erratum(agency, roc_year, number)
    if erratum.corrects.withdrawn_at is not None:
        return notice(request, erratum.corrects)
    text = erratum.comparison_json
    return deliver(request, Text(text.encode()), tag=sha256_hex(text), media_type="application/json", name=TABLE)


def _erratum(agency: str, roc_year: int, number: int) -> Erratum:
    edition = get_object_or_404(
        released_editions(), report__agency__code=agency, report__roc_year=roc_year, number=number
    )
    found = corrections.of_edition(edition)
    if found is None:
        raise Http404
    return found


@lru_cache(maxsize=KEPT)
def _sections(comparison_json: str, _language: str) -> tuple[ShownSection, ...]:
    """The frozen rows, section by section; a number that stands behind a printed form is left to the file.

    Made once for a table and a language, since comparing by character takes long.
    """
    rows: dict[tuple[str, str], list[Difference]] = {}
    for row in json.loads(comparison_json)["changes"]:
        rows.setdefault((row["section"], row["title"]), []).append(_difference(row))
    return tuple(
        ShownSection(code, title, shown_differences(found) if code else shown_of_report(found))
        for (code, title), found in rows.items()
    )


def _difference(row: dict[str, Any]) -> Difference:
    return Difference(
        DifferenceKind(row["kind"]), row["field"], row["row"], row["place"], row["name"], row["old"], row["new"]
    )
