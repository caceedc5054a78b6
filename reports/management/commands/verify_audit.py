"""manage.py verify_audit: is the recorded history whole? Exit code 1 if anything does not fit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from reports.domain.audit import first_break
from reports.domain.verification import discrepancies
from reports.models import Agency, Report


def _agencies_of(reports: QuerySet[Report]) -> QuerySet[Agency]:
    return Agency.objects.filter(pk__in=reports.order_by().values("agency")).order_by("code")


class Command(BaseCommand):
    help = "Check the audit chains of agencies and reports, and frozen revisions and rows; exit 1 if anything is wrong."

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
        broken_chains = sum(not self._is_intact(agency) for agency in _agencies_of(reports))
        broken = sum(not self._is_whole(report) for report in reports)
        if broken:
            raise CommandError(f"{broken} of {len(reports)} reports do not verify.")
        if broken_chains:
            raise CommandError("The reports verify, the roles of their agencies do not.")
        self.stdout.write(f"{len(reports)} reports verified.")

    def _is_intact(self, agency: Agency) -> bool:
        broken = first_break(agency)
        what = f"event {broken.sequence}: {broken.reason}" if broken else f"ok, {agency.audit_events.count()} events"
        self.stdout.write(f"{agency.code} roles: {what}")
        return broken is None

    def _is_whole(self, report: Report) -> bool:
        name = f"{report.agency.code} {report.roc_year}"
        found = discrepancies(report)
        if not found:
            self.stdout.write(f"{name}: ok, {report.audit_events.count()} events")
        for item in found:
            self.stdout.write(f"{name}: {item.place}: {item.reason}")
        return not found
