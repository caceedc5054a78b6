"""Is the process alive (/healthz), and can it do its work (/readyz)."""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from config.celery import app


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing else, so a restart is never blamed on a neighbour."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200, or 503 with one sentence for each part that keeps the site from working."""
    checks = {name: check() for name, check in CHECKS.items()}
    wrong = {name: sentence for name, sentence in checks.items() if sentence}
    parts = {name: sentence or "ok" for name, sentence in checks.items()}
    return JsonResponse({"status": "not ready" if wrong else "ok", "parts": parts}, status=503 if wrong else 200)


def database_trouble() -> str | None:
    """Can a query be answered?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"The database does not answer ({type(error).__name__})."
    return None


def migration_trouble() -> str | None:
    """Is every migration of this code applied?"""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"The applied migrations cannot be read ({type(error).__name__})."
    if not missing:
        return None
    return f"{len(missing)} migrations are not applied, first {missing[0][0]}: run manage.py migrate."


def broker_trouble() -> str | None:
    """Does the broker accept a connection within two seconds?"""
    if settings.CELERY_BROKER_URL.startswith("memory://"):
        return "No broker is configured (REDIS_URL is empty): notices and output files are not made."
    try:
        with app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    except (OperationalError, OSError) as error:
        return f"The broker does not answer ({type(error).__name__})."
    return None


def beat_trouble() -> str | None:
    """Did the scheduler and a worker together leave a beat lately?"""
    limit = settings.JIBAO_BEAT_STALE_AFTER_SECONDS
    try:
        beat_at: datetime | None = (
            apps.get_model("reports", "Heartbeat")
            .objects.order_by("-beat_at")
            .values_list("beat_at", flat=True)
            .first()
        )
    except DatabaseError as error:
        return f"The last beat cannot be read ({type(error).__name__})."
    if beat_at is None:
        return "No beat was ever recorded: start the beat and worker processes."
    age = int((timezone.now() - beat_at).total_seconds())
    if age <= limit:
        return None
    return f"The last beat is {age} seconds old (limit {limit}): the beat or the worker process stands still."


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": database_trouble,
    "migrations": migration_trouble,
    "broker": broker_trouble,
    "beat": beat_trouble,
}
