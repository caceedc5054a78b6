"""Lists and pages of the admin as the reader's office writes them: dates, and links that lead somewhere.

Their main part is marked for assistive technology where the theme does not (templates/admin/reports/change_*.html).

Django chooses how a field is shown by the field's class, and offers no place to say otherwise. A callable may stand
wherever a field's name may, so the names of dates and of foreign keys are replaced by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.admin import AdminSite
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from reports.admin.theme import HAS_MAIN_LANDMARK, ModelAdmin
from reports.templatetags.office import office_date, office_time


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as a column or a line; it keeps the field's label, help and order."""

    field: "Field[Any, Any]"
    text: Callable[[Any], str]
    nothing: str
    """What stands for no value."""

    @property
    def __name__(self) -> str:
        return self.field.name

    @property
    def short_description(self) -> str:
        return str(self.field.verbose_name)

    @property
    def admin_order_field(self) -> str:
        return self.field.name

    def __call__(self, row: Model) -> str:
        value = getattr(row, self.field.name)
        return self.nothing if value is None else self.text(value)


def date_text(field: "Field[Any, Any]") -> Callable[[Any], str] | None:
    """How a date is written; None for a field of another kind."""
    if isinstance(field, DateTimeField):
        return office_time
    return office_date if isinstance(field, DateField) else None


def as_it_is(value: str) -> str:
    return format_html("<code>{}</code>", value)


def page_of(site: AdminSite, request: HttpRequest, row: Model) -> str:
    """The address of this row's page in the admin; "" where there is none that the reader may see."""
    if not site.is_registered(type(row)):
        return ""
    target = site.get_model_admin(type(row))
    if not target.has_view_permission(request, row) or not target.get_queryset(request).filter(pk=row.pk).exists():
        return ""
    return reverse(f"{site.name}:{target.opts.app_label}_{target.opts.model_name}_change", args=[row.pk])


class ReadableAdmin(ModelAdmin):
    """The base of every admin class. `verbatim` names the fields whose very text was hashed or sent."""

    verbatim: ClassVar[tuple[str, ...]] = ()

    def get_list_display(self, request: HttpRequest) -> Any:
        return tuple(self._column(name) for name in super().get_list_display(request))

    def get_list_display_links(self, request: HttpRequest, list_display: Sequence[Any]) -> Any:
        links = super().get_list_display_links(request, list_display)
        return None if links is None else tuple(self._column(name) for name in links)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"has_main_landmark": HAS_MAIN_LANDMARK, **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, shown)
        return answer

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        form = context["adminform"]
        lines = {name: self._line(name, request) for name in form.readonly_fields if isinstance(name, str)}
        form.readonly_fields = [lines.get(name, name) for name in form.readonly_fields]
        form.fieldsets = [
            (title, {**options, "fields": [_replaced(name, lines) for name in options["fields"]]})
            for title, options in form.fieldsets
        ]
        context["has_main_landmark"] = HAS_MAIN_LANDMARK
        answer: HttpResponse = super().render_change_form(request, context, *arguments, **named)
        return answer

    def _column(self, name: Any) -> Any:
        field = self._field(name)
        text = date_text(field) if field is not None else None
        return name if field is None or text is None else Shown(field, text, self.get_empty_value_display())

    def _line(self, name: str, request: HttpRequest) -> Any:
        field = self._field(name)
        if field is not None and name in self.verbatim:
            return Shown(field, as_it_is, "")
        if not isinstance(field, ForeignKey):
            return self._column(name)
        site = self.admin_site

        def text(row: Model) -> str:
            address = page_of(site, request, row)
            return format_html('<a href="{}" class="text-link">{}</a>', address, row) if address else str(row)

        return Shown(field, text, self.get_empty_value_display())

    def _field(self, name: Any) -> "Field[Any, Any] | None":
        try:
            field = self.opts.get_field(name) if isinstance(name, str) else None
        except FieldDoesNotExist:
            return None
        return field if isinstance(field, Field) else None


def _replaced(name: Any, lines: dict[str, Any]) -> Any:
    """One name of a fieldset, or several that share a line."""
    return lines.get(name, name) if isinstance(name, str) else [_replaced(each, lines) for each in name]
