"""The dates of a report."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from approvals.domain.deadlines import UnableToSchedule, move_deadline, schedule
from approvals.enums import SCHEDULED_KINDS, DeadlineKind
from approvals.models import Deadline
from approvals.models.labels import LABELS
from reports.admin.scope import ManagedAdmin, person
from reports.domain.access import policy
from reports.enums import Ability
from reports.models import Agency


@admin.register(Deadline)
class DeadlineAdmin(ManagedAdmin):
    """Adding one schedules a step of a report, for all its sections where the step is theirs."""

    agency_lookup = "report__agency"
    list_display = ("kind", "report", "section", "due_on", "is_own_date", "paused_at", "met_at")
    list_filter = (("report", admin.RelatedOnlyFieldListFilter), "kind")
    list_select_related = ("report", "section")
    ordering = ("due_on", "pk")

    def get_fields(self, request: HttpRequest, obj: Deadline | None = None) -> tuple[str, ...]:
        return ("report", "kind", "due_on") if obj is None else ("report", "section", "kind", "due_on", "met_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Deadline | None = None) -> tuple[str, ...]:
        return ("report", "section", "kind", "met_at") if obj is not None else ()

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # The limits of steps and consultations begin with the move that opens them, never by hand.
        kwargs["choices"] = [("", "---------"), *((kind.value, LABELS[kind]) for kind in SCHEDULED_KINDS)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def agencies(self, request: HttpRequest) -> QuerySet[Agency]:
        return policy().overseen_agencies(person(request), timezone.now())

    def has_change_permission(self, request: HttpRequest, obj: Deadline | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return obj.met_at is None and policy().can(person(request), Ability.MANAGE, obj.report, timezone.now())

    def save_model(self, request: HttpRequest, obj: Deadline, form: "ModelForm[Deadline]", change: bool) -> None:
        actor, now = person(request), timezone.now()
        if change:
            move_deadline(deadline=obj, due_on=obj.due_on, actor=actor, now=now)
            return
        kind = DeadlineKind(obj.kind)
        schedule(report=obj.report, dates={kind: obj.due_on}, actor=actor, now=now)
        made = Deadline.objects.filter(report=obj.report, kind=kind).first()
        if made is None:
            raise UnableToSchedule("no_sections")
        # The admin logs and links one row; the others are in the list.
        obj.pk = made.pk
