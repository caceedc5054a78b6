"""Fixtures that every room's tests may use."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings

from config.celery import app
from reports.models.append_only import guard, unguard

# How fast the machine is says nothing about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

GUARDED = (
    "reports_sectionrevision",
    "reports_storedfinding",
    "reports_agencyevent",
    "reports_auditevent",
    "reports_evidencepin",
    "approvals_decision",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--corrections", type=int, default=6, help="how many corrections tests/e2e scripts (6)")


@pytest.fixture
def now() -> datetime:
    """A fixed moment of a working day in the season of the reports: 2026-02-02 10:00 in Taipei."""
    return datetime(2026, 2, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _broker_of_this_run() -> None:
    """Celery reads its settings once, at first use: not while a test has put another broker into them."""
    assert app.conf.broker_url


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles and lockouts of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database whose transactions really commit, for threads and processes.

    Emptying it afterwards means DELETE on SQLite, which the append-only triggers refuse (PostgreSQL truncates):
    they are lifted for that moment and stand again in the next test.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.schema_editor() as editor:
        for table in GUARDED:
            guard(table, editor)
    yield
    with connection.schema_editor() as editor:
        for table in GUARDED:
            unguard(table, editor)
