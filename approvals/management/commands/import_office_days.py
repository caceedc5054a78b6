"""manage.py import_office_days FILE: the government's yearly office calendar."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from approvals.domain.office_days import UnableToImport, import_office_days, read_office_days


class Command(BaseCommand):
    help = "Import the government's office calendar of a year (CSV: 西元日期, 星期, 是否放假, 備註)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            days = read_office_days(file.read_bytes())
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error
        except UnableToImport as refusal:
            raise CommandError(f"{file}: {refusal.text}") from refusal
        done = import_office_days(days)
        self.stdout.write(
            _("%(first)s to %(last)s: %(new)s days new, %(changed)s changed, %(unchanged)s as before.")
            % {
                "first": days[0].date, "last": days[-1].date,
                "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
            }
        )  # fmt: skip
