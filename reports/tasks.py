"""What the workers do for reports. Each run finds its work in the database, so running twice or late is harmless."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from celery import Task, shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from reports.domain import editions
from reports.domain.kept_refusals import kept
from reports.domain.proofreading import FileDiffers
from reports.domain.signing import UnableToSign
from reports.models import Heartbeat

BEAT = "beat"
KICK_EXPIRES = 60
"""Seconds; by then the beat has done what the kick asked for."""
MEMORY_BROKER = "memory://"

logger = structlog.get_logger(__name__)


@shared_task
def render_queued() -> int:
    """Hand out one task for each rendition that waits; how many there are."""
    waiting = editions.claimable(timezone.now(), _lease()).values_list("pk", flat=True)
    for rendition_id in waiting:
        render_one.apply_async(kwargs={"rendition_id": rendition_id}, expires=KICK_EXPIRES)
    return len(waiting)


@shared_task
def render_one(*, rendition_id: int) -> bool:
    """Render one file of an edition; False when another worker has it or it failed (then a later beat tries again)."""
    rendition = editions.claim_rendition(rendition_id=rendition_id, now=timezone.now(), lease=_lease())
    if rendition is None:
        return False
    font_dir = _font_dir()
    try:
        file = editions.render_file(rendition, font_dir=font_dir)
        now = timezone.now()
        edition = editions.finish_rendition(rendition=rendition, file=file, now=now, font_dir=font_dir)
    except Exception as error:
        logger.exception("a rendition failed", rendition=rendition_id)
        editions.fail_rendition(
            rendition=rendition,
            error=kept(error),
            now=timezone.now(),
            # Made again it would say the same.
            is_final=isinstance(error, FileDiffers | UnableToSign),
        )
        return False
    if edition is not None:
        logger.info("an edition is public", edition=edition.pk)
    elif editions.is_signature_due(rendition, now):
        kick_rendering()
    return True


@shared_task
def release_editions() -> int:
    """Make visible what is complete and scheduled for a moment that has come; how many editions."""
    released = editions.release_due(now=timezone.now(), font_dir=_font_dir())
    for edition in released:
        logger.info("a scheduled edition is public", edition=edition.pk)
    return len(released)


@shared_task
def record_beat() -> None:
    """Leave the trace by which /readyz knows that beat and a worker are both alive."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"beat_at": timezone.now()})


def kick_rendering() -> None:
    """Have the renditions made as soon as this transaction is committed, not only at the next beat."""
    kick(render_queued)


def kick_release() -> None:
    """Have what is due released as soon as this transaction is committed, not only at the next beat."""
    kick(release_editions)


def kick(task: Task) -> None:
    """Enqueue a task after the commit. A broker that is down costs nothing but time: the beat finds the rows later."""
    # Nobody reads a broker in our own memory; the messages would only pile up there.
    if not settings.CELERY_BROKER_URL.startswith(MEMORY_BROKER):
        transaction.on_commit(partial(_enqueue, task))


def _enqueue(task: Any) -> None:
    try:
        task.apply_async(expires=KICK_EXPIRES)
    except (OperationalError, OSError) as error:
        logger.warning("the broker does not answer, the next beat will do it", task=task.name, error=str(error))


def _font_dir() -> Path | None:
    return Path(settings.JIBAO_FONT_DIR) if settings.JIBAO_FONT_DIR else None


def _lease() -> timedelta:
    return timedelta(seconds=settings.JIBAO_RENDITION_LEASE_SECONDS)
