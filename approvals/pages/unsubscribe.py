"""Ending the mails of one kind by the link that each of them holds, without logging in (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from approvals.domain import preferences
from approvals.domain.preferences import UnableToSetPreferences
from approvals.models.labels import LABELS
from approvals.notifications import unsubscribed
from reports.models import User


@csrf_exempt  # the signed link is the permission; a mail program that posts to it has no cookie and no form of ours
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, for scanners follow links; POST does it, from our button or from the mail program's own."""
    person_id, kind = unsubscribed(token) or (None, None)
    user = get_object_or_404(User, pk=person_id)
    assert kind is not None
    is_done = request.method == "POST"
    is_mandatory = False
    if is_done:
        try:
            preferences.stop_mail(user=user, kind=kind)
        except UnableToSetPreferences:
            is_mandatory = True
    with translation.override(user.language):
        context = {"kind": LABELS[kind], "is_done": is_done, "is_mandatory": is_mandatory}
        answer = render(request, "approvals/unsubscribe.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
