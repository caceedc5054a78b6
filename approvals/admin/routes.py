"""Routes of one's own agency: the steps on one page, drawn in their order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, ForeignKey, ManyToManyField
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.domain.routes import FrozenStep, problems
from approvals.enums import Quorum, Role, SeatKind, StepKind
from approvals.models import Route, RouteConsultation, Step
from reports.admin.scope import ManagedAdmin, managed_agencies
from reports.enums import DivisionKind, Scope
from reports.models import Division, User
from reports.models.labels import choices as report_choices

PROBLEMS: dict[str, Promise] = {
    "no_steps": _("A route needs at least one step."),
    "no_decision": _("The last step has to decide; otherwise nothing is ever signed off."),
    "decision_not_last": _("Only the last step decides."),
    "nobody": _("A step for named people names nobody."),
    "too_few": _("A step asks for more signatures than it names people."),
}
ASKED_KINDS = (DivisionKind.ACCOUNTING, DivisionKind.PERSONNEL, DivisionKind.ETHICS, DivisionKind.LINE)
ASIDE = 1000
"""Where the positions of a route are moved to while they are written anew; no route has so many steps."""


class StepForm(ModelForm):
    """A step with its place in the order, and the divisions that are consulted while it is open."""

    order = forms.IntegerField(label=_("order"), min_value=1, max_value=99)
    consulted = forms.MultipleChoiceField(
        label=_("consult"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[row for row in report_choices(DivisionKind) if row[0] in ASKED_KINDS],
        help_text=_("The step waits for them. Accounting is asked about the budget of sections that have one."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.instance.pk is not None:
            self.initial["order"] = self.instance.position
            self.initial["consulted"] = [row.division_kind for row in self.instance.consultations.all()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_people = cleaned.get("seat") == SeatKind.PEOPLE
        if not is_people and not cleaned.get("role"):
            self.add_error("role", _("Choose the role that signs."))
        if cleaned.get("seat") == SeatKind.NAMED_DIVISION and not cleaned.get("division"):
            self.add_error("division", _("Choose the division that signs."))
        if cleaned.get("quorum") == Quorum.COUNT and not cleaned.get("quorum_count"):
            self.add_error("quorum_count", _("Say how many have to sign."))
        return cleaned

    def as_frozen(self, position: int) -> FrozenStep:
        """The step as a round would keep it; for asking whether the route works."""
        given = self.cleaned_data
        seat = SeatKind(given["seat"])
        people = tuple(person.pk for person in given.get("people") or ()) if seat is SeatKind.PEOPLE else ()
        role = Role(given["role"]) if given.get("role") else None
        return FrozenStep(
            position, given["name"], StepKind(given["kind"]), seat, role, people=people,
            quorum=Quorum(given["quorum"]), quorum_count=given.get("quorum_count"),
        )  # fmt: skip


class StepFormSet(BaseInlineFormSet):
    """The steps of a route in their order; a route that could not be used is refused."""

    def kept(self) -> Sequence[Any]:
        filled = [form for form in self.forms if form not in self.deleted_forms and _is_filled(form)]
        return sorted(filled, key=lambda form: form.cleaned_data.get("order") or 0)

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = self.kept()
        found = problems([form.as_frozen(position) for position, form in enumerate(kept, 1)])
        errors: list[Any] = [PROBLEMS[code] for code in dict.fromkeys(found)]
        agency_id = self.instance.agency_id
        if any(not _is_of(form.cleaned_data, agency_id) for form in kept):
            errors.append(_("A step names a division or a person of another agency."))
        if errors:
            raise ValidationError(errors)

    def save(self, commit: bool = True) -> Any:
        """Positions are unique, so all are moved aside before they are given anew."""
        kept = self.kept()
        Step.objects.filter(route=self.instance).update(position=F("position") + ASIDE)
        for position, form in enumerate(kept, 1):
            form.instance.position = 2 * ASIDE + position
        saved = super().save(commit=commit)
        for position, form in enumerate(kept, 1):
            Step.objects.filter(pk=form.instance.pk).update(position=position)
            _consult(form.instance, form.cleaned_data["consulted"])
        return saved


def _is_filled(form: Any) -> bool:
    return bool(form.has_changed() or form.instance.pk is not None)


def _is_of(given: dict[str, Any], agency_id: int | None) -> bool:
    named = [given.get("division"), *(given.get("people") or ())]
    return all(row is None or row.agency_id == agency_id for row in named)


def _consult(step: Step, kinds: Sequence[str]) -> None:
    """Accounting is asked about the budget of sections that have one, every other division about the whole."""
    step.consultations.exclude(division_kind__in=kinds).delete()
    for kind in set(kinds) - set(step.consultations.values_list("division_kind", flat=True)):
        is_budget = kind == DivisionKind.ACCOUNTING
        RouteConsultation.objects.create(
            step=step, division_kind=kind, scope=Scope.BUDGET if is_budget else Scope.ALL, only_with_budget=is_budget
        )


class StepInline(admin.StackedInline):
    """Who may edit the route may edit its steps."""

    model = Step
    form = StepForm
    formset = StepFormSet
    extra = 0
    min_num = 1
    fields = (
        ("order", "name", "kind"), ("seat", "role", "division"), "people", ("quorum", "quorum_count"),
        ("scope", "limit_days"), "consulted",
    )  # fmt: skip

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.view_route")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.change_route")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.change_route")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("approvals.change_route")

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "division":
            kwargs["queryset"] = Division.objects.filter(agency__in=managed_agencies(request))
        field: ModelChoiceField | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        kwargs["queryset"] = User.objects.filter(agency__in=managed_agencies(request), is_active=True)
        field: ModelMultipleChoiceField | None = super().formfield_for_manytomany(db_field, request, **kwargs)
        return field


class RouteForm(ModelForm):
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        agency, report = given.get("agency"), given.get("report")
        if report is not None and agency is not None and report.agency_id != agency.pk:
            self.add_error("report", _("This report is another agency's."))
        twins = Route.objects.filter(
            agency=agency, report=report, section_kind=given.get("section_kind", ""), is_active=True
        ).exclude(pk=self.instance.pk)
        if given.get("is_active") and (twin := twins.first()):
            raise ValidationError(
                _("“%(name)s” is in use for the same sections already; take it out of use first."),
                params={"name": twin.name},
            )
        return given


@admin.register(Route)
class RouteAdmin(ManagedAdmin):
    """A route that is no longer wanted is taken out of use; rounds under way keep the one they began with."""

    agency_lookup = "agency"
    form = RouteForm
    inlines = (StepInline,)
    fields = ("name", "agency", "report", "section_kind", "is_active", "drawing")
    readonly_fields = ("drawing",)
    list_display = ("name", "agency", "report", "section_kind", "is_active", "in_short")
    list_filter = ("is_active", "section_kind")

    class Media:
        css = {"all": ["approvals/desk.css"]}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("agency", "report").prefetch_related("steps")

    @admin.display(description=_("steps"))
    def in_short(self, route: Route) -> str:
        return " → ".join(step.name for step in route.steps.all())

    @admin.display(description=_("drawing"))
    def drawing(self, route: Route) -> str | SafeString:
        """The steps in their order with who signs there, as a list that reads without its lines."""
        if route._state.adding:  # noqa: SLF001  Django's own name for it
            return gettext("Drawn once it is saved.")
        rows = route.steps.prefetch_related("people", "consultations").select_related("division")
        return render_to_string("admin/approvals/route/drawing.html", {"steps": rows})
