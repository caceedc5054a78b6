"""Is the audit chain the bottleneck? Appends per second of several processes, on one report and on one each."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from bench.appending import BARE_TABLE
from bench.measuring import Sizes, Table
from config.env import BASE_DIR, for_child
from reports.domain import audit
from reports.domain.opening import open_report
from reports.models import Report
from tests.factories.office import NOW, make_office

Writer = subprocess.Popen[str]


def chain_table(sizes: Sizes) -> Table:
    """Each way as often as `sizes.repeats`, one after the other, so that a busy moment of the machine meets all."""
    office = make_office("chain")
    actor = office.people["secretary"]
    reports = [
        open_report(agency=office.agency, roc_year=150 + number, sections=(), actor=actor, now=NOW)
        for number in range(sizes.chain_writers)
    ]
    ids = [report.pk for report in reports]
    ways: dict[str, tuple[str, Sequence[int]]] = {
        "bare INSERT": ("bare", ids),
        f"chain, {len(ids)} reports": ("chain", ids),
        "chain, one report": ("chain", ids[:1] * len(ids)),
        "bare INSERT, one writer": ("bare", ids[:1]),
        "chain, one writer": ("chain", ids[:1]),
    }
    _make_bare_table()
    made: dict[str, list[float]] = {name: [] for name in ways}
    with _writers(len(ids)) as writers:
        for mode in ("bare", "chain"):  # opens every connection
            _per_second(writers, mode, ids, sizes.chain_seconds)
        for _time in range(sizes.repeats):
            for name, (mode, targets) in ways.items():
                made[name].append(_per_second(writers, mode, targets, sizes.chain_seconds))
    _require_whole(reports)
    return _table(made, sizes)


def _make_bare_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {BARE_TABLE} (id bigserial PRIMARY KEY, writer integer, sequence integer, report_id bigint,"
            " at timestamptz, action varchar(40), subject varchar(80), payload_json text, previous_hash varchar(64),"
            " hash varchar(64), UNIQUE (writer, sequence))"
        )


@contextmanager
def _writers(count: int) -> Iterator[list[Writer]]:
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.appending"], cwd=BASE_DIR, env=for_child(), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )
        for _number in range(count)
    ]  # fmt: skip
    try:
        yield writers
    finally:
        for writer in writers:
            writer.communicate(timeout=30)


def _per_second(writers: Sequence[Writer], mode: str, targets: Sequence[int], seconds: float) -> float:
    """All of them at once, one for each target."""
    busy = list(zip(writers, targets, strict=False))
    for writer, report in busy:
        assert writer.stdin is not None
        writer.stdin.write(f"{mode} {report} {seconds}\n")
        writer.stdin.flush()
    return sum(_answer(writer) for writer, _report in busy) / seconds


def _answer(writer: Writer) -> int:
    assert writer.stdout is not None
    line = writer.stdout.readline()
    if not line:
        raise RuntimeError("a writer failed")
    return int(line)


def _require_whole(reports: Sequence[Report]) -> None:
    """Fast and wrong would measure nothing: every chain must hold from its first event to its head."""
    for report in reports:
        if (broken := audit.first_break(report)) is not None:
            raise RuntimeError(f"the audit chain of {report} broke: {broken}")


def _table(made: dict[str, list[float]], sizes: Sizes) -> Table:
    medians = {name: sorted(found)[len(found) // 2] for name, found in made.items()}
    rows = [
        (name, f"{medians[name]:,.0f}", f"{min(found):,.0f}–{max(found):,.0f}", _share(name, medians))
        for name, found in made.items()
    ]
    columns = ("writers", "per second", "least–most", "to bare INSERT")
    note = (
        f"Median of {sizes.repeats} runs of {sizes.chain_seconds:g} s with {sizes.chain_writers} processes; every "
        "event and every row is a committed transaction of its own. The chain takes three statements (lock the head, "
        "insert, move the head) and its commits on one report follow one another; afterwards every chain was walked "
        "and held."
    )
    return Table("Appending to the audit chain", columns, rows, note)


def _share(name: str, medians: dict[str, float]) -> str:
    base = medians["bare INSERT, one writer" if name.endswith("one writer") else "bare INSERT"]
    return f"{medians[name] / base:.2f} ×"
