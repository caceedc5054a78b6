"""What is kept for a while: in Redis for all processes, else in each process's memory.

It holds the counters of the limits on requests; from memory alone the limits are per process.
"""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

REST_SECONDS = 10
"""After a failure Redis is not asked for so long, so that an outage costs one request its wait and not every one."""
WAIT_SECONDS = 1
MEMORY = "django.core.cache.backends.locmem.LocMemCache"

logger = logging.getLogger(__name__)


def default_cache(broker_url: str) -> dict[str, Any]:
    """The setting `CACHES["default"]` for this REDIS_URL; memory without one."""
    if not broker_url:
        return {"BACKEND": MEMORY}
    return {
        "BACKEND": "config.caches.SharedCache",
        "LOCATION": _location(broker_url),
        "KEY_PREFIX": "jibao-cache",
        "OPTIONS": {"socket_connect_timeout": WAIT_SECONDS, "socket_timeout": WAIT_SECONDS},
    }


def _location(broker_url: str) -> str:
    """Celery says redis+socket:///path?virtual_host=1 where the client says unix:///path?db=1."""
    if not broker_url.startswith("redis+socket://"):
        return broker_url
    parts = urlsplit(broker_url)
    number = parse_qs(parts.query).get("virtual_host", ["0"])[0].lstrip("/")
    return f"unix://{parts.path}?db={number}"


def _either(name: str) -> Callable[..., Any]:
    """A cache's method, asked of Redis, and of this process's memory while Redis does not answer."""

    def call(self: "SharedCache", *arguments: Any, **named: Any) -> Any:
        if time.monotonic() >= self.asks_again_at:
            try:
                return getattr(RedisCache, name)(self, *arguments, **named)
            except RedisError as error:
                self.asks_again_at = time.monotonic() + REST_SECONDS
                logger.warning("The cache does not answer, so limits are per process: %s", type(error).__name__)
        return getattr(self.memory, name)(*arguments, **named)

    return call


class SharedCache(RedisCache):
    """Redis, and this process's memory in its place during an outage: limits are met late then, nobody is shut out."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("outage", {"KEY_PREFIX": params.get("KEY_PREFIX", "")})
        self.asks_again_at = 0.0

    add = _either("add")
    get = _either("get")
    set = _either("set")
    touch = _either("touch")
    delete = _either("delete")
    get_many = _either("get_many")
    has_key = _either("has_key")
    incr = _either("incr")
    set_many = _either("set_many")
    delete_many = _either("delete_many")

    def clear(self) -> None:
        """Its own keys only: Django's way empties the whole database, and the queues are in it."""
        client = self._cache.get_client(None, write=True)
        keys = list(client.scan_iter(self.make_key("*")))
        if keys:
            client.delete(*keys)
        self.memory.clear()
