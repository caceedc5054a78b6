"""How an agency's reports look: faces, marks, colours and cover, changed through the domain."""

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.forms import Field as FormField
from django.forms import ModelForm, TextInput
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.admin.scope import ManagedAdmin, managed_agencies, person
from reports.content.style import COLOURS
from reports.domain.styles import FIELDS, change_style
from reports.models import StyleProfile


@admin.register(StyleProfile)
class StyleProfileAdmin(ManagedAdmin):
    """One row an agency. Reports that were sent up keep the look they were sent up with."""

    agency_lookup = "agency"
    list_display = ("agency", "body_face", "heading_face", "item_mark", "has_cover")
    list_select_related = ("agency",)
    fieldsets = (
        (None, {
            "fields": ("agency", "has_cover", "header_text"),
            "description": _(
                "Counts for the reports being compiled. A report that was sent up, and every edition, keeps its look."
            ),
        }),
        (_("Faces and marks"), {"fields": ("body_face", "heading_face", "item_mark", "bracket_width")}),
        (_("Colours"), {"fields": COLOURS}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        allowed: bool = super().has_add_permission(request)
        return allowed and managed_agencies(request).filter(style_profile__isnull=True).exists()

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        if db_field.name in COLOURS:
            kwargs["widget"] = TextInput(attrs={"type": "color"})
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: StyleProfile | None = None) -> tuple[str, ...]:
        return ("agency",) if obj is not None else ()

    def save_model(
        self, request: HttpRequest, obj: StyleProfile, form: "ModelForm[StyleProfile]", change: bool
    ) -> None:
        changes = {name: form.cleaned_data[name] for name in FIELDS}
        saved = change_style(agency=obj.agency, changes=changes, actor=person(request), now=timezone.now())
        obj.pk = saved.pk
