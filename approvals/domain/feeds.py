"""A person's dates for their own calendar: the key of the subscription, and which dates it shows."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from approvals.models import CalendarFeed, Deadline
from reports.domain import access
from reports.domain.tokens import digest_of
from reports.enums import ReportStatus
from reports.models import User

USE_NOTED_EVERY = timedelta(hours=1)


def issue_feed(*, user: User, now: datetime) -> tuple[CalendarFeed, str]:
    """A new key, which ends the one before. The second value is the key itself; it is kept nowhere."""
    key = secrets.token_urlsafe(32)
    feed, _is_new = CalendarFeed.objects.update_or_create(
        user=user, defaults={"digest": digest_of(key), "created_at": now, "last_used_at": None}
    )
    return feed, key


def address_of(key: str) -> str:
    """Where the feed of this key is read from."""
    return f"{settings.SITE_URL}{reverse('approvals:calendar', args=[key])}"


def revoke_feed(*, user: User) -> None:
    """From now on the address shows nothing; revoking what is not there changes nothing."""
    CalendarFeed.objects.filter(user=user).delete()


def valid_feed(*, key: str, now: datetime) -> CalendarFeed | None:
    """The feed of this key with its user; None if unknown, revoked, or its person is no longer active."""
    rows = CalendarFeed.objects.filter(digest=digest_of(key), user__is_active=True)
    feed = rows.select_related("user").first()
    if feed is not None and (feed.last_used_at is None or feed.last_used_at <= now - USE_NOTED_EVERY):
        rows.filter(pk=feed.pk).update(last_used_at=now)
    return feed


def dates_of(user: User, now: datetime) -> QuerySet[Deadline]:
    """The open dates of the sections the person may read, and of whole reports for who oversees the agency.

    Of their own agency alone, and only while a role is in force: the policy is asked each time.
    """
    sections = access.policy().visible_sections(user, now).order_by().values("pk")
    agencies = access.policy().overseen_agencies(user, now).order_by().values("pk")
    of_reports = Q(section__isnull=True, report__agency__in=agencies)
    rows = Deadline.objects.filter(Q(section__in=sections) | of_reports, met_at__isnull=True)
    own = rows.filter(report__agency=user.agency_id).exclude(report__status=ReportStatus.PUBLISHED)
    own = own.select_related("report__agency", "section", "consultation__division")
    return own.prefetch_related("extensions").order_by("due_on", "id")
