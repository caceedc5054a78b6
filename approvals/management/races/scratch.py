"""A database of the prover's own beside the site's, on the same server: made, migrated, removed."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import DatabaseError, connection, connections

PREFIX = "jibao_races_"


class UnableToMake(Exception):
    """The server refused a scratch database; the message is the server's."""


@contextlib.contextmanager
def scratch_database() -> Iterator[str]:
    """While this holds, the default connection leads to an empty, migrated database; its name. Raises UnableToMake."""
    with _made() as name, _leading_to(name):
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        yield name


@contextlib.contextmanager
def _made() -> Iterator[str]:
    if connection.vendor == "sqlite":
        # Beside the site's own file: the same disk, the same locks.
        folder = Path(str(connection.settings_dict["NAME"])).parent
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=PREFIX, dir=folder) as made:
            yield str(Path(made) / "db.sqlite3")
        return
    name = PREFIX + secrets.token_hex(6)
    try:
        _execute(f"CREATE DATABASE {name}")
    except DatabaseError as problem:
        raise UnableToMake(str(problem).strip()) from problem
    try:
        yield name
    finally:
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextlib.contextmanager
def _leading_to(name: str) -> Iterator[None]:
    """No pool: its threads would not survive the racers' fork, and a racer has one connection anyway."""
    settings = connection.settings_dict
    before = settings["NAME"]
    options = dict(settings["OPTIONS"])
    _leave()
    settings["NAME"] = name
    settings["OPTIONS"].pop("pool", None)
    try:
        yield
    finally:
        _leave()
        settings["NAME"] = before
        settings["OPTIONS"].update(options)


def _leave() -> None:
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()
