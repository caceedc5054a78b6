"""Posting what is owed: claimed, sent and marked one by one; a receiver that is away holds up nobody else."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import webhooks
from approvals.domain.delivery import ERROR_LENGTH, Delivered, Pace, pause
from approvals.domain.webhooks import UnableToRegister
from approvals.enums import WebhookStatus
from approvals.models import WebhookDelivery
from reports.domain.refusals import Refusal
from reports.models import User

MAX_ATTEMPTS = 10
"""With the pauses doubling from one minute, a receiver may be away for eight hours."""
PACE = Pace(lease=timedelta(minutes=5), first_pause=timedelta(minutes=1))
A_RUN = 20
"""Messages for one receiver in one run, so that each gets its turn."""
ACCEPTED = range(200, 300)

Post = Callable[[WebhookDelivery, datetime], int]
"""Sends one message and answers the receiver's HTTP status; raises whatever kept it from sending."""

logger = logging.getLogger(__name__)


class UnableToReplay(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "still_queued": _("This message has not been given up; it is still tried.")
    }


def deliver_due(*, post: Post, clock: Callable[[], datetime], pace: Pace = PACE, limit: int = A_RUN) -> Delivered:
    """Post up to `limit` messages to each receiver that is owed some, until its first failure of this run."""
    counts: Counter[str] = Counter()
    endpoints = due(clock(), pace).order_by().values_list("endpoint", flat=True).distinct()
    for endpoint_id in sorted(endpoints):
        for pk in list(due(clock(), pace).filter(endpoint=endpoint_id).values_list("pk", flat=True)[:limit]):
            delivery = claim(pk=pk, now=clock(), pace=pace)
            if delivery is None:
                continue
            outcome = _deliver(delivery, post, clock, pace)
            counts[outcome] += 1
            if outcome != "sent":
                break
    return Delivered(**counts)


def due(now: datetime, pace: Pace) -> QuerySet[WebhookDelivery]:
    """What waits for an active endpoint, and what a sender claimed and did not come back from; oldest first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - pace.lease)
    rows = WebhookDelivery.objects.filter(free, status=WebhookStatus.QUEUED, next_attempt_at__lte=now)
    return rows.filter(endpoint__is_active=True).order_by("next_attempt_at", "id")


def claim(*, pk: int, now: datetime, pace: Pace) -> WebhookDelivery | None:
    """Take one message for this sender; None when another has it or it is done."""
    token = uuid.uuid4()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - pace.lease)
    rows = WebhookDelivery.objects.filter(free, pk=pk, status=WebhookStatus.QUEUED, next_attempt_at__lte=now)
    rows.update(claim=token, claimed_at=now)
    return WebhookDelivery.objects.filter(pk=pk, claim=token).select_related("endpoint__agency").first()


def _deliver(delivery: WebhookDelivery, post: Post, clock: Callable[[], datetime], pace: Pace) -> str:
    status, error = None, ""
    try:
        status = post(delivery, clock())
    except Exception as problem:  # noqa: BLE001  whatever is wrong with this receiver, the others have to be told
        error = f"{type(problem).__name__}: {problem}"
    if status in ACCEPTED:
        _mark(delivery, status=WebhookStatus.DELIVERED, delivered_at=clock(), response_status=status)
        return "sent"
    logger.warning("webhook %s was not taken: %s", delivery.delivery_id, error or status)
    return _postpone(delivery, status, error or f"HTTP {status}", clock(), pace)


def _postpone(delivery: WebhookDelivery, status: int | None, error: str, now: datetime, pace: Pace) -> str:
    attempts = delivery.attempts + 1
    is_last = attempts >= MAX_ATTEMPTS
    wait = pause(attempts=attempts, message_id=str(delivery.delivery_id), first=pace.first_pause)
    _mark(
        delivery, status=WebhookStatus.FAILED if is_last else WebhookStatus.QUEUED, claimed_at=None,
        next_attempt_at=now + wait, response_status=status, error=error[:ERROR_LENGTH],
    )  # fmt: skip
    return "failed" if is_last else "postponed"


def _mark(delivery: WebhookDelivery, **values: Any) -> None:
    """Write what became of it, unless the claim has passed to another sender in the meantime."""
    rows = WebhookDelivery.objects.filter(pk=delivery.pk, claim=delivery.claim, status=WebhookStatus.QUEUED)
    rows.update(**{"attempts": F("attempts") + 1, "error": "", **values})


def prune(*, older_than: timedelta, now: datetime) -> int:
    """Take delivered messages out of the log after this long, but none for no time; how many they were.

    Which events were looked after is in the cursors, so none of them is owed anew.
    """
    if not older_than:
        return 0
    done = WebhookDelivery.objects.filter(status=WebhookStatus.DELIVERED, delivered_at__lt=now - older_than)
    return done.delete()[0]


def replay(*, delivery: WebhookDelivery, actor: User, now: datetime) -> WebhookDelivery:
    """Send it again as it was, under the same number: a receiver that has it already can tell."""
    if delivery.endpoint.agency not in webhooks.managed_by(actor, now):
        raise UnableToRegister("no_role")
    done = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(status=WebhookStatus.QUEUED)
    if not done.update(
        status=WebhookStatus.QUEUED, attempts=0, next_attempt_at=now, claimed_at=None, delivered_at=None, error=""
    ):
        raise UnableToReplay("still_queued")
    delivery.refresh_from_db()
    return delivery
