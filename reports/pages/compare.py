"""A section beside what it used to say: its last sign-off, any revision, last year's edition."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.domain import comparing
from reports.models import Section
from reports.pages.changes import shown_changes
from reports.pages.people import visible_section

REVISIONS_OFFERED = 200


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """`against` and `revision` as in the API; what cannot be compared is said on the page, which keeps the choice."""
    section = visible_section(request, pk, timezone.now())
    against, number = request.GET.get("against", ""), request.GET.get("revision", "")
    context = _choices(section) | {"section": section, "report": section.report}
    try:
        if number and not (number.isascii() and number.isdecimal()):
            raise comparing.UnableToCompare("no_such_revision", number=number)
        found = comparing.compare(section, against=against, number=int(number[:12]) if number else None)
    except comparing.UnableToCompare as refusal:
        chosen = {"refused": refusal.text, "against": against, "number": number}
        return render(request, "reports/sections/compare.html", context | chosen, status=refusal.http_status)
    context |= {
        "comparison": found,
        "changes": shown_changes(found.old, found.new) if found.against else [],
        "against": found.against,
        "number": str(found.newer.number) if found.newer is not None else "",
    }
    return render(request, "reports/sections/compare.html", context)


def _choices(section: Section) -> dict[str, object]:
    revisions = section.revisions.select_related("author", "acting_for").defer("content_json").order_by("-number")
    return {
        "revisions": list(revisions[:REVISIONS_OFFERED]),
        "signed_off": section.signed_off_revision,
        "last_year": comparing.last_years_edition(section),
    }
