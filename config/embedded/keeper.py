"""Who stops the servers: the last one that used them, and a keeper process when that one is killed."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from config.embedded.servers import stop_postgres, stop_redis, wait_until

Send = Callable[[int, int], None]
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


def stop_unused(room: Path, *, remove: bool = False) -> bool:
    """Stop the room's servers, and perhaps remove their data, unless somebody still holds a share."""
    with (room / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        stop_redis(room)
        stop_postgres(room)
        if remove:
            shutil.rmtree(room, ignore_errors=True)
    return True


class Keeper:
    """A process that waits at a pipe which the kernel closes when we die, and then clears up for us."""

    def __init__(self, room: Path, *, disposable: bool) -> None:
        command = [sys.executable, "-m", "config.embedded.keeper", str(room), *(["--remove"] if disposable else [])]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=PROJECT, text=True, start_new_session=True)

    def watch(self, pid: int, *, group: bool = False) -> None:
        """Have this process, or the group it leads, ended as well."""
        self._tell(f"{'group' if group else 'process'} {pid}")

    def forget(self, pid: int) -> None:
        """It was ended; its number may soon be another's."""
        self._tell(f"forget {pid}")

    def dismiss(self) -> None:
        """All is cleared up."""
        self._tell("done")
        self._process.communicate()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


def keep(room: Path, orders: IO[str], *, remove: bool) -> None:
    """The keeper's side: one order a line; input that ends without `done` is a death."""
    watched: dict[int, Send] = {}
    for line in orders:
        order, _blank, pid = line.strip().partition(" ")
        if order == "done":
            return
        if order == "forget":
            watched.pop(int(pid), None)
        else:
            watched[int(pid)] = os.killpg if order == "group" else os.kill
    for each, send in watched.items():
        _end(each, send)
    stop_unused(room, remove=remove)


def _end(pid: int, send: Send) -> None:
    """Ask to end, and kill what is left after some seconds."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        send(pid, signal.SIGTERM)
        wait_until(partial(_is_gone, pid, send), seconds=5)
        send(pid, signal.SIGKILL)


def _is_gone(pid: int, send: Send) -> bool:
    try:
        send(pid, 0)
    except ProcessLookupError:
        return True
    return False


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    keep(Path(sys.argv[1]), sys.stdin, remove="--remove" in sys.argv)
