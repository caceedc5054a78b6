"""A move made by a button: parse, one domain call, and the result as a message on the page it came from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.domain.actions import REPORT_MOVES, SECTION_MOVES, reassign
from approvals.enums import Action
from approvals.forms import REPORT_FORMS, MoveForm, first_error
from approvals.models.labels import LABELS
from approvals.tasks import kick_after
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.models import Report, Section, User
from reports.pages.people import person, visible_section, visitor_address


@require_POST
def section_move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    now = timezone.now()
    section = visible_section(request, pk, now)
    _make(request, section, _section_move(request, section, action), now)
    return redirect(_back(request, reverse("reports:section", args=[pk])))


@require_POST
def report_move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    now = timezone.now()
    visible = policy().visible_reports(person(request), now).select_related("agency")
    report = get_object_or_404(visible, pk=pk)
    if action not in REPORT_MOVES:
        raise Http404
    _make(request, report, _report_move(request, report, Action(action)), now)
    return redirect(_back(request, reverse("approvals:board", args=[pk])))


CHOSEN = {Action.PUBLISH: "publish_at", Action.WITHDRAW: "edition"}
"""What is chosen beside the words."""


class NotUnderstood(ValueError):
    """What a form posted is no answer to it; the text is for the person."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a button asks for; `choice` is what was chosen beside the words, as the form said it."""

    action: Action
    move: Callable[..., Any]
    choice: str = ""


def _section_move(request: HttpRequest, section: Section, action: str) -> Asked:
    """404 for a move that sections do not know, or a person who is not of this agency."""
    if action == Action.REASSIGN:
        chosen = request.POST.get("person", "")
        people = User.objects.filter(agency=section.report.agency_id, is_active=True)
        named = get_object_or_404(people, pk=chosen if _is_number(chosen) else 0)
        return Asked(Action.REASSIGN, partial(reassign, section=section, person=named), chosen)
    if action not in SECTION_MOVES:
        raise Http404
    move, chosen = partial(SECTION_MOVES[Action(action)], section=section), request.POST.get("to_step", "")
    if action == Action.SEND_BACK and chosen:
        move = partial(move, to_step=int(chosen) if _is_number(chosen) else 0)
    return Asked(Action(action), move, chosen)


def _report_move(request: HttpRequest, report: Report, action: Action) -> Asked:
    """What the form says beside the words is read when the move is made, and refused as the move would be."""

    def move(**by: Any) -> object:
        form = REPORT_FORMS.get(action, MoveForm)(request.POST, report)
        if not form.is_valid():
            raise NotUnderstood(first_error(form))
        return REPORT_MOVES[action](report=report, **(by | form.arguments()))

    return Asked(action, move, request.POST.get(CHOSEN.get(action, ""), ""))


def _make(request: HttpRequest, subject: Section | Report, asked: Asked, now: datetime) -> None:
    """The move on the subject as the person saw it; a refused one keeps what was typed for the next try."""
    subject.lock_version = _seen_version(request)
    comment = request.POST.get("comment", "")
    try:
        asked.move(actor=person(request), comment=comment, now=now, address=visitor_address(request))
    except (Refusal, NotUnderstood) as refusal:
        messages.error(request, refusal.text if isinstance(refusal, Refusal) else str(refusal))
        kind = "section" if isinstance(subject, Section) else "report"
        kept = {"action": asked.action.value, "comment": comment, "choice": asked.choice}
        request.session[f"kept-move-{kind}-{subject.pk}"] = kept
    else:
        kick_after(asked.action)
        messages.success(request, _("Done: %(action)s – %(subject)s") % {
            "action": LABELS[asked.action], "subject": subject,
        })  # fmt: skip


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004  beyond the column's integers


def _seen_version(request: HttpRequest) -> int:
    """The version of the page the button was on; without one nothing matches."""
    text = request.POST.get("lock_version", "")
    return int(text) if _is_number(text) else -1


def _back(request: HttpRequest, otherwise: str) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and is_ours else otherwise
