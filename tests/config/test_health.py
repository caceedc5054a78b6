from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.embedded.servers import free_port
from config.health import app
from reports.models import Heartbeat


def _beat(*, seconds_ago: int) -> None:
    Heartbeat.objects.create(name="beat", beat_at=timezone.now() - timedelta(seconds=seconds_ago))


def _parts(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/readyz")
    return response.status_code, response.json()["parts"]


def test_healthz_asks_the_database_nothing(client: Client) -> None:
    # Without the db fixture a query would be an error.
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_with_every_part_working(client: Client) -> None:
    _beat(seconds_ago=30)

    assert _parts(client) == (200, {"database": "ok", "migrations": "ok", "broker": "ok", "beat": "ok"})


@pytest.mark.django_db
def test_readyz_without_any_beat_says_what_to_start(client: Client) -> None:
    status, parts = _parts(client)

    assert status == 503
    assert parts["beat"] == "No beat was ever recorded: start the beat and worker processes."


@pytest.mark.django_db
def test_readyz_with_an_old_beat_says_how_old(client: Client) -> None:
    _beat(seconds_ago=400)

    status, parts = _parts(client)

    assert status == 503
    assert parts["beat"].startswith("The last beat is 40")
    assert parts["beat"].endswith("(limit 180): the beat or the worker process stands still.")


@pytest.mark.django_db
def test_readyz_with_a_missing_migration_names_it(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    status, parts = _parts(client)

    assert status == 503
    assert parts["migrations"] == "1 migrations are not applied, first sessions.0001_initial: run manage.py migrate."


@pytest.mark.django_db
def test_readyz_with_a_dead_broker_answers_soon(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # Only this one: it falls back to broker_url, so patching both would put the dead address back afterwards.
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{free_port()}/0")

    status, parts = _parts(client)

    assert status == 503
    assert parts["broker"] == "The broker does not answer (OperationalError)."


@pytest.mark.django_db
def test_readyz_without_a_broker_says_which_variable(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "memory://"

    assert _parts(client)[1]["broker"].startswith("No broker is configured (REDIS_URL is empty)")


def test_loading_django_makes_our_app_the_current_one() -> None:
    assert current_app.main == "jibao"
