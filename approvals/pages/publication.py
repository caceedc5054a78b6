"""The secretariat after the approval: another moment for an edition, and failed files made again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.forms import ScheduleForm, first_error
from approvals.pages.board import board_report
from reports.domain.queries import newest_edition
from reports.domain.refusals import Refusal
from reports.domain.visibility import move_publication, retry_files
from reports.pages.people import person
from reports.tasks import kick_release, kick_rendering
from reports.templatetags.office import office_time


@require_POST
def schedule(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Another moment for an edition that nobody has seen; without one it becomes public as soon as it is complete."""
    edition = get_object_or_404(board_report(request, pk).editions.live(), number=number)
    form, now = ScheduleForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("approvals:board", pk)
    try:
        moved = move_publication(
            edition=edition, publish_at=form.cleaned_data["publish_at"], actor=person(request), now=now
        )
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        kick_rendering()
        kick_release()
        messages.success(request, _("Publication moved to %(when)s.") % {"when": office_time(moved.published_at)})
    return redirect("approvals:board", pk)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the failed files of the newest edition again."""
    edition = newest_edition(board_report(request, pk))
    if edition is None:
        raise Http404
    try:
        count = retry_files(edition=edition, actor=person(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        kick_rendering()
        messages.info(request, _("Files queued again: %(count)s") % {"count": count})
    return redirect("approvals:board", pk)
