"""manage.py deliver_notices: reminders and outbox without a broker, once or, with --loop, for ever."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import tasks
from approvals.domain import reminders


class Command(BaseCommand):
    help = "Raise the reminders that are due and send the waiting notices, without a broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="go on, with this pause between two passes")

    def handle(self, *args: Any, loop: float | None, **options: Any) -> None:
        self._pass()
        while loop is not None:
            time.sleep(loop)
            self._pass()

    def _pass(self) -> None:
        raised = reminders.raise_due(now=timezone.now())
        for day in raised.outside_calendar:
            self.stderr.write(_("The office calendar does not hold %(date)s.") % {"date": day})
        tasks.post_due()
        done = tasks.deliver()
        self.stdout.write(
            _("%(raised)s mails of the day written; %(sent)s notices sent, %(postponed)s postponed, %(failed)s failed.")
            % {"raised": raised.count, "sent": done.sent, "postponed": done.postponed, "failed": done.failed}
        )
