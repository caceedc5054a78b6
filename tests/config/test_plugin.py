"""The services of this very run."""

from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from config import env


@pytest.mark.db_sensitive
def test_the_run_uses_the_database_it_was_asked_for(db: None) -> None:
    wanted = {"postgres": "postgresql", "sqlite": "sqlite"}[env.text("JIBAO_TEST_DATABASE")]

    assert connection.vendor == wanted


@pytest.mark.db_sensitive
def test_the_database_is_one_of_its_own(db: None) -> None:
    if connection.vendor == "sqlite":
        assert Path(connection.settings_dict["NAME"]).is_file()
    else:
        assert connection.settings_dict["NAME"].startswith("test_")


@pytest.mark.db_sensitive
def test_sqlite_waits_its_turn_and_holds_references(db: None) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        values = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]

    assert values == ["wal", 1]
    assert connection.transaction_mode == "IMMEDIATE"


def test_the_broker_answers() -> None:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        assert client.ping() is True


def test_nothing_is_written_into_the_project() -> None:
    assert not settings.STORAGE_DIR.is_relative_to(env.BASE_DIR)
    assert settings.MEDIA_ROOT == settings.STORAGE_DIR
