"""The queue of questions to the person's division; each is replied to on the page of its section."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals.admin.desk import reader
from approvals.admin.filters import LatenessFilter
from approvals.domain.desk import consultations_awaiting
from approvals.models import DeskConsultation
from reports.admin.scope import ReadOnlyAdmin


@admin.register(DeskConsultation)
class DeskConsultationAdmin(ReadOnlyAdmin):
    """What is due first is at the top; a question that has been replied to leaves the queue."""

    list_display = ("section_link", "division", "scope", "is_mandatory", "is_repeat", "requested_by", "due_on")
    list_display_links = None
    list_filter = (
        ("division", admin.RelatedOnlyFieldListFilter),
        ("section__chapter", admin.RelatedOnlyFieldListFilter),
        LatenessFilter,
    )
    ordering = ("due_on", "pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskConsultation]:
        return consultations_awaiting(reader(request), timezone.now())

    @admin.display(description=_("section"))
    def section_link(self, row: DeskConsultation) -> SafeString:
        address = reverse("admin:approvals_desksection_change", args=[row.section_id])
        return format_html('<a href="{}#desk-consultations">{}</a>', address, row.section)

    @admin.display(description=_("asked again"), boolean=True)
    def is_repeat(self, row: DeskConsultation) -> bool:
        return row.repeats_id is not None
