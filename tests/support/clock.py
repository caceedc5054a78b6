"""A clock for the processes of a test: real time, moved by what a file says, so that days pass without sleeping."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone


class Clock:
    """The test's hand on it. Processes that `follow` the same file see a new time at their next look."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def set(self, moment: datetime) -> None:
        """From now on it is this moment, and time runs on from there."""
        seconds = (moment - datetime.now(tz=moment.tzinfo)).total_seconds()
        written = self.path.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.path)


def follow(path: Path) -> None:
    """Let this process live by the clock; called once, while its settings are read."""
    real: Callable[[], datetime] = timezone.now
    timezone.now = lambda: real() + timedelta(seconds=float(path.read_text()))
