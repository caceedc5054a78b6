"""The inbox: a person's notices, opened one by one or all marked as read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals.domain import inbox
from approvals.notifications import told
from reports.pages.people import person

NOTICES_A_PAGE = 30
LARGEST_ID = 2**63 - 1
LONGEST_ID = len(str(LARGEST_ID))


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Newest first; `?unread=1` shows what is unread alone."""
    user = person(request)
    is_filtered = request.GET.get("unread") == "1"
    found = inbox.unread(user) if is_filtered else inbox.entries(user)
    shown = Paginator(found, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    notices = list(shown.object_list)
    rows = [{"notice": notice, "told": told(notice)} for notice in notices]
    newest = notices[0].pk if notices and shown.number == 1 else 0
    context = {"page": shown, "rows": rows, "is_filtered": is_filtered, "newest": newest}
    return render(request, "approvals/inbox.html", context)


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what the notice is about; from then on it is read."""
    notice = get_object_or_404(inbox.entries(person(request)), pk=pk)
    inbox.mark_read(notice=notice, now=timezone.now())
    return redirect(told(notice).path)


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("up_to", "")
    # Beyond Python's longest number as well: as much as can be asked for.
    up_to = int(given[:LONGEST_ID]) if given.isascii() and given.isdigit() else 0
    count = inbox.mark_all_read(user=person(request), up_to=min(up_to, LARGEST_ID), now=timezone.now())
    text = ngettext("%(count)s notice has been marked as read.", "%(count)s notices have been marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("approvals:inbox")
