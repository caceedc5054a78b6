"""manage.py export_history: a report's whole history as CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from approvals.domain.history_file import history_csv
from reports.models import Report


class Command(BaseCommand):
    help = "Write every event of a report, in order, as CSV: who, for whom, in which capacity, from where, on what."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", required=True, metavar="CODE")
        parser.add_argument("--year", required=True, type=int, metavar="ROC", help="the ROC year, such as 114")
        parser.add_argument("--output", type=Path, metavar="FILE", help="a new file; without it standard output")

    def handle(self, *args: Any, agency: str, year: int, output: Path | None, **options: Any) -> None:
        report = Report.objects.select_related("agency").filter(agency__code=agency, roc_year=year).first()
        if report is None:
            raise CommandError(_("There is no report of %(agency)s on %(year)s.") % {"agency": agency, "year": year})
        text = history_csv(report)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            with output.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
        except OSError as error:
            reason = {"file": output, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be written: %(reason)s") % reason) from error
