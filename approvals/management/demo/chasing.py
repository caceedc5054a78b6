"""The demo's reminders: the engine looks on every morning that passes, and its mails go to the demo's mailbox."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from approvals import notifications
from approvals.domain.delivery import deliver_due
from approvals.domain.reminders import raise_due

MORNING = time(8)


def chase(after: date, until: date, office: tzinfo | None) -> Iterator[tuple[datetime, int]]:
    """(morning, people reminded) of each day on which somebody was; mails of earlier moves go out on the way."""
    for number in range(1, (until - after).days + 1):
        morning = datetime.combine(after + timedelta(days=number), MORNING, office)
        raised = raise_due(now=morning)
        deliver_due(send=notifications.send, clock=lambda now=morning: now)  # type: ignore[misc]
        if raised.count:
            yield morning, raised.count
