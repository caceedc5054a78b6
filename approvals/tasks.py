"""What the workers do for approvals. Each run finds its work in the database, so running twice or late is harmless."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu import Connection
from kombu.exceptions import OperationalError

from approvals import notifications, posting
from approvals.domain import coverage, delivery, reminders, roles, webhook_delivery, webhooks
from approvals.enums import Action
from reports.tasks import kick, kick_rendering

QUEUES = ("notices", "renditions", "webhooks")
WAIT_SECONDS = 2
logger = structlog.get_logger(__name__)


@shared_task
def raise_due_reminders() -> int:
    """Write the reminders that are due; how many notices that made."""
    raised = reminders.raise_due(now=timezone.now())
    if raised.outside_calendar:
        logger.warning("the office calendar lacks days", days=[day.isoformat() for day in raised.outside_calendar])
    if raised.count:
        kick_delivery()
    return raised.count


@shared_task
def check_calendar() -> str:
    """Say once a day in the log which day the office calendar lacks that will soon be needed; "" if none."""
    missing = coverage.missing_day(timezone.now())
    if missing is None:
        return ""
    logger.warning("the office calendar ends; import the year's calendar", missing=missing.isoformat())
    return missing.isoformat()


@shared_task
def deliver_notices() -> int:
    """Send what waits in the outbox; how many went out."""
    return deliver().sent


@shared_task
def post_webhooks() -> int:
    """Find what is owed to other systems and post it; how many messages were taken."""
    return post_due().sent


@shared_task
def prune_webhooks() -> int:
    """Shorten the log of webhooks by what was delivered long ago; how many messages that were."""
    kept = timedelta(days=settings.JIBAO_WEBHOOK_LOG_DAYS)
    return webhook_delivery.prune(older_than=kept, now=timezone.now())


@shared_task
def sync_roles() -> int:
    """Open and shut the admin for people whose assignment began or ended; how many changed."""
    return len(roles.sync_people(now=timezone.now()))


def deliver() -> delivery.Delivered:
    """One pass over the outbox at the pace of the settings."""
    pace = delivery.Pace(
        lease=timedelta(seconds=settings.JIBAO_NOTICE_LEASE_SECONDS),
        first_pause=timedelta(seconds=settings.JIBAO_NOTICE_RETRY_SECONDS),
    )
    return delivery.deliver_due(send=notifications.send, clock=timezone.now, pace=pace)


def post_due() -> delivery.Delivered:
    """One pass over the webhooks."""
    webhooks.sweep(now=timezone.now())
    return webhook_delivery.deliver_due(post=posting.post, clock=timezone.now)


def has_broker() -> bool:
    """Whether workers are reached through one; the smallest offices have a command instead."""
    return not settings.CELERY_BROKER_URL.startswith("memory://")


def waiting_messages() -> int | None:
    """How many messages wait in the broker's queues; None where there is none, or it does not answer."""
    if not has_broker():
        return None
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=WAIT_SECONDS) as broker:
        try:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=WAIT_SECONDS)
            waiting: int = sum(broker.default_channel.queue_declare(name).message_count for name in QUEUES)
            return waiting
        except (OperationalError, OSError, *broker.connection_errors):
            return None


def kick_delivery() -> None:
    """Have the outbox looked at as soon as this transaction is committed, not only at the next beat."""
    kick(deliver_notices)


def kick_after(action: Action) -> None:
    """What the edge that made a move does for speed: its notices go out, and an edition's files are begun."""
    kick_delivery()
    if action is Action.PUBLISH:
        kick_rendering()
