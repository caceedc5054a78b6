"""The audit chains in words: what happened to a report, and in an agency outside its reports."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from reports.admin.scope import ReadOnlyAdmin
from reports.domain.access import policy
from reports.models import AgencyEvent, AuditEvent, Section, User
from reports.models.audit import ChainedEvent
from reports.templatetags.office import office_date

SECTION = "section:"


class ActionFilter(admin.SimpleListFilter):
    """By what was done; only what was done is offered."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        done = model_admin.get_queryset(request).order_by("action").values_list("action", flat=True).distinct()
        return [(action, policy().word(action)) for action in done]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() is None else queryset.filter(action=self.value())


class EventAdmin(ReadOnlyAdmin):
    verbatim = ("payload_json",)
    list_display_links = ("sequence", "action_text")
    search_fields = ("subject",)
    ordering = ("-at", "-sequence")

    @admin.display(description=_("action"), ordering="action")
    def action_text(self, event: ChainedEvent) -> str:
        return str(policy().word(event.action))


@admin.register(AuditEvent)
class AuditEventAdmin(EventAdmin):
    agency_lookup = "report__agency"
    list_display = ("sequence", "at", "actor", "action_text", "subject_text", "report")
    list_filter = (("report", admin.RelatedOnlyFieldListFilter), ActionFilter)
    list_select_related = ("actor", "report")
    fields = (
        "report", "sequence", "at", "actor", "action_text", "subject_text", "payload_json", "previous_hash", "hash",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        events: QuerySet[AuditEvent] = super().get_queryset(request)
        code = Substr(OuterRef("subject"), len(SECTION) + 1)
        named = Section.objects.filter(report=OuterRef("report"), code=code).values("title")
        return events.annotate(section_title=Subquery(named[:1]))

    @admin.display(description=_("subject"), ordering="subject")
    def subject_text(self, event: AuditEvent) -> str:
        """The section's title as it is now, or the report as a whole."""
        title: str | None = getattr(event, "section_title", None)
        return title or str(policy().word(event.subject))


@admin.register(AgencyEvent)
class AgencyEventAdmin(EventAdmin):
    """Who gave whom which role, and when it was changed; who moved to
    another agency; the look of the reports, and the webhooks.
    """

    agency_lookup = "agency"
    list_display = ("sequence", "at", "actor", "action_text", "subject_text", "told")
    list_filter = (ActionFilter,)
    list_select_related = ("actor", "agency")
    fields = (
        "agency", "sequence", "at", "actor", "action_text", "subject_text", "payload_json", "previous_hash", "hash",
    )  # fmt: skip

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The people that the page's events are about are read at once."""
        found: ChangeList = super().get_changelist_instance(request)
        payloads = [(event, json.loads(event.payload_json)) for event in found.result_list]
        people = User.objects.in_bulk({payload["user"] for _event, payload in payloads if "user" in payload})
        for event, payload in payloads:
            event.told = " · ".join(_told(payload, {pk: str(user) for pk, user in people.items()}))
        return found

    @admin.display(description=_("subject"), ordering="subject")
    def subject_text(self, event: AgencyEvent) -> str:
        kind, _colon, number = event.subject.partition(":")
        return f"{policy().word(kind)} {number}".strip()

    @admin.display(description=_("what about it"))
    def told(self, event: AgencyEvent) -> str:
        return str(getattr(event, "told", ""))


def _told(payload: Mapping[str, Any], people: Mapping[int, str]) -> Iterable[str]:
    """The person, the role and its days; between which agencies they moved; a webhook's address without its keys."""
    if "user" in payload:
        yield people.get(payload["user"], "–")
        yield str(policy().word(payload["role"]))
        days = (parse_date(payload[name]) if payload[name] else None for name in ("valid_from", "valid_to"))
        yield "–".join(office_date(day) for day in days)
    if "person" in payload:
        yield payload["person"]
        yield f"{payload['from'] or '–'} → {payload['to'] or '–'}"
    if "url" in payload:
        yield payload["url"]
