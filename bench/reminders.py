"""Finding and writing the day's mails among many open deadlines, and rendering and sending them."""

import logging
import smtplib
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Model
from django.test.utils import override_settings
from django.utils import timezone

from approvals.domain.calendar import calendar_between
from approvals.domain.cases import rows_of, table_of
from approvals.domain.delivery import deliver_due
from approvals.domain.ladder import DEFAULT
from approvals.domain.reminders import HORIZON, Raised, last_due_on, raise_due
from approvals.enums import NoticeKind
from approvals.models import Deadline
from approvals.models.deadline import DeadlineQuerySet
from approvals.notifications import message_for, send
from bench.bare_sql import plain_connection, recorded, replay
from bench.measuring import Samples, Sizes, Table
from reports.models import Section
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, section_due
from tests.factories.notices import queue
from tests.factories.office import Office, make_office
from tests.support.smtp import smtp_sink

SECTIONS_AN_AGENCY = 25_000
TODAY, DUE_ON, FAR = date(2026, 2, 9), date(2026, 2, 10), date(2026, 12, 1)
"""A Monday: everything due is reminded of as T-1 and stands on the week's list."""
ROUNDS = 3
MEGABYTE = 1024 * 1024
THURSDAY = date(2026, 2, 5)
LABELS = {
    "find": "find what is due", "run": "a run that writes the mails", "again": "a run right after it",
    "idle": "a day without a new rung",
}  # fmt: skip


