"""Writing many rows of the ledger of reminders at once; a model for each would cost as much as the database takes."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from django.db import connection

from approvals.models import Reminder

ROWS_A_STATEMENT = 1000
INSERT = "INSERT INTO approvals_reminder (deadline_id, receiver_id, rung, due_on, claim, raised_at) VALUES "
ROW = "(%s, %s, %s, %s, %s, %s)"


def write_ledger(rows: Sequence[tuple[int, int, int, date]], *, claim: uuid.UUID, raised_at: datetime) -> None:
    """Deadline, receiver, office days and due date of each; what the ledger holds already stays as it is."""
    fields = {field.name: field for field in Reminder._meta.concrete_fields}  # noqa: SLF001  Django documents it
    due_on = cache(lambda day: fields["due_on"].get_db_prep_save(day, connection))
    same = (
        fields["claim"].get_db_prep_save(claim, connection), fields["raised_at"].get_db_prep_save(raised_at, connection)
    )  # fmt: skip
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            some = rows[start : start + ROWS_A_STATEMENT]
            params = [cell for *key, day in some for cell in (*key, due_on(day), *same)]
            cursor.execute(f"{INSERT}{', '.join([ROW] * len(some))} ON CONFLICT DO NOTHING", params)
