"""The queue of sections to decide on, its item page, and signing several at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.admin.desk import DeskAdmin, reader
from approvals.admin.desk_page import change_groups, finding_lines
from approvals.admin.filters import LatenessFilter
from approvals.admin.verbs import SECTION_VERBS
from approvals.domain import actions, permissions
from approvals.domain.consulting import consulting
from approvals.domain.desk import people_to_reassign_to, represented, review, sections_awaiting
from approvals.domain.progress import route_progress
from approvals.enums import Action, Capacity, Reply, Role, StepState
from approvals.models import DeskSection
from approvals.models.labels import LABELS, choices
from approvals.tasks import kick_after
from reports.admin.scope import visitor_address
from reports.admin.theme import HAS_MAIN_LANDMARK
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.enums import Scope
from reports.templatetags.office import office_date, office_time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row of several that were signed at once."""

    section: DeskSection
    is_done: bool
    text: str


@admin.register(DeskSection)
class DeskSectionAdmin(DeskAdmin):
    """Sections whose open round lies on a desk of the person, their own or that of somebody they act for."""

    verbs = SECTION_VERBS
    subject_name = "section"
    item_template = "admin/approvals/desksection/item.html"
    list_display = ("title", "report", "chapter", "division", "desk_label", "acting_for", "due_on", "waiting_since")
    list_filter = (
        ("division", admin.RelatedOnlyFieldListFilter),
        ("chapter", admin.RelatedOnlyFieldListFilter),
        LatenessFilter,
    )
    actions = ("endorse_selected", "approve_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskSection]:
        return sections_awaiting(reader(request), timezone.now()).select_related(
            "report__agency", "division", "chapter"
        )

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Each row of the page with the person in whose name the reader would sign it."""
        found: ChangeList = super().get_changelist_instance(request)
        names = represented(list(found.result_list), reader(request), timezone.now())
        for section in found.result_list:
            section.represented = names.get(section.pk)
        return found

    def visible(self, request: HttpRequest) -> QuerySet[DeskSection]:
        readable = policy().visible_sections(reader(request), timezone.now())
        return DeskSection.objects.filter(pk__in=readable.values("pk")).select_related(
            "report__agency",
            "division",
            "chapter",
            "current_revision__author",
            "current_revision__acting_for",
            "signed_off_revision",
        )

    def item_context(self, request: HttpRequest, subject: DeskSection) -> dict[str, Any]:
        read, person, now = review(subject), reader(request), timezone.now()
        route = route_progress(subject)
        may_reassign = permissions.can(person, Action.REASSIGN, subject, now).is_allowed
        is_open = read.open_round is not None
        return {
            "review": read,
            "changes": change_groups(read),
            "findings": finding_lines(read.findings, {subject.code: subject}),
            "route": route,
            "open_step": next((step for step in route.steps if is_open and step.state is StepState.OPEN), None),
            "earlier_steps": _earlier(route.steps) if is_open else (),
            "consulting": consulting(subject, person, now),
            "people": people_to_reassign_to(subject, now) if may_reassign else (),
            "replies": choices(Reply),
            "scopes": [(scope.value, LABELS[scope]) for scope in Scope],
        }

    @admin.display(description=_("desk"), ordering="desk")
    def desk_label(self, section: DeskSection) -> SafeString:
        """With the version of the row that is shown here: signing several signs what was seen."""
        label: Promise | str = LABELS[Role(section.desk)] if section.desk else _("Named people")
        return format_html('{}<input type="hidden" name="seen-{}" value="{}">', label, section.pk, section.lock_version)

    @admin.display(description=_("acting for"))
    def acting_for(self, section: DeskSection) -> str:
        found: tuple[Capacity, str] | None = getattr(section, "represented", None)
        return f"{LABELS[found[0]]} {found[1]}" if found else ""

    @admin.display(description=_("due on"), ordering="due_on")
    def due_on(self, section: DeskSection) -> str:
        return office_date(section.due_on)

    @admin.display(description=_("on this desk since"), ordering="desk_since")
    def waiting_since(self, section: DeskSection) -> str:
        return office_time(section.desk_since)

    @admin.action(description=_("Endorse the selected sections"), permissions=["view"])
    def endorse_selected(self, request: HttpRequest, queryset: QuerySet[DeskSection]) -> HttpResponse:
        return self._sign(request, queryset, Action.ENDORSE, actions.endorse)

    @admin.action(description=_("Approve the selected sections"), permissions=["view"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[DeskSection]) -> HttpResponse:
        return self._sign(request, queryset, Action.APPROVE, actions.approve)

    def _sign(
        self, request: HttpRequest, rows: QuerySet[DeskSection], action: Action, move: Callable[..., object]
    ) -> HttpResponse:
        """Each row in a transaction of its own: a refusal of one undoes no other."""
        outcomes = [_signed(request, section, move) for section in rows]
        if any(outcome.is_done for outcome in outcomes):
            kick_after(action)
        context = {
            **self.admin_site.each_context(request),
            "title": LABELS[action], "opts": self.opts, "media": self.media, "outcomes": outcomes,
            "has_main_landmark": HAS_MAIN_LANDMARK,
        }  # fmt: skip
        return TemplateResponse(request, "admin/approvals/desksection/outcomes.html", context)


def _earlier(steps: Any) -> tuple[Any, ...]:
    open_at = next((row.step.position for row in steps if row.state is StepState.OPEN), 0)
    return tuple(row.step for row in steps if row.step.position < open_at)


def _signed(request: HttpRequest, section: DeskSection, move: Callable[..., object]) -> Outcome:
    seen = request.POST.get(f"seen-{section.pk}", "")
    if not seen.isdecimal() or len(seen) > 9:  # noqa: PLR2004  beyond the column's integers
        return Outcome(section, is_done=False, text=gettext("It was not on the page that you saw."))
    section.lock_version = int(seen)
    try:
        move(section=section, actor=reader(request), comment="", now=timezone.now(), address=visitor_address(request))
    except Refusal as refusal:
        return Outcome(section, is_done=False, text=refusal.text)
    return Outcome(section, is_done=True, text=gettext("Done."))
