"""A move made by a button: parse, one domain call, and the result as a message on the page it came from."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.domain.actions import REPORT_MOVES, SECTION_MOVES
from approvals.enums import Action
from approvals.models.labels import LABELS
from approvals.pages.publication import NotAMoment, particulars
from approvals.tasks import kick_after
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.models import Report, Section
from reports.pages.people import person, visible_section, visitor_address

Move = Callable[..., Any]


@require_POST
def section_move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    now = timezone.now()
    section = visible_section(request, pk, now)
    _make(request, SECTION_MOVES, action, section, now)
    return redirect(_back(request, reverse("reports:section", args=[pk])))


@require_POST
def report_move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    now = timezone.now()
    visible = policy().visible_reports(person(request), now).select_related("agency")
    report = get_object_or_404(visible, pk=pk)
    _make(request, REPORT_MOVES, action, report, now)
    return redirect(_back(request, reverse("approvals:board", args=[pk])))


def _make(
    request: HttpRequest, moves: dict[Action, Move], action: str, subject: Section | Report, now: datetime
) -> None:
    """The move on the subject as the person saw it; a refused one keeps the comment for the next try."""
    if action not in moves:
        raise Http404
    subject.lock_version = _seen_version(request)
    comment = request.POST.get("comment", "")
    kind = "section" if isinstance(subject, Section) else "report"
    try:
        moves[Action(action)](
            **{kind: subject}, actor=person(request), comment=comment, now=now, address=visitor_address(request),
            **(particulars(request, action) if kind == "report" else {}),
        )  # fmt: skip
    except (Refusal, NotAMoment) as refusal:
        messages.error(request, refusal.text if isinstance(refusal, Refusal) else str(refusal))
        if comment:
            request.session[f"kept-comment-{kind}-{subject.pk}"] = comment
    else:
        kick_after(Action(action))
        messages.success(request, _("Done: %(action)s – %(subject)s") % {
            "action": LABELS[Action(action)], "subject": subject,
        })  # fmt: skip


def _seen_version(request: HttpRequest) -> int:
    """The version of the page the button was on; without one nothing matches."""
    text = request.POST.get("lock_version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004  beyond the column's integers


def _back(request: HttpRequest, otherwise: str) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and is_ours else otherwise
