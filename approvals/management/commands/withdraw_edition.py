"""manage.py withdraw_edition: put a notice in the place of a public edition."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from approvals.domain.actions import withdraw_edition
from approvals.enums import Action
from approvals.management import publishing


class Command(BaseCommand):
    help = "Withdraw one edition: its page and files answer 410 with a notice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        publishing.add_arguments(parser, is_reason_needed=True)
        parser.add_argument("number", type=int, help="number of the edition")

    def handle(self, *args: Any, **options: Any) -> None:
        publishing.make(Action.WITHDRAW, withdraw_edition, options, edition=options["number"])
        self.stdout.write(_("Edition %(number)s is withdrawn.") % {"number": options["number"]})
