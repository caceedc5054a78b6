"""A person's inbox: every notice they were ever owed, read or not. Reading here and having the mail are two things."""

from datetime import datetime

from django.db.models import QuerySet

from approvals.enums import NoticeKind
from approvals.models import Notice
from reports.models import User

MOST_COUNTED = 100
"""The count in the header stops here, so that it stays cheap for who never reads."""


def entries(user: User) -> QuerySet[Notice]:
    """One's own notices about one's own agency, newest first. Who changes agency leaves the old one's behind.

    The mail of the day is no entry: what it bundles is.
    """
    rows = Notice.objects.filter(receiver=user, report__agency=user.agency_id).exclude(kind=NoticeKind.DAILY)
    return rows.select_related("section", "report").order_by("-id")


def unread(user: User) -> QuerySet[Notice]:
    return entries(user).filter(read_at__isnull=True)


def unread_count(user: User) -> int:
    """How many are unread, up to MOST_COUNTED; one query."""
    return unread(user).order_by()[:MOST_COUNTED].count()


def mark_read(*, notice: Notice, now: datetime) -> Notice:
    """Reading again keeps the first moment."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)
    notice.refresh_from_db(fields=["read_at"])
    return notice


def mark_all_read(*, user: User, up_to: int, now: datetime) -> int:
    """Mark what the person saw: nothing newer than the notice `up_to`, which may have come since; how many it were."""
    return unread(user).filter(pk__lte=up_to).update(read_at=now)
