"""Who holds which role: kept by the secretariat for its agency, but never for oneself."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from approvals.domain.appointments import keep
from approvals.domain.roles import sync_person
from approvals.models import Assignment
from reports.admin.scope import ManagedAdmin, person


@admin.register(Assignment)
class AssignmentAdmin(ManagedAdmin):
    """An assignment that was made keeps its person, division and role; it is ended by its last day."""

    agency_lookup = "division__agency"
    list_display = ("user", "role", "division", "acting_for", "valid_from", "valid_to")
    list_filter = ("role", ("division", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "division", "acting_for")
    search_fields = ("user__username", "user__display_name")

    def get_fields(self, request: HttpRequest, obj: Assignment | None = None) -> tuple[str, ...]:
        """A substitution has rules of its own and is not made here: it can only be read."""
        own = ("user", "division", "role", "valid_from", "valid_to")
        is_substitution = obj is not None and obj.acting_for_id is not None
        return (*own, "acting_for", "capacity", "section_kind") if is_substitution else own

    def get_readonly_fields(self, request: HttpRequest, obj: Assignment | None = None) -> tuple[str, ...]:
        return ("user", "division", "role") if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        if obj is None:
            return allowed
        return allowed and obj.acting_for_id is None and obj.user_id != request.user.pk

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        field: ModelChoiceField | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and field.queryset is not None and db_field.name == "user":
            field.queryset = field.queryset.filter(is_active=True).exclude(pk=person(request).pk)
        return field

    def save_model(self, request: HttpRequest, obj: Assignment, form: "ModelForm[Assignment]", change: bool) -> None:
        now = timezone.now()
        keep(assignment=obj, actor=person(request), now=now)
        sync_person(user=obj.user, now=now)
