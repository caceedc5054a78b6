"""manage.py verify_audit: is the recorded history of the reports whole? Exit code 1 if anything does not fit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.domain.verification import discrepancies
from reports.models import Report


class Command(BaseCommand):
    help = "Check every report's audit chain, frozen revisions and working rows; exit 1 if anything does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", metavar="CODE", help="only the reports of this agency")
        parser.add_argument("--year", type=int, metavar="ROC", help="only the reports on this ROC year, such as 114")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = Report.objects.select_related("agency").order_by("agency__code", "roc_year")
        if options["agency"]:
            reports = reports.filter(agency__code=options["agency"])
        if options["year"]:
            reports = reports.filter(roc_year=options["year"])
        if not reports:
            raise CommandError("There is no such report: nothing was verified.", returncode=2)
        broken = sum(not self._is_whole(report) for report in reports)
        if broken:
            raise CommandError(f"{broken} of {len(reports)} reports do not verify.")
        self.stdout.write(f"{len(reports)} reports verified.")

    def _is_whole(self, report: Report) -> bool:
        name = f"{report.agency.code} {report.roc_year}"
        found = discrepancies(report)
        if not found:
            self.stdout.write(f"{name}: ok, {report.audit_events.count()} events")
        for item in found:
            self.stdout.write(f"{name}: {item.place}: {item.reason}")
        return not found
