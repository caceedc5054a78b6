"""The moves of a whole report: each is made several times and rolled back, then once for good."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from approvals.domain import actions
from bench.measuring import Samples
from bench.rendering import own_peak
from reports.domain import editions
from reports.domain.assembly import approved_document
from reports.domain.checking import findings
from reports.models import Edition, Report, User

ASSEMBLE, CHECK, SEND_UP, APPROVE, PUBLISH, STORE = "assemble", "check", "send up", "approve", "publish", "store"
Move = Callable[..., object]


def publish(report_id: int, document: str, repeats: int) -> dict[str, Any]:
    """Stage → seconds of each repetition; the peak of memory in MB. The document is written to a file."""
    idle = own_peak()
    found = {
        ASSEMBLE: _repeated(lambda: approved_document(_report(report_id), approved_at=None), repeats),
        CHECK: _repeated(lambda: findings(_report(report_id)), repeats),
    }
    moves: tuple[tuple[str, Move, str], ...] = (
        (SEND_UP, actions.submit_report, "secretary"),
        (APPROVE, actions.approve_report, "head"),
        (PUBLISH, actions.publish_report, "secretary"),
    )
    for name, move, person in moves:
        found[name] = _moved(report_id, move, person, repeats)
    peak, edition = own_peak(), Edition.objects.get(report=report_id)
    Path(document).write_text(edition.document_json)
    found[STORE] = _stored(edition, repeats)
    return {"seconds": {name: samples.seconds for name, samples in found.items()}, "idle": idle, "peak": peak}


def _repeated(work: Callable[[], object], repeats: int) -> Samples:
    samples = Samples()
    for _time in range(repeats):
        with samples.timed():
            work()
    return samples


def _moved(report_id: int, move: Move, person: str, repeats: int) -> Samples:
    """The samples are of the ones that are rolled back; their COMMIT is not in them."""
    report = _report(report_id)
    actor = User.objects.get(username=f"{report.agency.code}-{person}")
    samples = Samples()
    for _time in range(repeats):
        with transaction.atomic():
            with samples.timed():
                move(report=_report(report_id), actor=actor, now=timezone.now())
            transaction.set_rollback(True)
    move(report=_report(report_id), actor=actor, now=timezone.now())
    return samples


def _stored(edition: Edition, repeats: int) -> Samples:
    """Keeping all the files and releasing the edition with its manifest; the files are made before the clock starts."""
    waiting = list(edition.renditions.values_list("pk", flat=True))
    claimed = [editions.claim_rendition(rendition_id=pk, now=timezone.now()) for pk in waiting]
    made = [(row, editions.render_file(row, font_dir=None)) for row in claimed if row is not None]
    samples = Samples()
    for _time in range(repeats):
        with transaction.atomic():
            with samples.timed():
                for row, file in made:
                    editions.finish_rendition(rendition=row, file=file, now=timezone.now())
            transaction.set_rollback(True)
        for _row, file in made:
            default_storage.delete(editions.storage_path(hashlib.sha256(file.content).hexdigest()))
    return samples


def _report(report_id: int) -> Report:
    return Report.objects.select_related("agency").get(pk=report_id)
