"""會辦 on the pages: asking, replying, answering and withdrawing by forms on the section's page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.domain import consultations
from approvals.enums import Reply
from approvals.models import Consultation
from approvals.tasks import kick_delivery
from reports.domain import queries
from reports.domain.refusals import Refusal
from reports.enums import Scope
from reports.models import Division
from reports.pages.people import person, visible_section, visitor_address


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    section = visible_section(request, pk, now)
    divisions = Division.objects.filter(agency=section.report.agency_id)
    division = get_object_or_404(divisions, code=request.POST.get("division", ""))
    scope = request.POST.get("scope", "")
    wanted = Scope(scope) if scope in set(Scope) else Scope.ALL

    def verb() -> object:
        return consultations.request_consultation(
            section=section, division=division, scope=wanted, is_mandatory="is_mandatory" in request.POST,
            question=request.POST.get("text", ""), actor=person(request), now=now, address=visitor_address(request),
        )  # fmt: skip

    return _done(request, pk, f"ask-{pk}", verb, _("The division has been asked."))


@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    given = request.POST.get("reply", "")
    # Compared with the row under its lock: their word counts for the text they saw.
    row.scope_sha256 = request.POST.get("scope_sha256", "")
    if given not in set(Reply):
        messages.error(request, _("Choose what you reply."))
        return redirect("reports:section", row.section_id)

    def verb() -> object:
        return consultations.reply(
            consultation=row, answer=Reply(given), text=request.POST.get("text", ""), actor=person(request),
            now=timezone.now(), address=visitor_address(request),
        )  # fmt: skip

    return _done(request, row.section_id, f"consultation-{pk}", verb, _("Your reply has been recorded."))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)

    def verb() -> object:
        return consultations.answer_objection(
            consultation=row, text=request.POST.get("text", ""), actor=person(request), now=timezone.now(),
            address=visitor_address(request),
        )  # fmt: skip

    return _done(request, row.section_id, f"consultation-{pk}", verb, _("Your answer has been recorded."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)

    def verb() -> object:
        return consultations.withdraw_consultation(
            consultation=row, actor=person(request), now=timezone.now(), address=visitor_address(request)
        )

    return _done(request, row.section_id, f"consultation-{pk}", verb, _("The question has been withdrawn."))


def _visible(request: HttpRequest, pk: int) -> Consultation:
    visible = queries.sections_for(person(request), timezone.now()).order_by().values("pk")
    return get_object_or_404(Consultation.objects.select_related("section"), pk=pk, section__in=visible)


def _done(request: HttpRequest, section: int, place: str, verb: Callable[[], object], said: str) -> HttpResponse:
    """Use the verb; a refused one keeps its text for the next try."""
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text)
        if text := request.POST.get("text", ""):
            request.session[f"kept-text-{place}"] = text
    else:
        kick_delivery()
        messages.success(request, said)
    return redirect("reports:section", section)
