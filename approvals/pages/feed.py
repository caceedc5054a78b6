"""A person's dates as a calendar to subscribe to, by an address that is its own key; and making that address."""

import hashlib
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from rest_framework.throttling import SimpleRateThrottle

from approvals.domain import feeds
from approvals.domain.alarms import alarms_of
from approvals.pages.ics import calendar_file
from reports.models import User
from reports.pages.people import person, visitor_address


class FeedThrottle(SimpleRateThrottle):
    """By address: an office behind one of them, and whoever tries keys."""

    scope = "calendar"
    rate = "300/min"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": visitor_address(request)}


@login_not_required
@require_safe
@sensitive_variables("token")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The person's dates as they are now; 304 where the caller has them, 404 alike for every key that opens nothing."""
    throttle = FeedThrottle()
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it asks for no more than the address
        return _too_many(throttle.wait())
    now = timezone.now()
    found = feeds.valid_feed(key=token, now=now)
    if found is None:
        raise Http404
    return _answer(request, _file_of(found.user))


def _file_of(user: User) -> bytes:
    with translation.override(user.language):
        now = timezone.now()
        dates = list(feeds.dates_of(user, now))
        return calendar_file(dates, alarms_of(user, dates, now))


def _answer(request: HttpRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="jibao.ics"'
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _too_many(wait: float | None) -> HttpResponse:
    answer = HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(int(wait or 0) + 1)
    return answer


@never_cache
@require_POST
@sensitive_variables("key")
def make(request: HttpRequest) -> HttpResponse:
    """A new address, shown in this answer alone; the one before opens nothing any more."""
    _feed, key = feeds.issue_feed(user=person(request), now=timezone.now())
    return render(request, "approvals/calendar_address.html", {"address": feeds.address_of(key)})


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    feeds.revoke_feed(user=person(request))
    messages.success(request, _("The calendar's address opens nothing any more."))
    return redirect("approvals:settings")
