"""manage.py import_office_days FILE, or --seed YEAR: the government's yearly office calendar."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from approvals.domain.office_days import ReadDay, UnableToImport, import_office_days, read_office_days
from approvals.domain.seeding import seed_days
from approvals.enums import OfficeDaySource


class Command(BaseCommand):
    help = "Import the government's office calendar of a year (CSV: 西元日期, 星期, 是否放假, 備註)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("file", type=Path, nargs="?", help="the published file")
        given.add_argument(
            "--seed", type=int, metavar="YEAR", help="take the year from the holidays library, until it is published"
        )

    def handle(self, *args: Any, file: Path | None, seed: int | None, **options: Any) -> None:
        source = OfficeDaySource.PUBLISHED if file is not None else OfficeDaySource.LIBRARY
        try:
            days = _read(file) if file is not None else seed_days(seed or 0)
        except UnableToImport as refusal:
            raise CommandError(f"{file}: {refusal.text}" if file is not None else refusal.text) from refusal
        done = import_office_days(days, source=source)
        self.stdout.write(
            _("%(first)s to %(last)s: %(new)s days new, %(changed)s changed, %(unchanged)s as before.")
            % {
                "first": days[0].date, "last": days[-1].date,
                "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
            }
        )  # fmt: skip


def _read(file: Path) -> tuple[ReadDay, ...]:
    try:
        return read_office_days(file.read_bytes())
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
        ) from error
