"""What waits in the queues of this run's broker."""

import contextlib
from collections.abc import Iterator

import redis
from django.conf import settings

QUEUES = ("notices", "renditions")


@contextlib.contextmanager
def empty_queues() -> Iterator[redis.Redis]:
    """The broker with nothing in its queues, before and after."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        client.delete(*QUEUES)
        yield client
        client.delete(*QUEUES)
