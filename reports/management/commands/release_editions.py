"""manage.py release_editions: make due editions public without a broker, once or, with --loop, for ever."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports.tasks import release_editions


class Command(BaseCommand):
    help = "Release the editions that are complete and whose moment has come, however long ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="go on, with this pause between two passes")

    def handle(self, *args: Any, loop: float | None, **options: Any) -> None:
        self._pass()
        while loop is not None:
            time.sleep(loop)
            self._pass()

    def _pass(self) -> None:
        self.stdout.write(_("Editions made public: %(count)s") % {"count": release_editions()})
