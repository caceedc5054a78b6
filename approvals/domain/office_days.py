"""The government's office calendar (政府行政機關辦公日曆表), from its yearly CSV file into OfficeDay rows.

Published by 行政院人事行政總處, in UTF-8 or Big5; columns 西元日期 (yyyymmdd), 星期, 是否放假 (0 open, 2 closed), 備註.
"""

import csv
import io
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import OfficeDay
from reports.domain.refusals import Refusal

DATE, WEEKDAY, CLOSED, NOTE = COLUMNS = ("西元日期", "星期", "是否放假", "備註")
WEEKDAYS = "一二三四五六日"
IS_OFFICE_DAY = {"0": True, "2": False}
LARGEST_FILE = 1_000_000
"""Bytes; a year takes about 10,000."""
NOTE_LENGTH = 60


class UnableToImport(Refusal):
    """A calendar file that was refused as a whole; nothing was written."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "too_large": _("The file has %(size)s bytes; a calendar has at most %(largest)s."),
        "encoding": _("The file is neither UTF-8 nor Big5 text."),
        "no_days": _("The file holds no days."),
        "columns": _("The file lacks these columns: %(columns)s"),
        "bad_date": _("Line %(line)s: “%(value)s” is not a date in the form yyyymmdd."),
        "bad_weekday": _("Line %(line)s: %(date)s is not the weekday “%(value)s”."),
        "bad_closed": _("Line %(line)s: 是否放假 must be 0 or 2, not “%(value)s”."),
        "repeated": _("Line %(line)s: %(date)s is in the file twice."),
        "gap": _("The file has no line for %(date)s; a calendar must hold every day from its first to its last."),
    }


@dataclass(frozen=True, slots=True)
class ReadDay:
    """One line of the file."""

    date: date
    is_office_day: bool
    note: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How many days came new, with another value than before, and as they already were."""

    new: int
    changed: int
    unchanged: int


def read_office_days(content: bytes) -> tuple[ReadDay, ...]:
    """Every day of the file in order of date. Raises UnableToImport."""
    if len(content) > LARGEST_FILE:
        raise UnableToImport("too_large", size=len(content), largest=LARGEST_FILE)
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UnableToImport("columns", columns="、".join(missing))
    found: dict[date, ReadDay] = {}
    for row in reader:
        day = _day(reader.line_num, row)
        if day.date in found:
            raise UnableToImport("repeated", line=reader.line_num, date=day.date)
        found[day.date] = day
    days = tuple(found[each] for each in sorted(found))
    _require_every_day(days)
    return days


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp950"):  # cp950 is Big5 as the agencies' Windows writes it
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnableToImport("encoding")


def _day(line: int, row: Mapping[str, str | None]) -> ReadDay:
    value = {column: (row[column] or "").strip() for column in COLUMNS}
    day = _date(line, value[DATE])
    if value[WEEKDAY] != WEEKDAYS[day.weekday()]:
        raise UnableToImport("bad_weekday", line=line, date=day, value=value[WEEKDAY])
    if value[CLOSED] not in IS_OFFICE_DAY:
        raise UnableToImport("bad_closed", line=line, value=value[CLOSED])
    return ReadDay(day, IS_OFFICE_DAY[value[CLOSED]], value[NOTE][:NOTE_LENGTH])


def _date(line: int, value: str) -> date:
    if len(value) == len("yyyymmdd") and value.isascii() and value.isdigit():
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise UnableToImport("bad_date", line=line, value=value)


def _require_every_day(days: tuple[ReadDay, ...]) -> None:
    if not days:
        raise UnableToImport("no_days")
    for before, after in itertools.pairwise(days):
        expected = before.date + timedelta(days=1)
        if after.date != expected:
            raise UnableToImport("gap", date=expected)


def import_office_days(days: Iterable[ReadDay]) -> Imported:
    """Write the days; one that is already there takes the file's value. Doing it again changes nothing."""
    read = {day.date: day for day in days}
    with transaction.atomic():
        known = {row.date: row for row in OfficeDay.objects.filter(date__in=read)}
        new = [day for day in read.values() if day.date not in known]
        changed = [
            day
            for day in read.values()
            if day.date in known
            and (known[day.date].is_office_day, known[day.date].note) != (day.is_office_day, day.note)
        ]
        OfficeDay.objects.bulk_create(
            [OfficeDay(date=d.date, is_office_day=d.is_office_day, note=d.note) for d in (*new, *changed)],
            update_conflicts=True, unique_fields=["date"], update_fields=["is_office_day", "note"],
        )  # fmt: skip
    return Imported(len(new), len(changed), len(read) - len(new) - len(changed))
