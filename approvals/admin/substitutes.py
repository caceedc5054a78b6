"""職務代理: appointed and ended through the domain, by the person whose seat it is or by their secretariat."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.domain.mandates import office_date
from approvals.domain.roles import sync_person
from approvals.domain.substitutes import appoint, end
from approvals.enums import Capacity
from approvals.models import Assignment, Substitution
from reports.admin.readable import ReadableAdmin
from reports.admin.scope import managed_agencies, person
from reports.admin.theme import Select
from reports.domain.refusals import Refusal
from reports.models import User


class AppointForm(ModelForm):
    """`refusal` is what the domain said to what was just posted; it is shown above what was typed."""

    refusal = ""
    seat = forms.ModelChoiceField(Assignment.objects.none(), label=_("seat"), widget=Select)
    substitute = forms.ModelChoiceField(User.objects.none(), label=_("substitute"), widget=Select)
    seats: QuerySet[Assignment] = Assignment.objects.none()
    people: QuerySet[User] = User.objects.none()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, rows in (("seat", self.seats), ("substitute", self.people)):
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]  # both choose a row
        for name in {"capacity", "valid_to"} & self.fields.keys():
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        if self.refusal:
            raise ValidationError(self.refusal)
        return super().clean() or self.cleaned_data


@admin.register(Substitution)
class SubstitutionAdmin(ReadableAdmin):
    """One's own seats and those one stands in for; the secretariat sees its agency's. Ended by an earlier last day."""

    form = AppointForm
    actions = None
    list_display = ("user", "capacity", "acting_for", "role", "division", "section_kind", "valid_from", "valid_to")
    list_select_related = ("user", "acting_for", "division")
    ordering = ("-valid_from", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Substitution]:
        own = Q(user=person(request)) | Q(acting_for=person(request))
        return Substitution.objects.filter(
            own | Q(division__agency__in=managed_agencies(request)), acting_for__isnull=False
        )

    def get_fields(self, request: HttpRequest, obj: Substitution | None = None) -> tuple[str, ...]:
        shared = ("capacity", "section_kind", "valid_from", "valid_to")
        return ("seat", "substitute", *shared) if obj is None else ("acting_for", "user", "division", "role", *shared)

    def get_readonly_fields(self, request: HttpRequest, obj: Substitution | None = None) -> tuple[str, ...]:
        return tuple(name for name in self.get_fields(request, obj) if name != "valid_to") if obj is not None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        base = AppointForm if obj is None else _EndForm
        made = super().get_form(request, obj, change=change, form=base, **kwargs)
        today, agencies = office_date(timezone.now()), managed_agencies(request)
        seats = Assignment.objects.filter(Q(user=person(request)) | Q(division__agency__in=agencies))
        made.seats = seats.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), acting_for__isnull=True)
        made.seats = made.seats.select_related("user", "division")
        here = Q(agency__in=agencies) | Q(agency=person(request).agency_id)
        made.people = User.objects.filter(here, is_active=True).order_by("username")
        made.refusal = getattr(request, "refusal_of_the_domain", "")
        return made

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Substitution | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        is_own = obj.acting_for_id == request.user.pk
        return is_own or managed_agencies(request).filter(pk=obj.division.agency_id).exists()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refusal_of_the_domain = refusal.text  # type: ignore[attr-defined]  # read in get_form
            answer = super().changeform_view(request, object_id, form_url, extra_context)
        return answer

    def save_model(self, request: HttpRequest, obj: Substitution, form: Any, change: bool) -> None:
        actor, now = person(request), timezone.now()
        if change:
            row = Assignment.objects.select_related("division").get(pk=obj.pk)
            end(assignment=row, actor=actor, on=form.cleaned_data["valid_to"], now=now)
            sync_person(user=obj.user, now=now)
            return
        given = form.cleaned_data
        made = appoint(
            principal=given["seat"], substitute=given["substitute"], capacity=Capacity(given["capacity"]),
            valid_from=given["valid_from"], valid_to=given["valid_to"], section_kind=given["section_kind"],
            actor=actor, now=now,
        )  # fmt: skip
        sync_person(user=made.user, now=now)
        # The admin logs and links the row that the domain made.
        obj.pk, obj.user, obj.division, obj.role = made.pk, made.user, made.division, made.role


class _EndForm(AppointForm):
    """Only the last day; who and where stay."""

    seat = None  # type: ignore[assignment]  # takes the field away
    substitute = None  # type: ignore[assignment]  # takes the field away
