"""What the tests and the embedded run need: a database, a broker, and the project's own processes.

An address in the environment wins; else programs on the PATH; else the wheels of requirements-embedded.txt.
"""

import argparse
import contextlib
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from config import env
from config.embedded.keeper import Keeper, lease, starting, stop_unused
from config.embedded.processes import (
    ProcessTroubled,
    procfile,
    run_command,
    running,
    stop_on_signals,
    wait_for_stop,
)
from config.embedded.programs import UnableToStart, room_of, server_account
from config.embedded.servers import free_port, is_free, start_postgres, start_redis

DATABASE_NAME = "jibao"
USUAL_PORT = 8000
MIGRATE = ("python", "manage.py", "migrate", "--no-input", "--verbosity", "0")


@dataclass
class Services:
    """Addresses to export, and one sentence for each saying where it came from."""

    keeper: Keeper
    environment: dict[str, str] = field(default_factory=dict)
    origins: list[str] = field(default_factory=list)


@contextlib.contextmanager
def services(*, state: Path, database: str = "postgres", disposable: bool = False) -> Iterator[Services]:
    """Find or start what is missing; on leaving, stop what nobody uses any more.

    `state` holds the data; `database` is `postgres` or `sqlite`; `disposable` data is
    neither made durable nor kept. Raises UnableToStart.
    """
    room = room_of(state, server_account())
    found = Services(Keeper(room, disposable=disposable))
    try:
        with lease(room):
            with starting(room):
                _database(found, state, room, kind=database, disposable=disposable)
                _broker(found, room)
            yield found
    finally:
        stop_unused(room, remove=disposable)
        found.keeper.dismiss()


def _database(found: Services, state: Path, room: Path, *, kind: str, disposable: bool) -> None:
    if env.is_set("DATABASE_URL"):
        found.origins.append("database: DATABASE_URL of the environment")
        return
    if kind == "sqlite":
        file = state.resolve() / "db.sqlite3"
        found.environment["DATABASE_URL"] = f"sqlite:///{file}"
        found.origins.append(f"database: SQLite, {file}")
        return
    sockets, program = start_postgres(room, server_account(), disposable=disposable)
    _create_database(sockets)
    found.environment["DATABASE_URL"] = f"postgres://jibao@{quote(str(sockets), safe='')}/{DATABASE_NAME}"
    found.origins.append(f"database: PostgreSQL {program.version} ({program.origin}), data in {room}")


def _create_database(sockets: Path) -> None:
    with psycopg.connect(host=str(sockets), user="jibao", dbname="postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME}")


def _broker(found: Services, room: Path) -> None:
    if env.is_set("REDIS_URL"):
        found.origins.append("broker: REDIS_URL of the environment")
        return
    found.environment["REDIS_URL"], program = start_redis(room, server_account())
    name = "Valkey" if "valkey" in program.path.name else "Redis"
    found.origins.append(f"broker: {name} {program.version} ({program.origin})")


# --- The command line ----------------------------------------------------------------------------
def main(argv: Sequence[str] | None = None) -> int:
    """`run`: services, then the named processes, then one command; its exit code is ours."""
    options, command = _parse(sys.argv[1:] if argv is None else list(argv))
    try:
        with stop_on_signals():
            return _run(options, command)
    except (UnableToStart, ProcessTroubled) as error:
        _say(f"error: {error}")
        return 1


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m config.services")
    run = parser.add_subparsers(required=True).add_parser("run", help="start what is needed and run a command in it")
    run.add_argument("--state", type=Path, required=True, help="folder of the data and the logs")
    run.add_argument("--database", choices=["postgres", "sqlite"], default="postgres")
    run.add_argument("--process", action="append", default=[], choices=sorted(procfile()), help="line of the Procfile")
    run.add_argument("--migrate", action="store_true", help="apply the migrations before anything else")
    run.add_argument("--serve", action="store_true", help="after the command, go on until Ctrl-C")
    split = argv.index("--") if "--" in argv else len(argv)
    options = parser.parse_args(argv[:split])
    command = argv[split + 1 :]
    if not command and not options.serve:
        parser.error("give a command after --, or --serve")
    return options, command


def _run(options: argparse.Namespace, command: list[str]) -> int:
    state: Path = options.state
    with services(state=state, database=options.database) as found:
        for origin in found.origins:
            _say(origin)
        port = _web_port(is_used=options.serve or "web" in options.process)
        environment = env.for_child({**_local_values(state, port), **found.environment, "PORT": str(port)})
        if options.migrate and (code := run_command(MIGRATE, environment, keeper=found.keeper)) != 0:
            return code
        lines = {name: procfile()[name] for name in options.process}
        with running(lines, environment=environment, logs=state / "log", keeper=found.keeper, port=port) as processes:
            for process in processes:
                _say(f"{process.name}: running, log in {process.log}")
            code = run_command(command, environment, keeper=found.keeper, beside=processes) if command else 0
            if options.serve and code == 0:
                _say(f"The site runs at http://localhost:{port}/ - Ctrl-C ends it.")
                wait_for_stop(processes)
    return code


def _web_port(*, is_used: bool) -> int:
    """The wished port, or a free one when somebody sits on it; said only where a site will be found there."""
    wished = env.number("PORT")
    if is_free(wished):
        return wished
    port = free_port()
    if is_used:
        _say(f"port {wished} is busy, taking {port}")
    return port


def _local_values(state: Path, port: int) -> dict[str, str]:
    """What a site on one's own machine needs; whatever the environment sets stays."""
    folder = state.resolve()
    metrics = folder / "metrics"
    metrics.mkdir(parents=True, exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    values = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "off",
        "SECRET_KEY": _secret_key(folder / "secret_key"),
        "SITE_URL": f"http://localhost:{port}",
        "STORAGE_DIR": str(folder / "storage"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "LOG_FORMAT": "console",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    return {name: value for name, value in values.items() if not env.is_set(name)}


def _secret_key(file: Path) -> str:
    """A key of this state's own, made once."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def _say(line: str) -> None:
    print(f"[services] {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
