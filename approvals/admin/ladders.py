"""The ladder of reminders of one's own agency; the installation's, for all others, is its administrator's."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain.ladder import DEFAULT, Rung, problems
from approvals.domain.ladder_trail import recorded
from approvals.enums import Audience
from approvals.models import LadderPolicy, LadderRung
from reports.admin.scope import ManagedAdmin, person

PROBLEMS: dict[str, Promise] = {
    "hours": _("Mail has to stop later than it begins."),
    "nobody_told": _("A ladder needs at least one rung for whoever has to do it."),
    "repeated": _("The same day and audience is there twice."),
    "escalates_early": _("Others than whoever has to do it are told only after the due date."),
    "late_is_optional": _("What is overdue always comes by mail: rungs after the due date are mandatory."),
}


class RungFormSet(BaseInlineFormSet):
    """The rungs as a whole; a ladder that could not be used is refused."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        given = [form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        rungs = [Rung(row["office_days"], Audience(row["audience"]), row["is_mandatory"]) for row in given]
        policy = self.instance
        found = problems(rungs, first_hour=policy.first_hour, last_hour=policy.last_hour)
        if found:
            raise ValidationError([PROBLEMS[code] for code in found])


class RungInline(admin.TabularInline):
    """Who may edit the ladder may edit its rungs. A new ladder begins with the built-in ones."""

    model = LadderRung
    formset = RungFormSet
    fields = ("office_days", "audience", "is_mandatory")

    def get_extra(self, request: HttpRequest, obj: LadderPolicy | None = None, **kwargs: Any) -> int:
        return len(DEFAULT.rungs) if obj is None else 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.view_ladderpolicy")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.change_ladderpolicy")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.change_ladderpolicy")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.change_ladderpolicy")


@admin.register(LadderPolicy)
class LadderPolicyAdmin(ManagedAdmin):
    agency_lookup = "agency"
    inlines = (RungInline,)
    fields = ("agency", "first_hour", "last_hour", "list_weekday")
    list_display = ("__str__", "in_short", "first_hour", "last_hour", "list_weekday")
    list_select_related = ("agency",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LadderPolicy]:
        rows: QuerySet[LadderPolicy] = super().get_queryset(request)
        if person(request).is_superuser:
            rows = LadderPolicy.objects.all()
        return rows.prefetch_related("rungs")

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and not person(request).is_superuser:
            field.required = True
        return field

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and request.method == "GET":
            kwargs["initial"] = [
                {"office_days": rung.office_days, "audience": rung.audience, "is_mandatory": rung.is_mandatory}
                for rung in DEFAULT.rungs
            ]
        return kwargs

    def get_readonly_fields(self, request: HttpRequest, obj: LadderPolicy | None = None) -> tuple[str, ...]:
        """A ladder stays with its agency: whose reminders it changed is in that agency's trail."""
        return ("agency",) if obj is not None else ()

    def save_model(
        self, request: HttpRequest, obj: LadderPolicy, form: "ModelForm[LadderPolicy]", change: bool
    ) -> None:
        """Saved together with its rungs, in save_related: the trail tells of both at once."""

    def save_related(self, request: HttpRequest, form: "ModelForm[LadderPolicy]", formsets: Any, change: bool) -> None:
        with recorded(policy=form.instance, actor=person(request), now=timezone.now()):
            form.instance.save()
            super().save_related(request, form, formsets, change)

    @admin.display(description=_("rungs"))
    def in_short(self, policy: LadderPolicy) -> str:
        return "、".join(dict.fromkeys(str(rung) for rung in policy.rungs.all()))
