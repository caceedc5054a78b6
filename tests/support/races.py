"""Letting several callers loose at the same moment, each on its own thread and database connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

START_TIMEOUT = 30  # seconds


def race(callers: Sequence[Callable[[], object]]) -> list[object]:
    """Run all callers from one starting gun; each one's result, or the exception it raised, in order."""
    gun = Barrier(len(callers))

    def run(caller: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            gun.wait(START_TIMEOUT)
            return caller()
        except Exception as problem:  # noqa: BLE001 - the caller looks at what came out
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(callers)) as pool:
        return list(pool.map(run, callers))
