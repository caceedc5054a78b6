"""manage.py bench: measure everything against its baseline in this run, and print the tables."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bench import scenes
from bench.chain import chain_table
from bench.desk import desk_table, item_table
from bench.downloads import download_table
from bench.lists import list_table
from bench.machine import load, machine_line
from bench.measuring import FULL, QUICK, Sizes, Table
from bench.publication import publication_tables
from bench.queries import query_table
from bench.reminders import mail_table, sweep_table
from bench.verbs import verb_table
from bench.writes import measure_writes, write_table
from config import env
from reports.models import Agency

Part = Callable[[Sizes, int], list[Table]]
PARTS: dict[str, Part] = {
    "publication": lambda sizes, _port: publication_tables(sizes),
    "chain": lambda sizes, _port: [chain_table(sizes)],
    "verbs": lambda sizes, _port: [verb_table(sizes)],
    "desk": lambda sizes, _port: [desk_table(sizes), item_table(sizes)],
    "reminders": lambda sizes, _port: [sweep_table(sizes), mail_table(sizes)],
    "writes": lambda sizes, port: [write_table(measure_writes(sizes, port))],
    "lists": lambda sizes, port: [list_table(sizes, port)],
    "downloads": lambda sizes, port: [download_table(sizes, port)],
    "queries": lambda sizes, _port: [query_table(sizes)],
}


class Command(BaseCommand):
    help = "Measure the site that runs beside this command; only in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="Small sizes: shows that it works, measures nothing.")
        parser.add_argument("--part", choices=PARTS, action="append", help="Measure only this; may be repeated.")
        parser.add_argument("--output", type=Path, help="Also write the tables to this file.")

    def handle(self, *args: Any, quick: bool, part: list[str] | None, output: Path | None, **options: Any) -> None:
        if Agency.objects.exists():
            raise CommandError("This database holds agencies; measure in an empty one.")
        scenes.spread_keys()
        started, sizes = load(), QUICK if quick else FULL
        tables = [table for name in part or PARTS for table in self._measured(name, sizes)]
        text = self._page(tables, started)
        self.stdout.write(text)
        if output is not None:
            output.write_text(text + "\n")

    def _measured(self, name: str, sizes: Sizes) -> list[Table]:
        self.stderr.write(f"{timezone.localtime():%H:%M:%S} measuring: {name}")
        return PARTS[name](sizes, env.number("PORT"))

    @staticmethod
    def _page(tables: list[Table], started: str) -> str:
        loads = f"{started} at the start, {load()} at the end"
        when = f"{timezone.now():%Y-%m-%d}. Load average of the last minute, the measuring included: {loads}."
        return "\n".join(["# Results", "", machine_line(), "", when, *(f"\n{table.markdown()}" for table in tables)])
