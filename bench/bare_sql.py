"""The rows of one save or move, written again by psycopg alone: the least that the same durable effect can cost.

The product's own function runs in a transaction that is rolled back, and its INSERT, UPDATE and DELETE statements are
noted. The same statements then run in one transaction of a plain connection, without the product, and are committed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection, transaction

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Statement:
    """`returned` are the ids that the database gave to the new rows."""

    sql: str
    params: Sequence[Any]
    returned: tuple[Any, ...]


@dataclass(slots=True)
class Recorder:
    """An execute wrapper of Django's that notes what is written."""

    statements: list[Statement] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith(WRITES):
            self.statements.append(Statement(sql, tuple(params or ()), self._returned(context["cursor"])))
        return result

    @staticmethod
    def _returned(cursor: Any) -> tuple[Any, ...]:
        if cursor.description is None:
            return ()
        rows = cursor.fetchall()
        cursor.scroll(0, mode="absolute")  # Django still wants to read them
        return tuple(row[0] for row in rows)


def recorded(work: Callable[[], object]) -> list[Statement]:
    """What `work` would write; nothing of it stays."""
    recorder = Recorder()
    with transaction.atomic(), connection.execute_wrapper(recorder):
        work()
        transaction.set_rollback(True)
    return recorder.statements


def plain_connection() -> psycopg.Connection[Any]:
    """To the site's database, without Django and without its pool."""
    given = connection.settings_dict
    return psycopg.connect(
        host=given["HOST"] or None, port=given["PORT"] or None, user=given["USER"] or None,
        password=given["PASSWORD"] or None, dbname=given["NAME"], autocommit=True,
    )  # fmt: skip


def replay(plain: psycopg.Connection[Any], statements: list[Statement]) -> float:
    """Seconds from BEGIN to the end of COMMIT. New rows have new ids; later statements name those."""
    ids: dict[Any, Any] = {}
    started = time.perf_counter()
    with plain.transaction(), plain.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.sql, [_translated(value, ids) for value in statement.params])
            if statement.returned:
                ids.update(zip(statement.returned, (row[0] for row in cursor.fetchall()), strict=True))
    return time.perf_counter() - started


def _translated(value: Any, ids: dict[Any, Any]) -> Any:
    if isinstance(value, list):
        return [_translated(each, ids) for each in value]
    return ids.get(value, value) if isinstance(value, int) else value
