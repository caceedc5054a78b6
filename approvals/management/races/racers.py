"""Operating-system processes that act at the same moment, each on its own database connection."""

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from celery import current_app
from django.db import connection, connections
from rest_framework.throttling import SimpleRateThrottle

from approvals.management.races.stopping import ignore_stops
from reports.domain.refusals import Refusal

WON = "won"
START_SECONDS = 60
# Fork: the racers are this very program, settings and scratch database included.
_PROCESSES = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Call:
    """One verb with its arguments, as one person would make it; it must survive pickling."""

    name: str
    verb: Callable[..., object]
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a call: `won`, a refusal's code, or the name of an error that nobody should ever see.

    `answer` is what the verb returned where that is plain text, or the error's message.
    """

    code: str
    answer: str = ""

    @property
    def has_won(self) -> bool:
        return self.code == WON


def tried(call: Call) -> Result:
    try:
        answer = call.verb(**call.arguments)
    except Refusal as refusal:
        return Result(refusal.code)
    except Exception as problem:  # noqa: BLE001 - a deadlock or a lost connection is a result, and a wrong one
        return Result(type(problem).__name__, str(problem))
    return Result(WON, answer if isinstance(answer, str) else "")


class Racers:
    """`count` processes that wait for work."""

    def __init__(self, pipes: Sequence[Connection]) -> None:
        self._pipes = pipes

    def race(self, calls: Sequence[Call], delays: Sequence[float]) -> list[Result]:
        """Let every call go off at once, each after its delay in seconds; the results in order."""
        connection.close()
        for pipe, call, delay in zip(self._pipes, calls, delays, strict=True):
            pipe.send((call, delay))
        return [pipe.recv() for pipe in self._pipes]


@contextlib.contextmanager
def racers(count: int = 2) -> Iterator[Racers]:
    connections.close_all()
    gun = _PROCESSES.Barrier(count)
    ends = [_PROCESSES.Pipe() for _each in range(count)]
    processes = [_PROCESSES.Process(target=_serve, args=(theirs, gun), daemon=True) for _ours, theirs in ends]
    for process in processes:
        process.start()
    for _ours, theirs in ends:
        theirs.close()  # so that a racer's death is an EOFError here, and not a wait without end
    try:
        yield Racers([ours for ours, _theirs in ends])
    except BaseException:
        # One of them may be waiting at the barrier for a call that the other was never sent.
        for process in processes:
            process.kill()
        raise
    finally:
        for ours, _theirs in ends:
            with contextlib.suppress(OSError):
                ours.send(None)
        for process in processes:
            process.join(timeout=START_SECONDS)
            process.kill()


def _serve(pipe: Connection, gun: Barrier) -> None:
    # A stop is for the one who started the racers; it ends them in order.
    ignore_stops()
    # A racer asks faster than a person may, and what it sends out must reach no worker of the site.
    SimpleRateThrottle.THROTTLE_RATES = dict.fromkeys(SimpleRateThrottle.THROTTLE_RATES)
    current_app.conf.broker_url = "memory://localhost"
    while (work := pipe.recv()) is not None:
        call, delay = work
        connection.ensure_connection()
        gun.wait(START_SECONDS)
        time.sleep(delay)
        pipe.send(tried(call))
    connections.close_all()
