"""A table that refuses every INSERT, so that a move's last write fails in the real database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_INSTALL = {
    "postgresql": (
        "CREATE FUNCTION refuse_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$",
        "CREATE TRIGGER refuse_insert BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_insert()",
    ),
    "sqlite": ("CREATE TRIGGER refuse_insert BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END",),
}
_REMOVE = {
    "postgresql": ("DROP TRIGGER refuse_insert ON {table}", "DROP FUNCTION refuse_insert()"),
    "sqlite": ("DROP TRIGGER refuse_insert",),
}


@contextmanager
def refusing_inserts(table: str) -> Iterator[None]:
    """While this holds, an INSERT into `table` raises DatabaseError."""
    with connection.cursor() as cursor:
        for statement in _INSTALL[connection.vendor]:
            cursor.execute(statement.format(table=table))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in _REMOVE[connection.vendor]:
                cursor.execute(statement.format(table=table))
