"""An edition's files made by real workers, also when one dies at it."""

import json
import signal
import time

import pytest

from reports.content import sha256_hex
from reports.domain.editions import read
from reports.enums import RENDERED_FORMATS, RenditionStatus
from reports.models import AuditEvent, Edition, Rendition
from tests.factories.office import make_office
from tests.support.celery import Fleet, fleet, kill, send

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.db_sensitive,
    pytest.mark.usefixtures("committed"),
    pytest.mark.timeout(240),
]


def is_released() -> bool:
    return Edition.objects.filter(released_at__isnull=False).exists()


def public_numbers() -> list[int]:
    return list(Edition.objects.public().order_by("number").values_list("number", flat=True))


def files() -> dict[str, bytes]:
    return {row.format: read(row) for row in Rendition.objects.filter(status=RenditionStatus.READY)}


def test_workers_make_every_file_and_release_the_edition(tmp_path):
    make_office().publish()

    with fleet(tmp_path) as found:
        found.worker()
        found.beat()
        found.until(is_released)

    made = files()
    assert set(made) == set(RENDERED_FORMATS)
    assert made["pdf"].startswith(b"%PDF-")
    assert set(Rendition.objects.values_list("attempts", "error")) == {(1, "")}


def kill_while_rendering(found: Fleet) -> int:
    """Kill a fresh worker with renditions in hand; how many it held."""
    victim = found.worker()
    while True:
        found.until(lambda: Rendition.objects.filter(status=RenditionStatus.RUNNING).exists())
        # Standing still, it cannot finish between our look and our kill.
        send(victim, signal.SIGSTOP)
        time.sleep(0.05)
        if held := Rendition.objects.filter(status=RenditionStatus.RUNNING).count():
            kill(victim)
            return held
        send(victim, signal.SIGCONT)


def test_a_worker_killed_while_rendering_a_correction_is_replaced_by_another(tmp_path):
    """Until all its files are there nobody sees the new edition, and the one before is as public as it was."""
    office = make_office(plans=3)
    office.open_correction()
    second = office.publish()

    with fleet(tmp_path, lease=3) as found:
        found.beat()
        held = kill_while_rendering(found)
        assert public_numbers() == [1]
        found.worker()
        found.until(lambda: public_numbers() == [1, 2])

    assert held in {1, 2}
    assert {row.format for row in second.renditions.filter(status=RenditionStatus.READY)} == set(RENDERED_FORMATS)
    first, last = Edition.objects.order_by("number").values_list("manifest_json", flat=True)
    assert json.loads(last)["previous_manifest_sha256"] == sha256_hex(first)
    assert AuditEvent.objects.filter(action="release").count() == 2
