"""manage.py deliver_notices: reminders and outbox without a broker, once or, with --loop, for ever."""

import contextlib
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import tasks
from approvals.domain import reminders


@contextlib.contextmanager
def stop_asked() -> Iterator[Event]:
    """Set by SIGTERM or SIGINT, so that the pass that is under way is finished: no mail is broken off."""
    asked = Event()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_about: asked.set()) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Command(BaseCommand):
    help = "Raise the reminders that are due and send the waiting notices, without a broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="go on, with this pause between two passes")

    def handle(self, *args: Any, loop: float | None, **options: Any) -> None:
        with stop_asked() as stop:
            self._pass()
            while loop is not None and not stop.wait(loop):
                self._pass()

    def _pass(self) -> None:
        raised = reminders.raise_due(now=timezone.now())
        for day in raised.outside_calendar:
            self.stderr.write(_("The office calendar does not hold %(date)s.") % {"date": day})
        tasks.post_due()
        tasks.prune_webhooks()
        done = tasks.deliver()
        self.stdout.write(
            _("%(raised)s mails of the day written; %(sent)s notices sent, %(postponed)s postponed, %(failed)s failed.")
            % {"raised": raised.count, "sent": done.sent, "postponed": done.postponed, "failed": done.failed}
        )
