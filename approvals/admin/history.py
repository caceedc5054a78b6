"""What was decided, who was told, and who wants which mail: to read, never to write."""

import contextlib

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.domain.history import code_label
from approvals.domain.routes import steps_of
from approvals.domain.undelivered import resend, undelivered
from approvals.enums import NoticeKind
from approvals.models import CalendarFeed, Decision, Notice, Preference, Reminder, Round
from approvals.models.labels import LABELS
from approvals.tasks import kick_delivery
from reports.admin.scope import ReadOnlyAdmin, person
from reports.domain.access import policy
from reports.domain.refusals import Refusal


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions on sections the person may read; those on a report as a whole for who oversees its agency."""

    list_display = ("decided_at", "action", "section", "report", "actor", "role", "comment")
    list_filter = (("report", admin.RelatedOnlyFieldListFilter), "action", "role")
    list_select_related = ("section", "report", "actor")
    ordering = ("-pk",)
    fields = (
        "report", "section", "round", "step", "revision", "action", "before", "after", "comment", "actor", "role",
        "acting_for", "capacity", "address", "decided_at", "scope_sha256", "set_sha256",
    )  # fmt: skip

    @admin.display(description=_("state before"))
    def before(self, decision: Decision) -> str:
        return code_label(decision.from_status)

    @admin.display(description=_("state after"))
    def after(self, decision: Decision) -> str:
        return code_label(decision.to_status)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        user, now = person(request), timezone.now()
        sections = policy().visible_sections(user, now)
        agencies = policy().overseen_agencies(user, now)
        return Decision.objects.filter(
            Q(section__in=sections.values("pk")) | Q(section__isnull=True, report__agency__in=agencies)
        )


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    section_lookup = "section"
    list_display = ("section", "number", "submitted_by", "opened_at", "step", "closed_at")
    list_filter = (("section__report", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("section", "submitted_by")
    fields = ("section", "number", "revision", "submitted_by", "opened_at", "route", "step", "closed_at")

    @admin.display(description=_("route"))
    def route(self, round_: Round) -> str:
        """The frozen steps, one a line."""
        return "\n".join(f"{step.position}. {step.name}" for step in steps_of(round_))


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """The outbox, for finding out why a mail did not arrive, and sending it again."""

    agency_lookup = "report__agency"
    actions = ("resend",)
    list_display = ("created_at", "kind", "receiver", "section", "status", "attempts", "sent_at", "read_at", "error")
    list_filter = ("status", "kind")
    fields = (
        "receiver", "kind", "report", "section", "status", "created_at", "next_attempt_at", "attempts", "sent_at",
        "read_at", "error", "message_id",
    )  # fmt: skip
    list_select_related = ("receiver", "section")
    ordering = ("-pk",)

    @admin.action(description=_("Send undelivered mail again"))
    def resend(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        actor, now = person(request), timezone.now()
        count = 0
        for notice in undelivered(actor, now).filter(pk__in=chosen.values("pk")):
            # Somebody else may have sent it again in the meantime.
            with contextlib.suppress(Refusal):
                resend(notice=notice, actor=actor, now=now)
                count += 1
        kick_delivery()
        messages.info(request, gettext("Mails that will be sent again: %(count)s") % {"count": count})


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    agency_lookup = "deadline__report__agency"
    list_display = ("raised_at", "deadline", "rung", "receiver", "due_on")
    list_select_related = ("deadline", "receiver")
    ordering = ("-pk",)


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    """Why somebody gets no mail of a kind: they chose so. Only the person changes it."""

    agency_lookup = "user__agency"
    list_display = fields = ("user", "digest_hour", "in_inbox_only")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name")

    @admin.display(description=_("not by mail"))
    def in_inbox_only(self, preference: Preference) -> str:
        return "、".join(str(LABELS[NoticeKind(kind)]) for kind in preference.without_mail)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    """Who reads their dates from outside. The address is nowhere to be read."""

    agency_lookup = "user__agency"
    list_display = ("user", "created_at", "last_used_at")
    list_select_related = ("user",)
