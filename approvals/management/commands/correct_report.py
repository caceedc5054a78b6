"""manage.py correct_report: open a correction of a published report."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from approvals.domain.actions import correct_report
from approvals.enums import Action
from approvals.management import publishing


class Command(BaseCommand):
    help = "Open a correction: the report is compiled again, what is published stays public."

    def add_arguments(self, parser: ArgumentParser) -> None:
        publishing.add_arguments(parser, is_reason_needed=True)

    def handle(self, *args: Any, **options: Any) -> None:
        publishing.make(Action.CORRECT, correct_report, options)
        self.stdout.write(_("The correction is open. Reopen the sections concerned."))
