"""Reminding somebody by hand, and mail that could not be delivered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.domain import nudges, undelivered
from approvals.models import Deadline
from approvals.notifications import told
from approvals.pages.board import board_report
from approvals.tasks import kick_delivery
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Agency
from reports.pages.people import person

PAGE_SIZE = 50


@require_POST
def remind(request: HttpRequest, pk: int, deadline: int) -> HttpResponse:
    """Remind the holders of one of the report's deadlines now."""
    report = board_report(request, pk)
    found = get_object_or_404(Deadline.objects.whole(), pk=deadline, report=report)
    _say(
        request,
        lambda: nudges.remind_now(deadline=found, actor=person(request), now=timezone.now()),
        _("Reminded: %(subject)s") % {"subject": found.section or report},
    )
    return redirect("approvals:board", pk)


@require_safe
def undelivered_page(request: HttpRequest) -> HttpResponse:
    """For whoever manages an agency; nobody else learns whom mail does not reach."""
    _require_manager(request)
    page = Paginator(undelivered.undelivered(person(request), timezone.now()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [{"notice": notice, "told": told(notice)} for notice in page]
    return render(request, "approvals/undelivered.html", {"page": page, "rows": rows})


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    _require_manager(request)
    now = timezone.now()
    notice = get_object_or_404(undelivered.undelivered(person(request), now), pk=pk)
    _say(
        request,
        lambda: undelivered.resend(notice=notice, actor=person(request), now=now),
        _("Will be sent again: %(receiver)s") % {"receiver": notice.receiver},
    )
    return redirect("approvals:undelivered")


@require_POST
def resend_all(request: HttpRequest) -> HttpResponse:
    _require_manager(request)
    count = undelivered.resend_all(actor=person(request), now=timezone.now())
    kick_delivery()
    messages.success(request, _("Mails that will be sent again: %(count)s") % {"count": count})
    return redirect("approvals:undelivered")


def _say(request: HttpRequest, work: Callable[[], object], done: str) -> None:
    """Do it and say what came of it."""
    try:
        work()
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        kick_delivery()
        messages.success(request, done)


def _require_manager(request: HttpRequest) -> None:
    user, now = person(request), timezone.now()
    agencies: list[Agency] = list(policy().overseen_agencies(user, now))
    if not any(policy().can(user, Ability.MANAGE, agency, now) for agency in agencies):
        raise PermissionDenied
