"""The secretariat after the approval: when an edition becomes public, and what a move takes beyond a comment."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.enums import Action
from approvals.pages.board import board_report
from reports.domain.refusals import Refusal
from reports.domain.visibility import move_publication
from reports.pages.people import person
from reports.tasks import kick_release, kick_rendering

LARGEST_EDITION = 32767


class NotAMoment(ValueError):
    """What was typed is no date and time."""


def particulars(request: HttpRequest, action: str) -> dict[str, Any]:
    """What the form of this move posts beside version and comment. Raises NotAMoment."""
    if action == Action.PUBLISH:
        return {"publish_at": moment(request)}
    number = request.POST.get("edition", "")
    if action == Action.WITHDRAW and number.isascii() and number.isdecimal():
        return {"edition": min(int(number[:9]), LARGEST_EDITION)}
    return {}


def moment(request: HttpRequest) -> datetime | None:
    """The date and time typed, in Taipei; None for an empty field: at once."""
    typed = request.POST.get("publish_at", "").strip()
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        return timezone.make_aware(found) if timezone.is_naive(found) else found
    except (ValueError, OverflowError) as error:
        raise NotAMoment(_("Give date and time, for example 2026-03-31 09:00.")) from error


@require_POST
def schedule(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Another moment for an edition that nobody has seen; without one it becomes public as soon as it is complete."""
    report = board_report(request, pk)
    edition = get_object_or_404(report.editions.live(), number=number)
    try:
        moved = move_publication(edition=edition, publish_at=moment(request), actor=person(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text)
    except NotAMoment as error:
        messages.error(request, str(error))
    else:
        kick_rendering()
        kick_release()
        when = timezone.localtime(moved.published_at)
        messages.success(request, _("Publication moved to %(when)s.") % {"when": f"{when:%Y-%m-%d %H:%M}"})
    return redirect("approvals:board", pk)
