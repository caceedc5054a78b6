"""manage.py move_publication: another moment for an edition that nobody has seen."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.management import publishing
from reports.domain.queries import newest_edition
from reports.domain.refusals import Refusal
from reports.domain.visibility import move_publication
from reports.tasks import kick_release, kick_rendering


class Command(BaseCommand):
    help = "Give a scheduled edition another moment; without --at it becomes public as soon as its files are ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        publishing.add_subject(parser)
        parser.add_argument("--at", metavar="MOMENT", help="for example '2026-03-31 09:00', Taipei time")

    def handle(self, *args: Any, **options: Any) -> None:
        report, user = publishing.named(options)
        edition = newest_edition(report)
        if edition is None:
            raise CommandError(_("The report has no edition."))
        publish_at = publishing.moment(options["at"])
        try:
            moved = move_publication(edition=edition, publish_at=publish_at, actor=user, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal
        kick_rendering()
        kick_release()
        when = timezone.localtime(moved.published_at)
        self.stdout.write(_("Publication moved to %(when)s.") % {"when": f"{when:%Y-%m-%d %H:%M}"})
