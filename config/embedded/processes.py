"""The project's own processes, by the lines of the Procfile, and one command beside them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config.embedded.keeper import PROJECT, Keeper
from config.embedded.servers import tail, wait_until

READY_SECONDS = 60
STOP_SECONDS = 20


class ProcessTroubled(RuntimeError):
    """A process ended that should run; the message holds the end of its log."""


@dataclass
class Process:
    """A line of the Procfile that runs; it leads its own process group."""

    name: str
    log: Path
    popen: "subprocess.Popen[bytes]"

    def require_alive(self) -> None:
        """Raise ProcessTroubled when it ended."""
        if (code := self.popen.poll()) is not None:
            raise ProcessTroubled(f"{self.name} ended with code {code}, see {self.log}:\n{tail(self.log)}")

    def stop(self) -> None:
        """Ask the group to end, and kill what is left of it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(timeout=STOP_SECONDS)
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


def procfile(path: Path = PROJECT / "Procfile") -> dict[str, str]:
    """Name → command line."""
    rows = (line.partition(":") for line in path.read_text().splitlines() if line.strip())
    return {name.strip(): command.strip() for name, _colon, command in rows}


@contextlib.contextmanager
def running(
    lines: Mapping[str, str], *, environment: Mapping[str, str], logs: Path, keeper: Keeper, port: int
) -> Iterator[list[Process]]:
    """Start the lines, wait until the web process answers; on leaving stop all, last first."""
    logs.mkdir(parents=True, exist_ok=True)
    processes: list[Process] = []
    try:
        for name, line in lines.items():
            with signals_held():
                process = start(name, line, environment=environment, log=logs / f"{name}.log")
                processes.append(process)
                keeper.watch(process.popen.pid, group=True)
        _wait_until_ready(processes, port=port)
        yield processes
    finally:
        for process in reversed(processes):
            process.stop()
            keeper.forget(process.popen.pid)


def start(name: str, line: str, *, environment: Mapping[str, str], log: Path) -> Process:
    """Start one line in its own process group: Ctrl-C then reaches only us, and we choose the order."""
    with log.open("ab") as output:
        popen = subprocess.Popen(
            ["sh", "-c", f"exec {line}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            env=dict(environment),
            start_new_session=True,
        )
    return Process(name=name, log=log, popen=popen)


def _wait_until_ready(processes: Sequence[Process], *, port: int) -> None:
    def ready() -> bool:
        for process in processes:
            process.require_alive()
        return not any(process.name == "web" for process in processes) or _answers(port)

    if not wait_until(ready, seconds=READY_SECONDS):
        logs = "\n".join(tail(process.log) for process in processes if process.name == "web")
        raise ProcessTroubled(f"web did not answer on port {port} within {READY_SECONDS} seconds:\n{logs}")


def _answers(port: int) -> bool:
    """True when something speaks HTTP there; gunicorn opens its port long before the site is loaded."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return connection.recv(5) == b"HTTP/"
    return False


def run_command(
    command: Sequence[str], environment: Mapping[str, str], *, keeper: Keeper, beside: Sequence[Process] = ()
) -> int:
    """Run a command in the foreground and give its exit code; a process beside it that ends is told of once."""
    watched = list(beside)
    with contextlib.ExitStack() as held:
        held.enter_context(signals_held())
        popen = subprocess.Popen(command, cwd=PROJECT, env=dict(environment))
        keeper.watch(popen.pid)
        try:
            held.close()
            while (code := popen.poll()) is None:
                watched = [process for process in watched if not _told_of_death(process)]
                time.sleep(0.05)
            return code
        finally:
            if popen.poll() is None:
                popen.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    popen.wait(timeout=STOP_SECONDS)
                popen.kill()
                popen.wait()
            keeper.forget(popen.pid)


def _told_of_death(process: Process) -> bool:
    try:
        process.require_alive()
    except ProcessTroubled as error:
        print(f"[services] {error}", file=sys.stderr, flush=True)
        return True
    return False


def wait_for_stop(processes: Sequence[Process]) -> None:
    """Wait for Ctrl-C or SIGTERM; ProcessTroubled when a process ends by itself."""
    with contextlib.suppress(SystemExit):
        while True:
            for process in processes:
                process.require_alive()
            time.sleep(0.5)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """A signal that comes while a process is being started takes effect once we know the process, so that none is left
    behind. Only the main thread is told of signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _frame: came.append(number))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in came[:1]:
            signal.raise_signal(number)


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """SIGINT and SIGTERM leave through every `finally`; a second one does not break off the clearing up."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = {each: signal.signal(each, leave) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
