"""The office calendar, one for every agency of the installation: its administrator compares a year and imports it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.domain.office_days import (
    LARGEST_FILE,
    ReadDay,
    UnableToImport,
    compare_office_days,
    import_office_days,
    read_office_days,
    write_office_days,
)
from approvals.domain.seeding import KNOWN_YEARS, seed_days
from approvals.enums import OfficeDaySource
from approvals.models import OfficeDay
from reports.admin.readable import ReadableAdmin
from reports.admin.scope import person
from reports.admin.theme import HAS_MAIN_LANDMARK
from reports.templatetags.office import office_date


class CalendarForm(forms.Form):
    """A published file, or a year of the library. `content` carries the file's text from the preview to the import."""

    file = forms.FileField(
        required=False, label=_("The published file"), validators=[FileExtensionValidator(["csv"])],
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("CSV with the columns 西元日期, 星期, 是否放假, 備註; UTF-8 or Big5, at most 1 MB."),
    )  # fmt: skip
    year = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_("or a year from the library"),
        choices=[("", "—"), *((year, year) for year in KNOWN_YEARS)],
        help_text=_("Until the calendar is published; the published file replaces it, never the other way round."),
    )  # fmt: skip
    content = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST_FILE)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if sum(bool(given.get(name)) for name in ("file", "year", "content")) != 1 and not self.errors:
            raise forms.ValidationError(_("Choose a file or a year."))
        return given

    def read(self) -> tuple[tuple[ReadDay, ...], OfficeDaySource]:
        """The days that were given, and where they come from. Raises UnableToImport."""
        given = self.cleaned_data
        if given["year"]:
            return seed_days(given["year"]), OfficeDaySource.LIBRARY
        # One byte more than is allowed is enough to refuse the rest.
        content = given["file"].read(LARGEST_FILE + 1) if given["file"] else given["content"].encode()
        return read_office_days(content), OfficeDaySource.PUBLISHED


@admin.register(OfficeDay)
class OfficeDayAdmin(ReadableAdmin):
    list_display = ("date", "is_office_day", "note", "source")
    list_filter = ("is_office_day", "source")
    date_hierarchy = "date"
    readonly_fields = ("source",)
    change_list_template = "admin/approvals/officeday/list.html"

    class Media:
        css = {"all": ["approvals/desk.css"]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="approvals_officeday_import"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"can_import": person(request).is_superuser, **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, shown)
        return answer

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """First what would change, then, once more with the same days, the import."""
        if not person(request).is_superuser:
            raise PermissionDenied
        form = CalendarForm(request.POST, request.FILES) if request.method == "POST" else CalendarForm()
        preview: dict[str, Any] = {}
        if form.is_bound and form.is_valid():
            try:
                days, source = form.read()
                if "confirm" in request.POST:
                    return self._imported(request, days, source)
                preview = _preview(days, source)
            except UnableToImport as refusal:
                form.add_error(None, refusal.text)
        context = {
            **self.admin_site.each_context(request), **preview, "title": gettext("Import the office calendar"),
            "opts": self.opts, "form": form, "has_main_landmark": HAS_MAIN_LANDMARK,
        }  # fmt: skip
        is_refused = form.is_bound and not preview
        return TemplateResponse(
            request, "admin/approvals/officeday/import.html", context, status=400 if is_refused else 200
        )

    def _imported(self, request: HttpRequest, days: tuple[ReadDay, ...], source: OfficeDaySource) -> HttpResponse:
        done = import_office_days(days, source=source, actor=person(request))
        said = {
            "first": office_date(days[0].date), "last": office_date(days[-1].date),
            "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
        }  # fmt: skip
        text = gettext("%(first)s to %(last)s: %(new)s days new, %(changed)s changed, %(unchanged)s as before.")
        messages.success(request, text % said)
        return redirect("admin:approvals_officeday_changelist")


def _preview(days: tuple[ReadDay, ...], source: OfficeDaySource) -> dict[str, Any]:
    changes = compare_office_days(days, source=source)
    return {
        "days": days,
        "first": days[0].date,
        "last": days[-1].date,
        "open_count": sum(day.is_office_day for day in days),
        "new_count": sum(change.is_new for change in changes),
        "changed": [change for change in changes if change.is_changed],
        "exceptions": [change.day for change in changes if change.is_new and change.is_exception],
        "year": days[0].date.year if source is OfficeDaySource.LIBRARY else "",
        "content": write_office_days(days) if source is OfficeDaySource.PUBLISHED else "",
    }
