"""manage.py bench_publication: the database's part of one publication, in a process of its own. Prints JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from bench.publishing import publish


class Command(BaseCommand):
    help = "Time the report's moves from sending up to publication, and write the published document to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", type=int)
        parser.add_argument("document", help="Where the document goes.")
        parser.add_argument("--repeats", type=int, default=1)

    def handle(self, *args: Any, report: int, document: str, repeats: int, **options: Any) -> None:
        self.stdout.write(json.dumps(publish(report, document, repeats)))
