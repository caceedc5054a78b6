"""One writer of the chain's bench, in a process of its own: `python -m bench.appending`.

Each line it reads, `MODE REPORT SECONDS`, is one run, answered by how many it made. MODE `chain` appends events to a
report's audit chain, each in a transaction of its own; `bare` inserts a row of the same data into a table that has no
chain.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from itertools import count

import django
from django.db import connection, transaction
from django.utils import timezone

BARE_TABLE = "bench_event"
PAYLOAD = {"decision": 1, "role": "supervisor", "from": "in_review", "to": "in_review", "revision": 1,
           "sha256": "0" * 64, "comment": "同意", "address": "192.0.2.7"}  # fmt: skip


def main() -> int:
    django.setup()
    for line in sys.stdin:
        mode, report_id, seconds = line.split()
        append = _chained(int(report_id)) if mode == "chain" else _bare(int(report_id))
        ends = time.perf_counter() + float(seconds)
        made = 0
        while time.perf_counter() < ends:
            append()
            made += 1
        print(made, flush=True)
    return 0


def _chained(report_id: int) -> Callable[[], None]:
    # Models cannot be imported before django.setup().
    from reports.domain.audit import append_event  # noqa: PLC0415
    from reports.models import Report  # noqa: PLC0415

    report = Report.objects.get(pk=report_id)

    def append() -> None:
        with transaction.atomic():
            append_event(
                report=report, actor=None, action="endorse", subject="section:plan-1", payload=PAYLOAD,
                now=timezone.now(),
            )  # fmt: skip

    return append


NUMBERS = count()


def _bare(report_id: int) -> Callable[[], None]:
    text = json.dumps(PAYLOAD, ensure_ascii=False)

    def append() -> None:
        digest = hashlib.sha256(text.encode()).hexdigest()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {BARE_TABLE} (writer, sequence, report_id, at, action, subject, payload_json,"  # noqa: S608
                " previous_hash, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [os.getpid(), next(NUMBERS), report_id, timezone.now(), "endorse", "section", text, digest, digest],
            )

    return append


if __name__ == "__main__":
    sys.exit(main())
