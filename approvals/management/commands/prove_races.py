"""manage.py prove_races: that no two moves at once both have their way, tried on this site's own database server."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from approvals.management.races.pairs import PAIRS
from approvals.management.races.proving import Tally, prove
from approvals.management.races.racers import racers
from approvals.management.races.scratch import Scratch, UnableToMake, scratch_database
from approvals.management.races.stopping import stopped_in_order

BAR_WIDTH = 24
SHOWN_PROBLEMS = 3
BROKEN_OFF = 130
"""What a shell says of a program that Ctrl-C ended."""


class Command(BaseCommand):
    help = "Race moves against each other in a scratch database that is made for it and removed afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trials", type=int, default=1000, help="Trials of each pair.")
        parser.add_argument(
            "--pair", action="append", choices=[pair.name for pair in PAIRS], help="Only this pair; may be repeated."
        )

    def handle(self, *args: Any, trials: int, pair: list[str] | None, **options: Any) -> None:
        wanted = [each for each in PAIRS if pair is None or each.name in pair]
        tallies: list[Tally] = []
        try:
            with stopped_in_order(), scratch_database() as scratch, racers() as started:
                self.stdout.write(_where(scratch))
                for each in wanted:
                    tallies.append(Tally(each.name))
                    prove(each, tallies[-1], trials=trials, racers=started, tell=lambda tally: self._bar(tally, trials))
                    self._end_bar()
        except UnableToMake as problem:
            raise CommandError(
                _("The database server made no scratch database: %(problem)s") % {"problem": problem}
            ) from problem
        except KeyboardInterrupt:
            self._end_bar()
            self._conclude(tallies)
            raise CommandError(_("Broken off. The scratch is removed."), returncode=BROKEN_OFF) from None
        self._conclude(tallies)
        self.stdout.write(self.style.SUCCESS(_("No trial went wrong.")))

    def _conclude(self, tallies: list[Tally]) -> None:
        self._table(tallies)
        if wrong := sum(len(tally.wrong) for tally in tallies):
            raise CommandError(_("%(count)s trials went wrong.") % {"count": wrong}, returncode=1)

    def _bar(self, tally: Tally, trials: int) -> None:
        if not sys.stdout.isatty():
            return
        filled = BAR_WIDTH * tally.trials // max(trials, 1)
        bar = "█" * filled + "·" * (BAR_WIDTH - filled)
        self.stdout.write(f"\r  {tally.pair:22} [{bar}] {tally.trials}/{trials}", ending="")
        self.stdout.flush()

    def _end_bar(self) -> None:
        if sys.stdout.isatty():
            self.stdout.write("")

    def _table(self, tallies: list[Tally]) -> None:
        self.stdout.write(f"{_('pair'):22} {_('trials'):>7} {_('wrong'):>6}  {_('outcomes')}")
        for tally in tallies:
            outcomes = ", ".join(f"{who} {count}" for who, count in tally.outcomes.most_common())
            self.stdout.write(f"{tally.pair:22} {tally.trials:>7} {len(tally.wrong):>6}  {outcomes}")
        for tally in tallies:
            for problem in tally.wrong[:SHOWN_PROBLEMS]:
                self.stdout.write(self.style.ERROR(f"  {tally.pair}: {problem}"))


def _where(scratch: Scratch) -> str:
    said = {"name": scratch.name, "vendor": connection.vendor, "refusal": scratch.refusal}
    if scratch.is_schema:
        return _("Racing in the schema %(name)s, since the server made no database: %(refusal)s") % said
    return _("Racing in the database %(name)s (%(vendor)s).") % said
