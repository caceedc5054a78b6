"""Limits count for all processes together, and a broker that is down shuts nobody out."""

import logging
import socket
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import AnonRateThrottle

from config.caches import SharedCache, default_cache


def cache_of_a_process(url: str) -> SharedCache:
    """What each web process makes for itself."""
    given = default_cache(url)
    return SharedCache(given["LOCATION"], {**given, "KEY_PREFIX": given["KEY_PREFIX"]})


@pytest.fixture
def nobody_listens() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{free.getsockname()[1]}/0"


class Throttle(AnonRateThrottle):
    rate = "3/min"

    def __init__(self, cache: SharedCache) -> None:
        self.cache = cache
        super().__init__()


def asks(cache: SharedCache, visitor: str) -> bool:
    request = APIRequestFactory().get("/", REMOTE_ADDR=visitor)
    request.user = None
    return Throttle(cache).allow_request(request, None)


def test_two_processes_share_one_limit():
    first, second = cache_of_a_process(settings.CELERY_BROKER_URL), cache_of_a_process(settings.CELERY_BROKER_URL)
    visitor = f"visitor-{uuid4()}"

    found = [asks(cache, visitor) for cache in (first, second, first, second, first)]

    assert found == [True, True, True, False, False]


def test_without_the_broker_a_process_counts_for_itself_and_says_so_once(nobody_listens, caplog):
    cache, visitor = cache_of_a_process(nobody_listens), f"visitor-{uuid4()}"

    with caplog.at_level(logging.WARNING):
        found = [asks(cache, visitor) for _each in range(4)]

    assert found == [True, True, True, False]
    assert len(caplog.records) == 1
    assert "limits are per process" in caplog.text


def test_emptying_the_cache_leaves_the_queues_alone():
    cache, key = cache_of_a_process(settings.CELERY_BROKER_URL), f"queue-{uuid4()}"
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        client.rpush(key, "work")
        cache.set("a", 1)

        cache.clear()

        assert (cache.get("a"), client.llen(key)) == (None, 1)
        client.delete(key)


@pytest.mark.parametrize(
    ("broker", "location"),
    [
        ("redis://:secret@host:6379/2", "redis://:secret@host:6379/2"),
        ("redis+socket:///run/redis.sock?virtual_host=1", "unix:///run/redis.sock?db=1"),
        ("redis+socket:///run/redis.sock", "unix:///run/redis.sock?db=0"),
    ],
)
def test_the_brokers_address_is_said_as_the_client_reads_it(broker, location):
    assert default_cache(broker)["LOCATION"] == location


def test_without_a_broker_it_is_memory():
    assert default_cache("")["BACKEND"].endswith("LocMemCache")
