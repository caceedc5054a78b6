"""manage.py bench_downloads: the newest public PDF from this site and from a bare web server. Prints JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from bench.downloads import compare
from reports.domain.editions import read, released_editions
from reports.enums import RenditionFormat


class Command(BaseCommand):
    help = "Downloads a second of the newest public PDF, and of the same bytes from the bare web server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=10)

    def handle(self, *args: Any, seconds: float, **options: Any) -> None:
        edition = released_editions().order_by("-released_at").first()
        if edition is None:
            raise CommandError("No edition is public.")
        report, file = edition.report, edition.renditions.get(format=RenditionFormat.PDF)
        address = [report.agency.code, report.roc_year, edition.number, file.name]
        found = compare(reverse("reports:edition-file", args=address), read(file), seconds)
        self.stdout.write(json.dumps(found))
