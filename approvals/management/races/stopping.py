"""Ctrl-C and the end of a service, both as a KeyboardInterrupt that lets everything be cleared away first."""

import contextlib
import signal
from collections.abc import Iterator

STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def stopped_in_order() -> Iterator[None]:
    """Inside, the first SIGINT or SIGTERM raises KeyboardInterrupt; later ones do not disturb the clearing away."""

    def stop(_number: int, _frame: object) -> None:
        ignore_stops()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_stops() -> None:
    """For a process that somebody else ends in order."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
