from collections.abc import Iterator

import pytest
import structlog
from celery.schedules import crontab
from django.conf import settings

from config.celery import app, forget_the_task, name_the_task, send_request_id


@pytest.fixture(autouse=True)
def _clean_context() -> Iterator[None]:
    structlog.contextvars.clear_contextvars()
    yield
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="module")
def task_names() -> set[str]:
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_scheduled_task_exists(task_names: set[str]) -> None:
    scheduled = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled == {
        "approvals.tasks.raise_due_reminders",
        "approvals.tasks.deliver_notices",
        "approvals.tasks.post_webhooks",
        "reports.tasks.release_editions",
        "reports.tasks.render_queued",
        "reports.tasks.record_beat",
        "approvals.tasks.sync_roles",
        "approvals.tasks.check_calendar",
        "approvals.tasks.prune_webhooks",
    }
    assert scheduled - task_names == set()


def test_the_schedule_is_by_the_clock() -> None:
    # An interval starts anew whenever beat restarts, and a beat that restarts often would never fire.
    assert all(isinstance(row["schedule"], crontab) for row in settings.CELERY_BEAT_SCHEDULE.values())


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("reports.tasks.render_queued", "renditions"),
        ("reports.tasks.record_beat", "notices"),
        ("approvals.tasks.deliver_notices", "notices"),
        ("approvals.tasks.post_webhooks", "webhooks"),
    ],
)
def test_tasks_wait_in_their_queue(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_only_json_is_accepted_and_late_acknowledged() -> None:
    assert (app.conf.accept_content, app.conf.task_serializer) == (["json"], "json")
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)
    assert app.conf.task_ignore_result is True


def test_a_message_carries_the_request_id_and_only_that() -> None:
    structlog.contextvars.bind_contextvars(request_id="r-1", user="alice")
    headers: dict[str, object] = {}

    send_request_id(headers=headers)

    assert headers == {"request_id": "r-1"}


def test_a_message_outside_a_request_carries_nothing() -> None:
    headers: dict[str, object] = {}

    send_request_id(headers=headers)

    assert headers == {}


def test_a_task_logs_its_id_and_leaves_nothing_behind() -> None:
    structlog.contextvars.bind_contextvars(task_id="of-the-task-before")

    @app.task(name="tests.nothing")
    def nothing() -> None:
        return

    name_the_task(task_id="t-1", task=nothing)
    during = structlog.contextvars.get_contextvars()
    forget_the_task()

    assert during == {"task_id": "t-1", "task": "tests.nothing"}
    assert structlog.contextvars.get_contextvars() == {}
