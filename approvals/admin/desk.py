"""The approvers' desk: what awaits the person's decision, each item read whole, and one domain call a button."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.admin.desk_page import buttons, change_groups, finding_lines, why_not
from approvals.domain import queries
from approvals.domain.actions import REPORT_MOVES, SECTION_MOVES
from approvals.domain.desk import report_review, reports_awaiting, review, sections_awaiting
from approvals.enums import Action, Role
from approvals.models import DeskReport, DeskSection
from approvals.models.desk import BY_URGENCY
from approvals.models.labels import LABELS
from approvals.tasks import kick_after
from reports.admin.scope import visitor_address
from reports.admin.theme import HAS_MAIN_LANDMARK, ModelAdmin
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.models import User
from reports.values.text import forbidden_characters, normalise

MAX_COMMENT_LENGTH = 2000


class MoveForm(forms.Form):
    """What a button of the desk posts: the version of the item that was read, and a comment."""

    lock_version = forms.IntegerField(min_value=0)
    comment = forms.CharField(required=False, max_length=MAX_COMMENT_LENGTH)

    def clean_comment(self) -> str:
        comment = normalise(self.cleaned_data["comment"])
        for found in forbidden_characters(comment)[:1]:
            raise forms.ValidationError(
                _("The comment contains a character that cannot be kept: %(code_point)s in line %(line)s."),
                params={"code_point": found.code_point, "line": found.line},
            )
        return comment


class DeskAdmin(ModelAdmin):
    """A queue and a read-only page for each item; nothing is added, edited or deleted here.

    Who may see an item is the policy's answer, not the queue's: whoever comes too late is told who was faster.
    """

    moves: ClassVar[Mapping[Action, Callable[..., object]]]
    subject_name: ClassVar[str]
    item_template: ClassVar[str]
    actions = None
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
        move = self.moves.get(Action(action)) if action in set(self.moves) else None
        if move is None:
            raise Http404
        form = MoveForm(request.POST)
        if not form.is_valid():
            return self._page(request, subject, refused=_first_error(form), status=400)
        subject.lock_version = form.cleaned_data["lock_version"]
        comment = form.cleaned_data["comment"]
        try:
            move(
                **{self.subject_name: subject}, actor=request.user, comment=comment, now=timezone.now(),
                address=visitor_address(request),
            )  # fmt: skip
        except Refusal as refusal:
            return self._page(
                request, self._subject(request, object_id), refused=refusal.text, status=refusal.http_status,
                is_comment_wanted=refusal.code == "comment_required",
            )  # fmt: skip
        kick_after(Action(action))
        done = {"title": str(subject), "action": str(LABELS[Action(action)])}
        messages.success(request, gettext("%(action)s: done for “%(title)s”.") % done)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _subject(self, request: HttpRequest, object_id: str | int) -> Any:
        if not self.has_view_permission(request) or not str(object_id).isdecimal():
            raise Http404
        subject = self.visible(request).filter(pk=object_id).first()
        if subject is None:
            raise Http404
        return subject

    def _page(
        self, request: HttpRequest, subject: Any, *, refused: str = "", status: int = 200,
        is_comment_wanted: bool = False,
    ) -> TemplateResponse:  # fmt: skip
        person, now, allowed = _person(request), timezone.now(), frozenset(self.moves)
        found = buttons(person, subject, allowed, now)
        context = {
            **self.admin_site.each_context(request),
            **self.item_context(request, subject),
            "title": str(subject),
            "opts": self.opts,
            "media": self.media,
            "subject": subject,
            "original": subject,
            "has_main_landmark": HAS_MAIN_LANDMARK,
            "buttons": [
                (button, reverse(f"admin:{self._move_url}", args=[subject.pk, button.action])) for button in found
            ],
            "why_not": "" if found else why_not(person, subject, allowed, now),
            "trail": queries.trail(subject),
            "refused": refused,
            "is_comment_wanted": is_comment_wanted,
            "comment": request.POST.get("comment", ""),
            "max_comment_length": MAX_COMMENT_LENGTH,
        }
        return TemplateResponse(request, self.item_template, context, status=status)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _first_error(form: forms.Form) -> str:
    if "lock_version" in form.errors:
        return gettext("The form was incomplete. Read the page again before you decide.")
    return str(next(iter(form.errors.values()))[0])


@admin.register(DeskSection)
class DeskSectionAdmin(DeskAdmin):
    """Sections whose open round lies on a desk of the person."""

    moves = {
        action: SECTION_MOVES[action] for action in (Action.ENDORSE, Action.APPROVE, Action.SEND_BACK, Action.REOPEN)
    }
    subject_name = "section"
    item_template = "admin/approvals/desksection/item.html"
    list_display = ("title", "report", "division", "desk_label", "due_on", "waiting_since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskSection]:
        return sections_awaiting(_person(request), timezone.now())

    def visible(self, request: HttpRequest) -> QuerySet[DeskSection]:
        readable = policy().visible_sections(_person(request), timezone.now())
        return DeskSection.objects.filter(pk__in=readable.values("pk")).select_related(
            "report__agency", "division", "chapter", "current_revision__author", "signed_off_revision"
        )

    def item_context(self, request: HttpRequest, subject: DeskSection) -> dict[str, Any]:
        read = review(subject)
        return {
            "review": read,
            "changes": change_groups(read),
            "findings": finding_lines(read.findings, {subject.code: subject}),
        }

    @admin.display(description=_("desk"), ordering="desk")
    def desk_label(self, section: DeskSection) -> Promise | str:
        return LABELS[Role(section.desk)] if section.desk else ""

    @admin.display(description=_("due on"), ordering="due_on")
    def due_on(self, section: DeskSection) -> date | None:
        return section.due_on

    @admin.display(description=_("on this desk since"), ordering="desk_since")
    def waiting_since(self, section: DeskSection) -> datetime | None:
        return section.desk_since


@admin.register(DeskReport)
class DeskReportAdmin(DeskAdmin):
    """Reports that await the head's decision."""

    moves = {action: REPORT_MOVES[action] for action in (Action.APPROVE, Action.SEND_BACK)}
    subject_name = "report"
    item_template = "admin/approvals/deskreport/item.html"
    list_display = ("title", "agency", "roc_year", "due_on", "waiting_since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskReport]:
        return reports_awaiting(_person(request), timezone.now())

    def visible(self, request: HttpRequest) -> QuerySet[DeskReport]:
        # Not merely of an agency in which they work: the page shows the sections of every division.
        agencies = policy().overseen_agencies(_person(request), timezone.now())
        return DeskReport.objects.filter(agency__in=agencies).select_related("agency")

    def item_context(self, request: HttpRequest, subject: DeskReport) -> dict[str, Any]:
        read = report_review(subject)
        return {
            "review": read,
            "findings": finding_lines(read.findings, {section.code: section for section in read.sections}),
        }

    @admin.display(description=_("due on"), ordering="due_on")
    def due_on(self, report: DeskReport) -> date | None:
        return report.due_on

    @admin.display(description=_("sent up at"), ordering="desk_since")
    def waiting_since(self, report: DeskReport) -> datetime | None:
        return report.desk_since
