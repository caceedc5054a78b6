"""Is it chasing? What the rows say of beat, worker and mail, and what of it is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from approvals.enums import NoticeStatus
from approvals.models import Notice
from reports.domain import pdf_signing, signing
from reports.enums import RenditionStatus
from reports.models import Heartbeat, Rendition, Report

PATIENCE = timedelta(minutes=15)
"""How long something due may wait before it is called stuck."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that wait to be carried out now, since when the oldest waits, and those that were given up."""

    waiting: int
    oldest_at: datetime | None
    failed: int


@dataclass(frozen=True, slots=True)
class Operations:
    """Notices and renditions of the reports asked about; the beat is everybody's."""

    beat_at: datetime | None
    notices: Queue
    last_sent_at: datetime | None
    renditions: Queue
    held: int = 0
    """Agencies whose editions are held back for want of a signing key."""
    is_certificate_ownerless: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """`code`: beat_never, beat_stale, broker_down, worker_stuck, notices_stuck, notices_failed, renditions_stuck,
    renditions_failed, agencies_held (they have no signing key in use), certificate_ownerless. `count` rows, or minutes
    for beat_stale."""

    code: str
    count: int = 0


def operations(reports: QuerySet[Report], now: datetime) -> Operations:
    """Four queries, and one more for a certificate in a file of its own."""
    mine = reports.order_by().values("pk")
    due = Q(status=NoticeStatus.QUEUED, next_attempt_at__lte=now)
    queued = Q(status__in=[RenditionStatus.QUEUED, RenditionStatus.RUNNING])
    told = Notice.objects.filter(report__in=mine).aggregate(
        waiting=Count("pk", filter=due), oldest=Min("next_attempt_at", filter=due),
        failed=Count("pk", filter=Q(status=NoticeStatus.FAILED)), sent=Max("sent_at"),
    )  # fmt: skip
    made = Rendition.objects.filter(edition__report__in=mine).aggregate(
        waiting=Count("pk", filter=queued), oldest=Min("edition__published_at", filter=queued),
        failed=Count("pk", filter=Q(status=RenditionStatus.FAILED)),
    )  # fmt: skip
    return Operations(
        beat_at=Heartbeat.objects.aggregate(last=Max("beat_at"))["last"],
        notices=Queue(told["waiting"], told["oldest"], told["failed"]),
        last_sent_at=told["sent"],
        renditions=Queue(made["waiting"], made["oldest"], made["failed"]),
        held=signing.held_agencies().filter(reports__in=mine).distinct().count(),
        is_certificate_ownerless=pdf_signing.is_ownerless(),
    )


def troubles(
    found: Operations, *, has_broker: bool, messages: int | None, beat_stale_after: timedelta, now: datetime
) -> Iterator[Trouble]:
    """What is wrong, the cause before its effects. `messages` wait in the broker; None: it does not answer.

    An office without a broker has no beat: there a command carries out what waits in the tables.
    """
    if has_broker:
        yield from _of_the_beat(found.beat_at, messages, beat_stale_after, now)
    for name, queue in (("notices", found.notices), ("renditions", found.renditions)):
        if queue.oldest_at is not None and now - queue.oldest_at > PATIENCE:
            yield Trouble(f"{name}_stuck", queue.waiting)
        if queue.failed:
            yield Trouble(f"{name}_failed", queue.failed)
    if found.held:
        yield Trouble("agencies_held", found.held)
    if found.is_certificate_ownerless:
        yield Trouble("certificate_ownerless")


def _of_the_beat(
    beat_at: datetime | None, messages: int | None, stale_after: timedelta, now: datetime
) -> Iterator[Trouble]:
    if messages is None:
        yield Trouble("broker_down")
    elif beat_at is None:
        yield Trouble("beat_never")
    elif now - beat_at > stale_after:
        # The beat puts a message into the broker each minute; whether they pile up tells who stands still.
        yield Trouble("worker_stuck" if messages else "beat_stale", int((now - beat_at).total_seconds()) // 60)
