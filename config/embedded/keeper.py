"""Who stops the servers: the last one that used them, and a keeper process when that one is killed."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from config.embedded.servers import stop_postgres, stop_redis, wait_until

PROJECT = Path(__file__).resolve().parent.parent.parent


@contextlib.contextmanager
def lease(room: Path) -> Iterator[None]:
    """Hold a share of the room's servers; the kernel takes it back even from a killed process."""
    with (room / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextlib.contextmanager
def starting(room: Path) -> Iterator[None]:
    """One at a time: two that start in the same room would both make a cluster."""
    with (room / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def stop_unused(room: Path) -> bool:
    """Stop the room's servers unless somebody still holds a share; True when they were stopped."""
    with (room / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        stop_redis(room)
        stop_postgres(room)
    return True


class Keeper:
    """A process that waits at a pipe which the kernel closes when we die, and then clears up for us."""

    def __init__(self, room: Path) -> None:
        command = [sys.executable, "-m", "config.embedded.keeper", str(room)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=PROJECT, text=True, start_new_session=True)

    def watch(self, group: int) -> None:
        """Have this process group ended as well."""
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """The group was ended; its number may soon be another's."""
        self._tell(f"-{group}")

    def dismiss(self) -> None:
        """All is cleared up."""
        self._tell("done")
        self._process.communicate()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


def keep(room: Path, orders: IO[str]) -> None:
    """The keeper's side: `+group`, `-group` or `done` a line; input that ends without `done` is a death."""
    groups: set[int] = set()
    for line in orders:
        if line.strip() == "done":
            return
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    for group in groups:
        end_group(group, seconds=5)
    stop_unused(room)


def end_group(group: int, *, seconds: float) -> None:
    """Ask a process group to end, and kill what is left of it after `seconds`."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGTERM)
        wait_until(lambda: not _exists(group), seconds=seconds)
        os.killpg(group, signal.SIGKILL)


def _exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    keep(Path(sys.argv[1]), sys.stdin)
