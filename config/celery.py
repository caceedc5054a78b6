"""The task queue; its settings are the CELERY_* names of the Django settings."""

from typing import Any

import structlog
from celery import Celery, signals

from config.env import select_settings
from config.logs import configure

select_settings("config.settings.production")
app = Celery("jibao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect(weak=False)
def keep_logging(**_kwargs: Any) -> None:
    """Keep the project's log format: a receiver here stops Celery from installing its own."""
    configure()


@signals.before_task_publish.connect(weak=False)
def send_request_id(headers: dict[str, Any] | None = None, **_kwargs: Any) -> None:
    """Let a task's log lines name the request that asked for it."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if headers is not None and request_id:
        headers["request_id"] = request_id


@signals.task_prerun.connect(weak=False)
def name_the_task(task_id: str, task: Any, **_kwargs: Any) -> None:
    """Begin a fresh log context for the task."""
    structlog.contextvars.clear_contextvars()
    context = {"task_id": task_id, "task": task.name}
    request_id = getattr(task.request, "request_id", None)
    if request_id:
        context["request_id"] = request_id
    structlog.contextvars.bind_contextvars(**context)


@signals.task_postrun.connect(weak=False)
def forget_the_task(**_kwargs: Any) -> None:
    """Leave nothing of this task in the next one's log lines."""
    structlog.contextvars.clear_contextvars()
