"""展期: the requests of the sections a person reads; whoever may decide one grants or refuses it on its page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.domain.extending import extensions_awaiting
from approvals.domain.extensions import grant_extension, refuse_extension
from approvals.enums import ExtensionAction
from approvals.models import Extension
from approvals.models.labels import LABELS
from approvals.tasks import kick_delivery
from reports.admin.scope import ManagedAdmin, person, visitor_address
from reports.admin.theme import Radios
from reports.templatetags.office import office_date

VERBS: Mapping[ExtensionAction, Callable[..., Extension]] = {
    ExtensionAction.GRANT: grant_extension,
    ExtensionAction.REFUSE: refuse_extension,
}
READ = (
    "section", "deadline", "due_on", "days", "reason", "level", "status", "requested_by", "requested_for",
    "requested_capacity", "requested_at", "decided_by", "acting_for", "capacity", "decided_at", "from_on", "to_on",
)  # fmt: skip


class DecisionForm(forms.ModelForm):
    decision = forms.ChoiceField(
        label=_("decision"), choices=[(verb.value, LABELS[verb]) for verb in VERBS], widget=Radios
    )

    class Meta:
        model = Extension
        fields = ("comment",)


class AwaitingFilter(admin.SimpleListFilter):
    title = _("my decision")
    parameter_name = "awaiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("awaits me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Extension]) -> QuerySet[Extension]:
        if self.value() != "me":
            return queryset
        return queryset.filter(pk__in=extensions_awaiting(person(request), timezone.now()).order_by().values("pk"))


@admin.register(Extension)
class ExtensionAdmin(ManagedAdmin):
    """Nothing is added or edited here: a decision is one move of the domain."""

    form = DecisionForm
    section_lookup = "deadline__section"
    list_display = (
        "section", "deadline", "due_on", "days", "level", "status", "requested_by", "requested_at", "decided_by",
    )  # fmt: skip
    list_filter = (AwaitingFilter, "status", ("deadline__report", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("deadline__section", "requested_by", "decided_by")
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Extension | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return extensions_awaiting(person(request), timezone.now()).filter(pk=obj.pk).exists()

    def get_fields(self, request: HttpRequest, obj: Extension | None = None) -> tuple[str, ...]:
        return (*READ, "decision", "comment") if self.has_change_permission(request, obj) else (*READ, "comment")

    def get_readonly_fields(self, request: HttpRequest, obj: Extension | None = None) -> tuple[str, ...]:
        return READ

    def save_model(self, request: HttpRequest, obj: Extension, form: DecisionForm, change: bool) -> None:
        verb = VERBS[ExtensionAction(form.cleaned_data["decision"])]
        verb(
            extension=obj, comment=form.cleaned_data["comment"], actor=person(request), now=timezone.now(),
            address=visitor_address(request),
        )  # fmt: skip
        kick_delivery()

    @admin.display(description=_("section"))
    def section(self, row: Extension) -> str:
        return str(row.deadline.section)

    @admin.display(description=_("due on"), ordering="deadline__due_on")
    def due_on(self, row: Extension) -> str:
        """The date as it is now, by which whoever decides can tell what the days would make of it."""
        return office_date(row.deadline.due_on)
