"""The queue of reports to decide on and the item page of one, from being sent up to its editions."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from approvals.admin.desk import DeskAdmin, reader
from approvals.admin.desk_page import finding_lines
from approvals.admin.filters import PublishedFilter
from approvals.admin.verbs import REPORT_VERBS
from approvals.domain import permissions
from approvals.domain.desk import report_review, reports_awaiting
from approvals.enums import Action
from approvals.forms import ScheduleForm, first_error
from approvals.models import DeskReport
from reports.domain.access import policy
from reports.domain.corrections import is_under_way, open_erratum
from reports.domain.queries import editions_of, newest_edition
from reports.domain.refusals import Refusal
from reports.domain.visibility import move_publication, retry_files
from reports.enums import Ability, ReportStatus
from reports.tasks import kick_release, kick_rendering
from reports.templatetags.office import office_date, office_time


@admin.register(DeskReport)
class DeskReportAdmin(DeskAdmin):
    """Reports that await the head's decision, or that the secretariat publishes it; by the filter, published ones."""

    verbs = REPORT_VERBS
    subject_name = "report"
    item_template = "admin/approvals/deskreport/item.html"
    list_display = ("title", "agency", "roc_year", "due_on", "waiting_since")
    list_filter = (PublishedFilter,)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        schedule = "<int:object_id>/editions/<int:number>/schedule/"
        return [
            path(schedule, view(self.schedule_view), name=f"{name}_schedule"),
            path("<int:object_id>/retry/", view(self.retry_view), name=f"{name}_retry"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskReport]:
        awaiting = reports_awaiting(reader(request), timezone.now())
        published = self.visible(request).filter(Q(status=ReportStatus.PUBLISHED) | Q(is_under_way()))
        return DeskReport.objects.filter(
            Q(pk__in=awaiting.values("pk")) | Q(pk__in=published.values("pk"))
        ).with_desk()  # fmt: skip

    def visible(self, request: HttpRequest) -> QuerySet[DeskReport]:
        # Not merely of an agency in which they work: the page shows the sections of every division.
        agencies = policy().overseen_agencies(reader(request), timezone.now())
        return DeskReport.objects.filter(agency__in=agencies).select_related("agency")

    def item_context(self, request: HttpRequest, subject: DeskReport) -> dict[str, Any]:
        read, person, now = report_review(subject), reader(request), timezone.now()
        return {
            "review": read,
            "findings": finding_lines(read.findings, {section.code: section for section in read.sections}),
            "editions": editions_of(subject, now),
            "correction": open_erratum(subject),
            "can_manage": policy().can(person, Ability.MANAGE, subject, now),
            "can_withdraw": permissions.can(person, Action.WITHDRAW, subject, now).is_allowed,
        }

    @method_decorator(require_POST)
    def schedule_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """Another moment for an edition that nobody has seen."""
        edition = get_object_or_404(self._subject(request, object_id).editions.live(), number=number)
        form = ScheduleForm(request.POST)
        if not form.is_valid():
            messages.error(request, first_error(form))
            return self._back_to(object_id)

        def move() -> str:
            moved = move_publication(edition=edition, actor=reader(request), now=timezone.now(), **form.cleaned_data)
            kick_release()
            return gettext("Publication moved to %(when)s.") % {"when": office_time(moved.published_at)}

        return self._say(request, object_id, move)

    @method_decorator(require_POST)
    def retry_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The failed files of the newest edition once more."""
        edition = newest_edition(self._subject(request, object_id))
        if edition is None:
            raise Http404

        def retry() -> str:
            count = retry_files(edition=edition, actor=reader(request), now=timezone.now())
            return gettext("Files queued again: %(count)s") % {"count": count}

        return self._say(request, object_id, retry)

    def _say(self, request: HttpRequest, object_id: int, work: Callable[[], str]) -> HttpResponse:
        """Do it, have the files made, and say what came of it on the item's page."""
        try:
            messages.success(request, work())
        except Refusal as refusal:
            messages.error(request, refusal.text)
        else:
            kick_rendering()
        return self._back_to(object_id)

    def _back_to(self, object_id: int) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    @admin.display(description=_("due on"), ordering="due_on")
    def due_on(self, report: DeskReport) -> str:
        return office_date(report.due_on)

    @admin.display(description=_("sent up at"), ordering="desk_since")
    def waiting_since(self, report: DeskReport) -> str:
        return office_time(report.desk_since)
