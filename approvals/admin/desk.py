"""The approvers' desk: what awaits the person's decision, each item read whole, and one domain call a button."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from approvals.admin.desk_page import buttons, why_not
from approvals.admin.verbs import Verb
from approvals.domain import queries
from approvals.enums import Action
from approvals.forms import MAX_COMMENT_LENGTH, first_error
from approvals.models.desk import BY_URGENCY
from approvals.models.labels import LABELS
from approvals.tasks import kick_after
from reports.admin.readable import ReadableAdmin
from reports.admin.scope import visitor_address
from reports.admin.theme import HAS_MAIN_LANDMARK
from reports.domain import signing
from reports.domain.refusals import Refusal
from reports.models import User

DECISIONS = ("endorse", "approve", "send_back", "reopen", "submit", "publish", "cancel_publication", "correct")
"""The buttons that share one comment."""


class DeskAdmin(ReadableAdmin):
    """A queue and a read-only page for each item; nothing is added, edited or deleted here.

    Who may see an item is the policy's answer, not the queue's: whoever comes too late is told who was faster.
    """

    verbs: ClassVar[Mapping[Action, Verb]]
    subject_name: ClassVar[str]
    item_template: ClassVar[str]
    actions: Any = None
    # The queue has one order: what is due first.
    sortable_by = ()
    list_per_page = 50
    list_max_show_all = 200

    class Media:
        css = {"all": ["approvals/desk.css"]}

    def get_urls(self) -> list[URLPattern]:
        move = path(
            "<int:object_id>/move/<str:action>/", self.admin_site.admin_view(self.move_view), name=self._move_url
        )
        return [move, *super().get_urls()]

    @property
    def _move_url(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_move"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return BY_URGENCY

    def visible(self, request: HttpRequest) -> QuerySet[Any]:
        """Every item that the person may read, on their desk or not."""
        raise NotImplementedError

    def item_context(self, request: HttpRequest, subject: Any) -> dict[str, Any]:
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._page(request, self._subject(request, object_id))

    def move_view(self, request: HttpRequest, object_id: int, action: str) -> HttpResponse:
        """One move: parse, call the domain once, and say what came of it. A refusal keeps what was typed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        subject = self._subject(request, object_id)
        verb = self.verbs.get(Action(action)) if action in set(self.verbs) else None
        if verb is None:
            raise Http404
        form = verb.form(request.POST, subject)
        if not form.is_valid():
            return self._page(request, subject, refused=first_error(form), status=400, posted=action)
        subject.lock_version = form.cleaned_data["lock_version"]
        named = {self.subject_name: subject} if verb.names_subject else {}
        try:
            verb.make(
                **named, **form.arguments(), actor=request.user, now=timezone.now(), address=visitor_address(request)
            )
        except Refusal as refusal:
            return self._page(
                request, self._subject(request, object_id), refused=refusal.text, status=refusal.http_status,
                posted=action, is_comment_wanted=refusal.code in {"comment_required", "text_required"},
            )  # fmt: skip
        kick_after(Action(action))
        done = {"title": str(subject), "action": str(LABELS[Action(action)])}
        messages.success(request, gettext("%(action)s: done for “%(title)s”.") % done)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return redirect(f"{name}_change", subject.pk) if verb.stays else redirect(f"{name}_changelist")

    def _subject(self, request: HttpRequest, object_id: str | int) -> Any:
        if not self.has_view_permission(request) or not str(object_id).isdecimal():
            raise Http404
        subject = self.visible(request).filter(pk=object_id).first()
        if subject is None:
            raise Http404
        return subject

    def _page(
        self, request: HttpRequest, subject: Any, *, refused: str = "", status: int = 200,
        is_comment_wanted: bool = False, posted: str = "",
    ) -> TemplateResponse:  # fmt: skip
        person, now, allowed = reader(request), timezone.now(), frozenset(self.verbs)
        found = buttons(person, subject, allowed, now)
        can_publish = any(button.action == Action.PUBLISH for button in found)
        context = {
            **self.admin_site.each_context(request),
            **self.item_context(request, subject),
            "title": str(subject),
            "opts": self.opts,
            "media": self.media,
            "subject": subject,
            "original": subject,
            "has_main_landmark": HAS_MAIN_LANDMARK,
            "can_publish": can_publish,
            "signing_warning": signing.warning(subject.agency) if can_publish else "",
            "kept_move": {
                "action": posted,
                "comment": request.POST.get("comment", ""),
                "choice": request.POST.get("edition") or request.POST.get("publish_at", ""),
            },
            "buttons": [
                (button, reverse(f"admin:{self._move_url}", args=[subject.pk, button.action])) for button in found
            ],
            "why_not": "" if found else why_not(person, subject, allowed, now),
            "trail": queries.trail(subject),
            "refused": refused,
            "posted": posted,
            "decisions": DECISIONS,
            "posted_consultation": request.POST.get("consultation", ""),
            "is_comment_wanted": is_comment_wanted,
            "comment": request.POST.get("comment", ""),
            "max_comment_length": MAX_COMMENT_LENGTH,
        }
        return TemplateResponse(request, self.item_template, context, status=status)


def reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
