"""The government's office calendar (政府行政機關辦公日曆表), from its yearly CSV file into OfficeDay rows.

Published by 行政院人事行政總處, in UTF-8 or Big5; columns 西元日期 (yyyymmdd), 星期, 是否放假 (0 open, 2 closed), 備註.
"""

import csv
import io
import itertools
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.enums import OfficeDaySource
from approvals.models import OfficeDay
from reports.domain.refusals import Refusal
from reports.models import User

DATE, WEEKDAY, CLOSED, NOTE = COLUMNS = ("西元日期", "星期", "是否放假", "備註")
WEEKDAYS = "一二三四五六日"
IS_OFFICE_DAY = {"0": True, "2": False}
LARGEST_FILE = 1_000_000
"""Bytes; a year takes about 10,000."""
NOTE_LENGTH = 60
SATURDAY = 5

logger = logging.getLogger(__name__)


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
        "no_role": _("Only the administrator of the installation may import the office calendar."),
        "unknown_year": _(
            "The library knows the office calendar of the years %(first)s to %(last)s, not of %(year)s: import the"
            " published file of that year."
        ),
        "gap": _("The file has no line for %(date)s; a calendar must hold every day from its first to its last."),
    }
    statuses: ClassVar[Mapping[str, int]] = {**dict.fromkeys(texts, 400), "too_large": 413, "no_role": 403}


@dataclass(frozen=True, slots=True)
class ReadDay:
    """One line of the file."""

    date: date
    is_office_day: bool
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a day is to become, and what it is now (None: it is not in the calendar yet)."""

    day: ReadDay
    before: OfficeDay | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_changed(self) -> bool:
        """Whether another value replaces the one that is there; where it comes from is no value."""
        return self.before is not None and _as_read(self.before) != self.day

    @property
    def is_exception(self) -> bool:
        """A weekday off, or a weekend day on which the office is open: what is worth a second look."""
        return self.day.is_office_day == (self.day.date.weekday() >= SATURDAY)


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


def write_office_days(days: Iterable[ReadDay]) -> str:
    """The days as the file that read_office_days reads."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    closed = {is_open: value for value, is_open in IS_OFFICE_DAY.items()}
    writer.writerows((f"{d.date:%Y%m%d}", WEEKDAYS[d.date.weekday()], closed[d.is_office_day], d.note) for d in days)
    return made.getvalue()


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


def compare_office_days(
    days: Iterable[ReadDay], *, source: OfficeDaySource = OfficeDaySource.PUBLISHED
) -> tuple[Change, ...]:
    """What importing the days would do, in order of date. A published day does not change by the library's word."""
    read = {day.date: day for day in days}
    known = {row.date: row for row in OfficeDay.objects.filter(date__in=read)}
    changes = (Change(read[date_], known.get(date_)) for date_ in sorted(read))
    if source is OfficeDaySource.LIBRARY:
        return tuple(
            Change(_as_read(each.before), each.before)
            if each.before is not None and each.before.source == OfficeDaySource.PUBLISHED
            else each
            for each in changes
        )
    return tuple(changes)


def counted(changes: Sequence[Change]) -> Imported:
    """What an import of these changes does, in numbers."""
    new, changed = sum(each.is_new for each in changes), sum(each.is_changed for each in changes)
    return Imported(new, changed, len(changes) - new - changed)


def require_administrator(actor: User) -> None:
    """Raise UnableToImport unless this is the administrator of the installation."""
    if not (actor.is_active and actor.is_superuser):
        raise UnableToImport("no_role")


def import_office_days(
    days: Iterable[ReadDay], *, source: OfficeDaySource = OfficeDaySource.PUBLISHED, actor: User | None = None
) -> Imported:
    """Write the days; one that is already there takes the new value. Doing it again changes nothing.

    One calendar for every agency, so by the administrator of the installation; None is whoever runs a command there.
    """
    if actor is not None:
        require_administrator(actor)
    with transaction.atomic():
        changes = compare_office_days(days, source=source)
        imported = counted(changes)
        rows = [
            OfficeDay(date=c.day.date, is_office_day=c.day.is_office_day, note=c.day.note, source=source)
            for c in changes
        ]
        if source is OfficeDaySource.PUBLISHED:
            OfficeDay.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["date"], update_fields=["is_office_day", "note", "source"]
            )
        else:
            _write_where_nothing_is_published(rows, changes)
    logger.info(
        "office calendar imported by %s from %s: %s new, %s changed",
        actor or "a command", source.value, imported.new, imported.changed,
    )  # fmt: skip
    return imported


def _write_where_nothing_is_published(rows: Sequence[OfficeDay], changes: Sequence[Change]) -> None:
    """Days of the library: the database itself keeps them from a day that was published meanwhile."""
    OfficeDay.objects.bulk_create(rows, ignore_conflicts=True)
    seeded = OfficeDay.objects.filter(source=OfficeDaySource.LIBRARY)
    for change in changes:
        if change.is_changed:
            seeded.filter(date=change.day.date).update(is_office_day=change.day.is_office_day, note=change.day.note)


def _as_read(row: OfficeDay) -> ReadDay:
    return ReadDay(row.date, row.is_office_day, row.note)
