"""Database triggers that refuse UPDATE and DELETE, so that not even a query past the code can rewrite history."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
    "DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
    """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_change()""",
)
_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END""",
)
_REMOVE = {
    "postgresql": ("DROP TRIGGER IF EXISTS {table}_append_only ON {table}",),
    "sqlite": ("DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"),
}
_INSTALL = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}


def _run(statements: dict[str, tuple[str, ...]], table: str, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements[editor.connection.vendor]:
        # Through a cursor: `editor.execute` would read the % of the function's text as a parameter.
        with editor.connection.cursor() as cursor:
            cursor.execute(statement.format(table=table))


def guard(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Make `table` append-only; repeating it changes nothing. KeyError on a database we do not support."""
    _run(_INSTALL, table, editor)


def unguard(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers of `table` away: for a migration that must rewrite it, and for emptying a test database."""
    _run(_REMOVE, table, editor)
