"""Is it chasing? Beat, worker and mail in words, for the secretariats and the superuser."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.domain.operations import operations, troubles
from approvals.tasks import has_broker, waiting_messages
from reports.domain.access import policy
from reports.enums import Ability
from reports.models import Report
from reports.pages.people import person

SENTENCES: Mapping[str, Promise] = {
    "broker_down": _("The broker does not answer. Nothing is lost, but nothing goes out until it runs again."),
    "beat_never": _("No beat was ever recorded: the beat and the worker have to be started."),
    "beat_stale": _(
        "The last beat is %(count)s minutes old and nothing waits in the broker: the beat stands still. Restart it."
    ),
    "worker_stuck": _(
        "The last beat is %(count)s minutes old and work piles up in the broker: the worker stands still. Restart it."
    ),
    "notices_stuck": _(
        "%(count)s mails are due and do not go out: the worker does not come to them, or the mail server refuses them."
    ),
    "notices_failed": _("%(count)s mails were given up. Mend the address or the mail server, then send them again."),
    "renditions_stuck": _("%(count)s files of an edition wait to be made: the worker does not come to them."),
    "renditions_failed": _("%(count)s files of an edition could not be made. Make them again on the report's board."),
    "agencies_held": _(
        "%(count)s agencies signed before and have no signing key in use: their editions are held back. Make a key, or "
        "give signing up (signing_key)."
    ),
    "certificate_ownerless": _(
        "PDF_CERTIFICATE is one file and there are several agencies, so no PDF is signed. "
        "Name a folder with a file of each."
    ),
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of the reports that this person manages; 404 for everybody who manages none."""
    now, user = timezone.now(), person(request)
    overseen = policy().overseen_agencies(user, now)
    mine = [each for each in overseen if user.is_superuser or policy().can(user, Ability.MANAGE, each, now)]
    if not mine and not user.is_superuser:
        raise Http404
    found = operations(Report.objects.filter(agency__in=mine), now)
    messages = waiting_messages()
    wrong = troubles(
        found, messages=messages, has_broker=has_broker(), now=now,
        beat_stale_after=timedelta(seconds=settings.JIBAO_BEAT_STALE_AFTER_SECONDS),
    )  # fmt: skip
    context = {
        "found": found,
        "messages_waiting": messages,
        "has_broker": has_broker(),
        "sentences": [SENTENCES[trouble.code] % {"count": trouble.count} for trouble in wrong],
        "names": "、".join(agency.name for agency in mine),
        "now": now,
    }
    return render(request, "approvals/operations.html", context)
