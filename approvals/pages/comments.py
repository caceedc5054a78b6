"""Comments by forms: one domain call each, and the result as a message on the page it came from."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.domain import comments
from approvals.models import Comment
from reports.domain import queries
from reports.domain.refusals import Refusal
from reports.pages.people import person, visible_section, visitor_address

VERBS: Mapping[str, tuple[Callable[..., Comment], str]] = {
    "reply": (comments.reply, "text"),
    "resolve": (comments.resolve, ""),
    "reopen": (comments.reopen, ""),
    "overrule": (comments.overrule, "reason"),
}
"""What a button says → the verb, and the name of the text that it takes."""
KEPT = ("text", "place", "is_blocking")


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a thread."""
    section = visible_section(request, pk, timezone.now())
    given = {
        "section": section, "text": request.POST.get("text", ""), "place": request.POST.get("place", ""),
        "is_blocking": "is_blocking" in request.POST,
    }  # fmt: skip
    return _made(request, comments.comment, given, section_id=section.pk, form=f"section-{section.pk}")


@require_POST
def verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Reply, resolve, reopen or overrule."""
    if name not in VERBS:
        raise Http404
    visible = queries.sections_for(person(request), timezone.now()).order_by().values("pk")
    thread = get_object_or_404(Comment.objects.filter(section__in=visible).select_related("section"), pk=pk)
    call, text = VERBS[name]
    given = {"thread": thread} | ({text: request.POST.get("text", "")} if text else {})
    return _made(request, call, given, section_id=thread.section_id, form=f"thread-{pk}")


def _made(
    request: HttpRequest, call: Callable[..., Comment], given: Mapping[str, object], *, section_id: int, form: str
) -> HttpResponse:
    """What was typed into a refused form is still there when the page comes back."""
    try:
        call(**given, actor=person(request), now=timezone.now(), address=visitor_address(request))
    except Refusal as refusal:
        messages.error(request, refusal.text)
        request.session[f"kept-comment-{form}"] = {name: request.POST.get(name, "") for name in KEPT}
    else:
        messages.success(request, _("Done."))
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if target and is_ours else f"{reverse('reports:section', args=[section_id])}#comments")
