"""What was decided, who was told, and who wants which mail: to read, never to write."""

import contextlib

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.domain.undelivered import resend, undelivered
from approvals.models import CalendarFeed, Decision, Notice, Preference, Reminder, Round
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


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """The outbox, for finding out why a mail did not arrive, and sending it again."""

    agency_lookup = "report__agency"
    actions = ("resend",)
    list_display = ("created_at", "kind", "receiver", "section", "status", "attempts", "sent_at", "read_at", "error")
    list_filter = ("status", "kind")
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
    list_display = ("user", "digest_hour", "without_mail")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name")


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    """Who reads their dates from outside. The address is nowhere to be read."""

    agency_lookup = "user__agency"
    list_display = ("user", "created_at", "last_used_at")
    list_select_related = ("user",)
