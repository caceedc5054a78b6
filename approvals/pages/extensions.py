"""展期 on the pages: who has to meet a date asks on the section's page; it is decided there or on the board."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.domain import extensions
from approvals.models import Deadline, Extension
from approvals.tasks import kick_delivery
from reports.domain import queries
from reports.domain.refusals import Refusal
from reports.pages.people import person, visitor_address

LONGEST_NUMBER = 9
"""Digits: more is too long an extension however it is cut, and longer than Python reads a number."""


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    visible = queries.sections_for(person(request), now).order_by().values("pk")
    deadline = get_object_or_404(Deadline.objects.select_related("section"), pk=pk, section__in=visible)
    days = request.POST.get("days", "")
    count = int(days[:LONGEST_NUMBER]) if days.isdecimal() else 0

    def verb() -> object:
        return extensions.request_extension(
            deadline=deadline,
            days=count,
            reason=request.POST.get("reason", ""),
            actor=person(request),
            now=now,
            address=visitor_address(request),
        )

    answer = redirect("reports:section", deadline.section_id)
    if not _done(request, verb, _("The extension has been asked for.")):
        request.session[f"kept-extension-{pk}"] = {"days": days, "reason": request.POST.get("reason", "")}
    return answer


@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    now = timezone.now()
    row = _visible(request, pk, now)
    comment = request.POST.get("comment", "")
    made: dict[str, tuple[Callable[..., object], str]] = {
        "grant": (extensions.grant_extension, _("The date has been moved.")),
        "refuse": (extensions.refuse_extension, _("The date stays as it is.")),
    }
    if verb not in made:
        raise Http404
    call, said = made[verb]
    address = visitor_address(request)
    _done(request, lambda: call(extension=row, comment=comment, actor=person(request), now=now, address=address), said)
    if request.POST.get("back") == "board":
        return redirect("approvals:board-deadlines", row.deadline.report_id)
    return redirect("reports:section", row.deadline.section_id)


def _visible(request: HttpRequest, pk: int, now: datetime) -> Extension:
    visible = queries.sections_for(person(request), now).order_by().values("pk")
    rows = Extension.objects.select_related("deadline__section", "deadline__report")
    return get_object_or_404(rows, pk=pk, deadline__section__in=visible)


def _done(request: HttpRequest, verb: Callable[[], object], said: str) -> bool:
    """Use the verb, and say what came of it."""
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return False
    kick_delivery()
    messages.success(request, said)
    return True
