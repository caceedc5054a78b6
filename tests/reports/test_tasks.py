"""The thin layer of tasks: what they call, and what a kick does with and without a broker."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import redis
from django.db import transaction

from config import env
from config.embedded.servers import free_port
from reports import tasks
from reports.enums import RENDERED_FORMATS, RenditionFormat, RenditionStatus
from reports.models import Edition, Heartbeat, Rendition
from tests.factories.office import make_office
from tests.support.broker import empty_queues


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with empty_queues() as client:
        yield client


def make_all(edition: Edition) -> list[bool]:
    return [tasks.render_one(rendition_id=each.pk) for each in edition.renditions.order_by("id")]


@pytest.mark.django_db
def test_the_last_rendition_releases_the_edition():
    edition = make_office().publish()

    assert make_all(edition) == [True] * len(RENDERED_FORMATS)

    edition.refresh_from_db()
    assert edition.released_at is not None
    assert set(edition.renditions.values_list("status", "attempts")) == {(RenditionStatus.READY, 1)}


@pytest.mark.django_db
def test_a_rendition_is_made_once():
    edition = make_office().publish()
    make_all(edition)

    assert make_all(edition) == [False] * len(RENDERED_FORMATS)


@pytest.mark.django_db
def test_a_rendition_that_fails_is_queued_again_and_says_why():
    edition = make_office().publish()
    Edition.objects.filter(pk=edition.pk).update(document_json="{")
    rendition = edition.renditions.get(format=RenditionFormat.PDF)

    assert tasks.render_one(rendition_id=rendition.pk) is False

    rendition.refresh_from_db()
    assert (rendition.status, rendition.attempts) == (RenditionStatus.QUEUED, 1)
    assert rendition.error.startswith("JSONDecodeError: ")


@pytest.mark.django_db
def test_every_waiting_rendition_gets_a_task_in_its_own_queue(broker):
    edition = make_office().publish()
    Rendition.objects.filter(edition=edition, format=RenditionFormat.CSV).update(status=RenditionStatus.FAILED)

    assert tasks.render_queued() == len(RENDERED_FORMATS) - 1
    assert (broker.llen("renditions"), broker.llen("notices")) == (len(RENDERED_FORMATS) - 1, 0)


@pytest.mark.django_db
def test_the_beat_leaves_one_row():
    tasks.record_beat()
    first = Heartbeat.objects.get(name="beat").beat_at
    tasks.record_beat()

    assert Heartbeat.objects.get().beat_at > first


@pytest.mark.django_db(transaction=True)
def test_a_kick_waits_for_the_commit(broker):
    with transaction.atomic():
        tasks.kick_rendering()
        before = broker.llen("renditions")

    assert (before, broker.llen("renditions")) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_kick_of_a_rolled_back_transaction_is_none(broker):
    with transaction.atomic():
        tasks.kick_rendering()
        transaction.set_rollback(True)

    assert broker.llen("renditions") == 0


KICK = "import django; django.setup(); from approvals.tasks import kick_delivery; kick_delivery(); print('went on')"


@pytest.mark.parametrize("broker_url", ["redis://127.0.0.1:{port}/0", ""])
def test_a_kick_without_a_broker_goes_on(broker_url, tmp_path):
    environment = env.for_child(
        {"DJANGO_SETTINGS_MODULE": "config.settings.test", "REDIS_URL": broker_url.format(port=free_port())}
    )
    started = time.monotonic()

    done = subprocess.run(
        [sys.executable, "-c", KICK], env=environment, cwd=env.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr
    assert ("the broker does not answer" in done.stderr) == bool(broker_url)
    assert time.monotonic() - started < 30
