"""Filters of the queues."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.domain.mandates import office_date


class LatenessFilter(admin.SimpleListFilter):
    """By the day on which the row is due."""

    title = _("lateness")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Overdue")), ("today", _("Due today")), ("no", _("Not due yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = office_date(timezone.now())
        wanted = {
            "yes": Q(due_on__lt=today),
            "today": Q(due_on=today),
            "no": Q(due_on__gt=today) | Q(due_on__isnull=True),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)
