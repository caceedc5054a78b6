"""manage.py simulate_season YEAR: who would get which mail when, as a table and as CSV. Nothing is written or sent."""

import csv
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.domain.planning import Entry, Item
from approvals.domain.season import Season, SeasonMail, UnableToSimulate, simulate
from approvals.models.labels import LABELS
from reports.models import Report, Section
from reports.renderers.csv_files import formula_safe

COLUMNS = (
    "date", "hour", "receiver", "name", "address", "rung", "audience", "in_copy", "deadline", "code", "title", "due_on",
)  # fmt: skip
"""One line for each thing that a mail tells. `rung` is in office days from the due date, or `list`: the week's list."""
Row = tuple[str, ...]


class Command(BaseCommand):
    help = "Show who would get which reminder when, with the agency's people, substitutes, holidays and ladder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="YEAR", help="of the report, as of the Republic: 114")
        parser.add_argument("--agency", required=True, metavar="CODE")
        parser.add_argument(
            "--late", action="append", default=[], type=_late, metavar="CODE:DAYS",
            help="a section (or, for the report, e.g. review_due) is done so many office days after its date",
        )  # fmt: skip
        parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="DATE", help="instead of now")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="write every line of every mail there")

    def handle(self, *args: Any, year: int, agency: str, late: list[tuple[str, int]], **options: Any) -> None:
        report = Report.objects.select_related("agency").filter(agency__code=agency, roc_year=year).first()
        if report is None:
            words = {"year": year, "code": agency}
            raise CommandError(_("There is no report %(year)s of the agency “%(code)s”.") % words)
        start = options["start"]
        now = timezone.make_aware(datetime.combine(start, time())) if start else timezone.now()
        try:
            season = simulate(report=report, now=now, late=dict(late))
        except UnableToSimulate as refusal:
            raise CommandError(refusal.text) from None
        self._show(season)
        if options["csv"]:
            write_csv(season, options["csv"])

    def _show(self, season: Season) -> None:
        for mail in season.mails:
            self.stdout.write(f"{mail.on} {mail.hour:02}:00  {mail.receiver.username:16} {_in_short(mail)}")
        for day in season.missing:
            self.stderr.write(_("The office calendar does not hold %(date)s.") % {"date": day})
        count = len(season.mails)
        people = len({mail.receiver.pk for mail in season.mails})
        self.stdout.write(
            ngettext("%(count)s mail to %(people)s people", "%(count)s mails to %(people)s people", count)
            % {"count": count, "people": people}
        )


def _late(text: str) -> tuple[str, int]:
    code, _colon, days = text.rpartition(":")
    if not code or not days.isdecimal():
        raise ArgumentTypeError(_("write CODE:DAYS, such as plan-1:5"))
    return code, int(days)


def _in_short(mail: SeasonMail) -> str:
    """Each rung with its number of items, copies apart, then the week's list."""
    counts: dict[str, int] = {}
    for entry in mail.entries:
        key = f"T{entry.office_days:+d}{' cc' if entry.call.is_copy else ''}"
        counts[key] = counts.get(key, 0) + 1
    if mail.listing:
        counts[_("list")] = len(mail.listing)
    return "  ".join(f"{key} ×{count}" for key, count in counts.items())


def write_csv(season: Season, path: Path) -> None:
    """UTF-8 with a byte order mark, which spreadsheet programs need to read Chinese."""
    sections = Section.objects.in_bulk(
        {item.section_id for mail in season.mails for item in _items(mail) if item.section_id is not None}
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for mail in season.mails:
            head = (mail.on.isoformat(), f"{mail.hour:02}:00", mail.receiver.username, str(mail.receiver))
            for told, item in _lines(mail):
                cells = (*head, mail.receiver.email, *told, *_about(item, sections))
                writer.writerow([formula_safe(cell) for cell in cells])


def _items(mail: SeasonMail) -> Iterator[Item]:
    yield from (item for _told, item in _lines(mail))


def _lines(mail: SeasonMail) -> Iterator[tuple[Row, Item]]:
    yield from ((_rung(entry), entry.item) for entry in mail.entries)
    yield from ((("list", "", ""), item) for item in mail.listing)


def _rung(entry: Entry) -> Row:
    return str(entry.office_days), str(LABELS[entry.call.audience]), "x" if entry.call.is_copy else ""


def _about(item: Item, sections: dict[int, Section]) -> Row:
    section = sections[item.section_id] if item.section_id is not None else None
    code, title = (section.code, section.title) if section is not None else (item.kind.value, "")
    return str(LABELS[item.kind]), code, title, item.due_on.isoformat()
