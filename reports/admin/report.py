"""Reports and their sections: settings and hands, through the domain. Text and status are never edited here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from reports.admin.scope import ManagedAdmin, person
from reports.domain.access import policy
from reports.domain.managing import SETTINGS, change_section, change_settings
from reports.enums import Ability, ReportStatus, SectionStatus
from reports.models import Report, Section


@admin.register(Report)
class ReportAdmin(ManagedAdmin):
    """A year's settings, open while it is being compiled."""

    list_display = ("title", "agency", "roc_year", "status", "announced_on")
    list_filter = (("agency", admin.RelatedOnlyFieldListFilter), "roc_year", "status")
    list_select_related = ("agency",)
    fields = ("agency", "roc_year", "status", *SETTINGS)
    readonly_fields = ("agency", "roc_year", "status")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        overseen = policy().overseen_agencies(person(request), timezone.now())
        return Report.objects.filter(agency__in=overseen).select_related("agency")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        is_open = obj.status == ReportStatus.COMPILING
        return is_open and policy().can(person(request), Ability.MANAGE, obj, timezone.now())

    def save_model(self, request: HttpRequest, obj: Report, form: "ModelForm[Report]", change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_settings(report=obj, changes=changes, actor=person(request), now=timezone.now())


@admin.register(Section)
class SectionAdmin(ManagedAdmin):
    """Who writes a section and what the lists call it, open while it is being drafted."""

    list_display = ("title", "report", "division", "kind", "status")
    list_filter = (
        ("report", admin.RelatedOnlyFieldListFilter),
        ("division", admin.RelatedOnlyFieldListFilter),
        "kind",
        "status",
    )
    list_select_related = ("report", "division")
    search_fields = ("title", "code")
    fields = ("report", "chapter", "code", "kind", "status", "division", "title", "current_revision")
    readonly_fields = ("report", "chapter", "code", "kind", "status", "current_revision")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        visible = policy().visible_sections(person(request), timezone.now())
        return visible.select_related("report__agency", "division", "chapter")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        is_open = obj.status == SectionStatus.DRAFTING and obj.report.status == ReportStatus.COMPILING
        return is_open and policy().can(person(request), Ability.MANAGE, obj.report, timezone.now())

    def save_model(self, request: HttpRequest, obj: Section, form: "ModelForm[Section]", change: bool) -> None:
        change_section(
            section=obj, division=form.cleaned_data["division"], title=form.cleaned_data["title"],
            actor=person(request), now=timezone.now(),
        )  # fmt: skip