def sweep_table(sizes: Sizes) -> Table:
    """The same due deadlines without others and among all the others."""
    opened, due = sizes.open_deadlines
    import_2026()
    agencies = max(2, opened // SECTIONS_AN_AGENCY)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        offices = [make_office(f"sweep-{number}") for number in range(agencies)]
    _add(offices, due // agencies, DUE_ON)
    few = _measured(due)
    _add(offices, (opened - due) // agencies, FAR)
    many = _measured(opened)
    columns = ("open deadlines", "product, ms", "bare SQL, ms", "to bare SQL", "peak, MB")
    note = (
        f"{due:,} deadlines of {agencies} agencies are due on the next day. Median (quartiles) of {ROUNDS}; every "
        "write is rolled back. Bare SQL of finding is the product's SELECT through psycopg; of a run that writes, in "
        "addition, the INSERT statements that it made; of the other runs, finding alone. Peak is what Python allocated "
        f"in one run (tracemalloc). The plan of finding, among {opened:,}:\n\n```\n{_plan()}\n```"
    )
    return Table("A sweep for reminders", columns, [*few, *many], note)


def _add(offices: list[Office], each: int, due_on: date) -> None:
    """So many further sections with an open date in every office, copied by the database from one of each."""
    with connection.cursor() as cursor:
        for office in offices:
            pattern, code = office.section(), f"{due_on:%m}-"
            first = office.report.sections.aggregate(last=Max("position"))["last"] + 1
            _copy(
                cursor, Section, "reports_section, generate_series(1, %s) n WHERE reports_section.id = %s",
                {"code": ("%s || n", code), "position": ("%s + n", first)}, [each, pattern.pk],
            )  # fmt: skip
            dated = section_due(office, due_on=FAR) if due_on == DUE_ON else Deadline.objects.get(section=pattern)
            _copy(
                cursor, Deadline,
                "approvals_deadline d, reports_section s WHERE d.id = %s AND s.report_id = %s AND s.code LIKE %s",
                {"section_id": ("s.id", None), "due_on": ("%s", due_on)}, [dated.pk, office.report.pk, f"{code}%"],
                "d.",
            )  # fmt: skip
        cursor.execute("ANALYZE")


def _copy(  # noqa: PLR0917  the parts of one statement
    cursor: Any, model: type[Model], source: str, changed: dict[str, tuple[str, object]], params: list[object],
    alias: str = "",
) -> None:  # fmt: skip
    """INSERT INTO … SELECT every column from `source`, some of them changed."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    values = [changed[column][0] if column in changed else alias + column for column in columns]
    given = [changed[column][1] for column in columns if column in changed and "%s" in changed[column][0]]
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}",  # noqa: S608, SLF001  our own names
        [*given, *params],
    )


def _measured(opened: int) -> list[tuple[str, ...]]:
    """Finding, a whole run, a second run that finds everybody told, and one of a later day without a new rung."""
    statements = recorded(_sweep)
    plain = plain_connection()
    found: dict[str, tuple[Samples, Samples]] = {name: (Samples(), Samples()) for name in LABELS}
    for _round in range(ROUNDS):
        with found["find"][0].timed():
            list(rows_of(_due()))
        with found["find"][1].timed():
            _find_bare(plain)
        with transaction.atomic():
            with found["run"][0].timed():
                _sweep()
            with found["again"][0].timed():
                _sweep()
            transaction.set_rollback(True)
        with plain.transaction(force_rollback=True):
            found["run"][1].seconds.append(found["find"][1].seconds[-1] + replay(plain, statements))
    _measure_idle(found["idle"][0])
    plain.close()
    for name in ("again", "idle"):
        found[name][1].seconds.extend(found["find"][1].seconds)
    peaks = {"run": _peak()}
    return [
        (f"{opened:,}: {LABELS[name]}", ours.milliseconds, bare.milliseconds, ours.ratio(bare), peaks.get(name, ""))
        for name, (ours, bare) in found.items()
    ]


def _measure_idle(samples: Samples) -> None:
    """T-3 was told on Thursday; on Friday nobody had a mail yet and nothing is new."""
    with transaction.atomic():
        _sweep(THURSDAY)
        for _round in range(ROUNDS):
            with samples.timed():
                _sweep(THURSDAY + timedelta(days=1))
        transaction.set_rollback(True)


def _sweep(day: date = TODAY) -> Raised:
    return raise_due(now=morning(day))


def _due() -> DeadlineQuerySet:
    last = last_due_on(DEFAULT, calendar_between(TODAY - HORIZON, TODAY + HORIZON), TODAY)
    return Deadline.objects.running().filter(due_on__lte=last)


def _find_bare(plain: Any) -> None:
    with plain.cursor() as cursor:
        cursor.execute(*table_of(_due()).query.sql_with_params())
        cursor.fetchall()


def _plan() -> str:
    return table_of(_due()).explain()


def _peak() -> str:
    with transaction.atomic():
        tracemalloc.start()
        _sweep()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        transaction.set_rollback(True)
    return f"{peak / MEGABYTE:.0f}"


def mail_table(sizes: Sizes) -> Table:
    """Mails a second: claimed, rendered, sent and marked, against handing the same bytes to the same server."""
    office = make_office("mail")
    notices = [queue(office, kind=NoticeKind.SENT_BACK, section=office.section(), now=timezone.now())
               for _each in range(sizes.mails)]  # fmt: skip
    contents = [message_for(notice).message().as_bytes(linesep="\r\n") for notice in notices]
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    with (
        smtp_sink() as sink,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=sink.port
        ),
    ):
        rates = {
            "render": _rate(
                sizes.mails, lambda: [message_for(notice).message().as_bytes(linesep="\r\n") for notice in notices]
            ),
            "bare SMTP, a connection each": _rate(sizes.mails, lambda: [_hand_over(c, sink.port) for c in contents]),
            "the product": _rate(sizes.mails, lambda: deliver_due(send=send, clock=timezone.now, limit=sizes.mails)),
        }
    bare = rates["bare SMTP, a connection each"]
    rows = [(name, f"{rate:.0f}", f"{rate / bare:.2f} ×") for name, rate in rates.items()]
    note = f"{sizes.mails} mails to a server in this process, one after the other; each is text and HTML."
    return Table("Sending mail", ("way", "mails a second", "to bare SMTP"), rows, note)


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def _hand_over(content: bytes, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail(settings.DEFAULT_FROM_EMAIL, ["somebody@example.tw"], content)
