"""Filters of the queues."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.domain.calendar import last_ended
from approvals.domain.mandates import office_date
from reports.domain.corrections import is_under_way
from reports.enums import ReportStatus
from reports.models.labels import LABELS


class LatenessFilter(admin.SimpleListFilter):
    """By the day on which the row is due; what falls on a day off is due until the next office day has passed."""

    title = _("lateness")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Overdue")), ("today", _("Due today")), ("no", _("Not due yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        today = office_date(timezone.now())
        ended = last_ended([date.min], today)
        wanted = {
            "yes": Q(due_on__lte=ended),
            "today": Q(due_on__gt=ended, due_on__lte=today),
            "no": Q(due_on__gt=today) | Q(due_on__isnull=True),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class PublishedFilter(admin.SimpleListFilter):
    """The queue, or what has left it for the public, a correction of which may be under way."""

    title = _("state")
    parameter_name = "state"
    PUBLISHED = ReportStatus.PUBLISHED.value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.PUBLISHED, LABELS[ReportStatus.PUBLISHED])]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in ((None, _("To be decided on")), *self.lookup_choices):
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": address, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == self.PUBLISHED:
            return queryset.filter(Q(status=ReportStatus.PUBLISHED) | Q(is_under_way()))
        return queryset.exclude(status__in=[ReportStatus.PUBLISHED, ReportStatus.COMPILING])
