"""manage.py cancel_publication: take a publication back before anybody has seen it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from approvals.domain.actions import cancel_publication
from approvals.enums import Action
from approvals.management import publishing


class Command(BaseCommand):
    help = "Take back an edition that nobody has seen; the head's approval stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        publishing.add_arguments(parser, is_reason_needed=True)

    def handle(self, *args: Any, **options: Any) -> None:
        publishing.make(Action.CANCEL_PUBLICATION, cancel_publication, options)
        self.stdout.write(_("The publication is cancelled; the approval stands."))
