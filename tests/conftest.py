"""Fixtures that every room's tests may use."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache


@pytest.fixture
def now() -> datetime:
    """A fixed moment of a working day in the season of the reports: 2026-02-02 10:00 in Taipei."""
    return datetime(2026, 2, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles and lockouts of one test must not reach the next."""
    cache.clear()
