"""A room of the prover's own on the site's database server: made, migrated, removed.

A database beside the site's where the account may make one; else, on PostgreSQL, a schema inside the site's own
database, which no other connection has in its search path.
"""

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, connections

PREFIX = "jibao_races_"


class UnableToMake(Exception):
    """The server refused a scratch database and a scratch schema; the message is the server's."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """Where the races are run. `refusal` is why it is a schema: what the server said about a database."""

    name: str
    refusal: str = ""

    @property
    def is_schema(self) -> bool:
        return bool(self.refusal)


@contextlib.contextmanager
def scratch_database() -> Iterator[Scratch]:
    """While this holds, the default connection leads to empty, migrated tables. Raises UnableToMake."""
    with _made() as scratch, _leading_to(scratch):
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        yield scratch


@contextlib.contextmanager
def _made() -> Iterator[Scratch]:
    if connection.vendor == "sqlite":
        # Beside the site's own file: the same disk, the same locks.
        folder = Path(str(connection.settings_dict["NAME"])).parent
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=PREFIX, dir=folder) as made:
            yield Scratch(str(Path(made) / "db.sqlite3"))
        return
    scratch = _create(PREFIX + secrets.token_hex(6))
    try:
        yield scratch
    finally:
        drop = "DROP SCHEMA {} CASCADE" if scratch.is_schema else "DROP DATABASE {} WITH (FORCE)"
        _execute(drop.format(scratch.name))


def _create(name: str) -> Scratch:
    try:
        _execute(f"CREATE DATABASE {name}")
    except DatabaseError as problem:
        refusal = str(problem).strip()
    else:
        return Scratch(name)
    try:
        _execute(f"CREATE SCHEMA {name}")
    except DatabaseError as problem:
        raise UnableToMake(f"{refusal}; {str(problem).strip()}") from problem
    return Scratch(name, refusal)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextlib.contextmanager
def _leading_to(scratch: Scratch) -> Iterator[None]:
    """No pool: its threads would not survive the racers' fork, and a racer has one connection anyway."""
    settings = connection.settings_dict
    before, options = settings["NAME"], dict(settings["OPTIONS"])
    _leave()
    settings["NAME"] = before if scratch.is_schema else scratch.name
    settings["OPTIONS"] = _options(options, scratch)
    try:
        yield
    finally:
        _leave()
        settings["NAME"], settings["OPTIONS"] = before, options


def _options(options: Mapping[str, Any], scratch: Scratch) -> dict[str, Any]:
    kept = {name: value for name, value in options.items() if name != "pool"}
    if scratch.is_schema:
        kept["options"] = f"{kept.get('options', '')} -c search_path={scratch.name}".strip()
    return kept


def _leave() -> None:
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()
