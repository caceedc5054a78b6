"""Start, reuse and stop one PostgreSQL and one Redis-protocol server per room.

A server is recognised by its answer, never by a process number: numbers are given out again.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from config.embedded.programs import (
    Account,
    Program,
    UnableToStart,
    find_postgres,
    find_redis,
    give,
    major,
    run_as,
)

START_SECONDS = 30
STOP_SECONDS = 20
# A socket's path may have 107 bytes, so sockets never lie in the room.
SOCKETS = Path(tempfile.gettempdir())
# Where the data is thrown away, durability only costs time.
DISPOSABLE_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Poll until the condition holds; False when it never did."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """True when nobody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def tail(log: Path, *, lines: int = 80) -> str:
    """The last lines of a log, or an empty string; as many as the nested tracebacks of a web process that fails."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


# --- PostgreSQL ----------------------------------------------------------------------------------
def start_postgres(room: Path, account: Account | None, *, disposable: bool = False) -> tuple[Path, Program]:
    """Start or reuse the room's PostgreSQL; returns the folder of its socket and what it is."""
    program = find_postgres(room, account)
    data = room / f"postgres-{major(program.version)}"
    if (sockets := running_postgres(data)) is not None:
        return sockets, program
    if not (data / "PG_VERSION").exists():
        _initialise(program, data, account)
    sockets = Path(tempfile.mkdtemp(prefix="jibao-", dir=SOCKETS))
    give(sockets, account)
    options = {"listen_addresses": "", "unix_socket_directories": sockets, "max_connections": 100}
    options |= DISPOSABLE_OPTIONS if disposable else {}
    flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    log = room / "postgres.log"
    start = [program.path, "start", "-w", "-t", str(START_SECONDS), "-D", data, "-l", log, "-o", flags]
    if (done := run_as(account, [str(part) for part in start])).returncode != 0:
        shutil.rmtree(sockets, ignore_errors=True)
        raise UnableToStart(f"PostgreSQL did not start: {done.stdout.strip()}\n{tail(log)}")
    return sockets, program


def _initialise(program: Program, data: Path, account: Account | None) -> None:
    """Make the cluster beside its place and move it there: a broken-off start leaves nothing half-made."""
    draft = data.with_name(f"{data.name}.{secrets.token_hex(4)}")
    options = ["--username=jibao", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    done = run_as(account, [program.path.with_name("initdb"), *options, "-D", draft])
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise UnableToStart(f"initdb failed: {done.stdout.strip()}")
    draft.rename(data)


def running_postgres(data: Path) -> Path | None:
    """The socket folder of the server that works on this data, from its own note; None when none answers."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        sockets = Path(lines[4])
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(sockets / f".s.PGSQL.{lines[3]}"))
    except (OSError, IndexError):
        return None
    return sockets


def stop_postgres(room: Path) -> None:
    """Stop the room's PostgreSQL servers; their clients are cut off."""
    for note in room.glob("postgres-*/postmaster.pid"):
        sockets = running_postgres(note.parent)
        if sockets is None:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(note.read_text().split()[0]), signal.SIGINT)
        wait_until(partial(_is_gone, note), seconds=STOP_SECONDS)
        if sockets.parent == SOCKETS and sockets.name.startswith("jibao-"):
            shutil.rmtree(sockets, ignore_errors=True)


def _is_gone(path: Path) -> bool:
    return not path.exists()


# --- Redis or Valkey -----------------------------------------------------------------------------
def start_redis(room: Path, account: Account | None) -> tuple[str, Program]:
    """Start or reuse the room's server on 127.0.0.1, with a password; returns its URL and what it is."""
    program = find_redis(room, account)
    note = room / "redis.json"
    if (known := running_redis(note)) is not None:
        return redis_url(*known), program
    log = room / "redis.log"
    password = secrets.token_hex(16)
    for _attempt in range(3):
        port = free_port()
        config = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": password,
            "dir": f'"{room}"',
            "logfile": f'"{log}"',
            "save": '""',
            "appendonly": "no",
            "daemonize": "yes",
        }
        # Through standard input: on the command line everybody could read the password.
        done = run_as(account, [program.path, "-"], stdin="".join(f"{key} {value}\n" for key, value in config.items()))
        if done.returncode == 0 and wait_until(partial(_command, port, password, "PING"), seconds=10):
            _write_private(note, json.dumps([port, password]))
            return redis_url(port, password), program
    raise UnableToStart(f"{program.path.name} did not start: {done.stdout.strip()}\n{tail(log)}")


def redis_url(port: int, password: str) -> str:
    """The address of a server on this machine."""
    return f"redis://:{password}@127.0.0.1:{port}/0"


def running_redis(note: Path) -> tuple[int, str] | None:
    """Port and password of the server that the note tells of; None when it does not answer."""
    try:
        port, password = json.loads(note.read_text())
    except (OSError, ValueError):
        return None
    return (port, password) if _command(port, password, "PING") else None


def stop_redis(room: Path) -> None:
    """Stop the room's server; what waited in it is found again in the database."""
    note = room / "redis.json"
    if (known := running_redis(note)) is not None:
        port, password = known
        _command(port, password, "SHUTDOWN NOSAVE")
        wait_until(lambda: not _command(port, password, "PING"), seconds=STOP_SECONDS)
    note.unlink(missing_ok=True)


def _command(port: int, password: str, command: str) -> bool:
    """Send one command; True when the server took the password and answered it."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):  # noqa: PLR2004  one line a command
                answer += part
    except OSError:
        return False
    return answer.startswith(b"+OK\r\n+")


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text)
