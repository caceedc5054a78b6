"""manage.py publish_report: publish what the head approved, at once or at a moment."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.domain.actions import publish_report
from approvals.enums import Action
from approvals.management import publishing
from reports.domain import signing


class Command(BaseCommand):
    help = "Publish an approved report; with --at nobody sees it before that moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        publishing.add_arguments(parser, is_reason_needed=False)
        parser.add_argument("--at", metavar="MOMENT", help="for example '2026-03-31 09:00', Taipei time")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = publishing.make(Action.PUBLISH, publish_report, options, publish_at=publishing.moment(options["at"]))
        when = timezone.localtime(edition.published_at)
        said = {"number": edition.number, "when": f"{when:%Y-%m-%d %H:%M}"}
        self.stdout.write(_("Edition %(number)s: its files are queued; public from %(when)s on.") % said)
        if words := signing.warning(edition.report.agency):
            self.stderr.write(self.style.WARNING(words))
