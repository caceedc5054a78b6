"""Stopping another process in the middle of a transaction, at its first row for one table, and killing it there."""

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
PATIENCE = 60
BUSY_AFTER = 1.0  # seconds until a request has surely reached its worker
_PROCESSES = multiprocessing.get_context("fork")


def killed_in_the_middle(verb: Callable[[], object], *, table: str) -> None:
    """Run `verb` in a process of its own and kill it with SIGKILL when it writes its first row into `table`.

    AssertionError if the process never got there.
    """
    start, is_there = _PROCESSES.Event(), _PROCESSES.Event()
    connection.close()  # a forked process must not share it
    process = _PROCESSES.Process(target=_run, args=(verb, start, is_there), daemon=True)
    process.start()
    with _stopping(table):
        start.set()
        try:
            _await(lambda: process.is_alive() and (is_there.is_set() or _waits_for_a_lock()))
        finally:
            process.kill()
            process.join()
    _await(_nobody_else_works)


def killed_workers(call: Callable[[], T], kill: Callable[[], None], *, table: str) -> T:
    """The answer to `call`, whose server is killed by `kill` while it is busy with it.

    On PostgreSQL it stands in the middle of its transaction, before its first row for `table`; on SQLite at its
    beginning, since one writer's transaction keeps all others out.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                _execute(f"LOCK TABLE {table} IN SHARE MODE")
            answer = pool.submit(call)
            if connection.vendor == "postgresql":
                _await(_waits_for_a_lock)
            else:
                time.sleep(BUSY_AFTER)
            assert not answer.done()
            kill()
        _await(_nobody_else_works)
        return answer.result(PATIENCE)


def _run(verb: Callable[[], object], start: Any, is_there: Any) -> None:
    def nap() -> None:
        is_there.set()
        time.sleep(PATIENCE)

    start.wait(PATIENCE)
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.create_function("nap", 0, nap)
    verb()


@contextlib.contextmanager
def _stopping(table: str) -> Iterator[None]:
    """PostgreSQL: whoever inserts waits for our lock. On SQLite a trigger calls the process's own nap."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield
        return
    _execute(f"CREATE TRIGGER nap BEFORE INSERT ON {table} BEGIN SELECT nap(); END")
    try:
        yield
    finally:
        _execute("DROP TRIGGER nap")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def _count(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"{_OTHERS} AND {condition}")
        return int(cursor.fetchone()[0])


def _waits_for_a_lock() -> bool:
    if connection.vendor != "postgresql":
        return False
    # Not pg_stat_activity: inside a transaction that is the picture of its first reading.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
        return int(cursor.fetchone()[0]) > 0


def _nobody_else_works() -> bool:
    """The server has noticed the death: no other session is inside a transaction."""
    return connection.vendor == "sqlite" or _count("xact_start IS NOT NULL AND backend_type = 'client backend'") == 0


def _await(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
