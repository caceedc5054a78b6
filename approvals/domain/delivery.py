"""Sending the outbox: each notice is claimed, sent and marked by itself, whoever else is at work or was killed.

A claim is a conditional update with a token and a lease. A sender that dies between the mail server's yes and our mark
leaves a mail that goes out again when the lease has run out, under the same Message-ID. Reminders keep office hours,
when they are tried again too; what a move tells leaves at once. What is owed to somebody who has left is dropped,
whether it still waits or was given up before: there is nobody to send it to again.
"""

import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from approvals.domain.ladder import OfficeHours
from approvals.domain.mandates import office_date
from approvals.domain.notices import tell_of_refused_address
from approvals.domain.preferences import wants_mail
from approvals.enums import NoticeKind, NoticeStatus
from approvals.models import Assignment, Notice, Reminder

LEASE = timedelta(minutes=10)
"""After this long without a result a claimed notice is taken to be lost with its sender."""
FIRST_PAUSE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
"""With the pauses doubling from FIRST_PAUSE, a mail server may be away for ten hours."""
BATCH = 200
IN_OFFICE_HOURS = frozenset({NoticeKind.DAILY, NoticeKind.NUDGE})
"""What waits for the next office morning instead of leaving in quiet hours or on a day off."""
FAILURES_IN_A_ROW = 3
"""So many and the server itself is taken to be away: the rest keeps its attempts for the next run."""
ERROR_LENGTH = 2000
PERMANENT = 5
"""The first digit of an SMTP reply that stays the same however often one asks."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a claim holds, and how long to wait after the first failure."""

    lease: timedelta = LEASE
    first_pause: timedelta = FIRST_PAUSE


USUAL_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the notices of one run; `kept` are those whose receiver reads them in the inbox alone, `waiting`
    those that wait for the office to open, `dropped` those whose receiver has left.
    """

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    kept: int = 0
    waiting: int = 0
    dropped: int = 0


def deliver_due(
    *, send: Callable[[Notice], None], clock: Callable[[], datetime], pace: Pace = USUAL_PACE, limit: int = BATCH
) -> Delivered:
    """Send up to `limit` notices that are due. `send` raises whatever kept it from sending."""
    counts = Counter(dropped=drop_undelivered(clock()))
    in_a_row = 0
    hours = OfficeHours()
    for notice_id in list(due_notices(clock(), pace).values_list("pk", flat=True)[:limit]):
        notice = claim_notice(notice_id=notice_id, now=clock(), pace=pace)
        if notice is None:
            continue
        outcome = _deliver(notice, send, clock, pace, hours)
        counts[outcome] += 1
        in_a_row = in_a_row + 1 if outcome == "postponed" else 0
        if in_a_row == FAILURES_IN_A_ROW:
            break
    return Delivered(**counts)


def due_notices(now: datetime, pace: Pace) -> QuerySet[Notice]:
    """What waits to be sent, and what a sender claimed and did not come back from; longest due first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - pace.lease)
    return Notice.objects.filter(free, status=NoticeStatus.QUEUED, next_attempt_at__lte=now).order_by(
        "next_attempt_at", "id"
    )


def claim_notice(*, notice_id: int, now: datetime, pace: Pace) -> Notice | None:
    """Take one notice for this sender; None when another has it or it is done."""
    token = uuid.uuid4()
    due_notices(now, pace).filter(pk=notice_id).update(claim=token, claimed_at=now)
    rows = Notice.objects.select_related("receiver__preference", "report__agency", "section")
    return rows.filter(pk=notice_id, claim=token).first()


def _deliver(
    notice: Notice, send: Callable[[Notice], None], clock: Callable[[], datetime], pace: Pace, hours: OfficeHours
) -> str:
    if (settled := _without_mail(notice, clock())) is not None:
        status, error, outcome = settled
        _mark(notice, status=status, error=error)
        return outcome
    if notice.kind in IN_OFFICE_HOURS and _is_held(notice, clock(), hours):
        return "waiting"
    try:
        send(notice)
    except Exception as error:
        if is_refused_for_good(error):
            return _give_up(notice, error, clock())
        # Whatever is wrong with this one, the others behind it must go out.
        logger.warning("notice %s was not sent", notice.pk, exc_info=True)
        return _postpone(notice, _words(error), clock(), pace)
    _mark(notice, status=NoticeStatus.SENT, sent_at=clock(), attempts=notice.attempts + 1, error="")
    return "sent"


def _without_mail(notice: Notice, now: datetime) -> tuple[NoticeStatus, str, str] | None:
    """State, error and outcome of a notice that nobody has to send; None for all others."""
    if _has_left(notice, now):
        return NoticeStatus.DROPPED, "", "dropped"
    if not wants_mail(notice.receiver, NoticeKind(notice.kind)):
        return NoticeStatus.INBOX_ONLY, "", "kept"
    if not notice.receiver.email:
        return NoticeStatus.FAILED, "The receiver has no e-mail address.", "failed"
    return None


def _is_held(notice: Notice, now: datetime, hours: OfficeHours) -> bool:
    """Whether it may not leave now: it waits for the office to open, or is taken back if that is another day's mail."""
    later = hours.opening(notice.report.agency_id, now)
    if notice.kind == NoticeKind.DAILY and office_date(later or now) > office_date(notice.created_at):
        _take_back(notice)
        return True
    if later is not None:
        _mark(notice, next_attempt_at=later, claimed_at=None)
    return later is not None


def _take_back(daily: Notice) -> None:
    """Undo a mail of the day that did not leave on its day, as if its run had been missed.

    The ledger forgets it, so that the next one tells what is still open then; what the receiver has not read of it
    in the inbox goes with it.
    """
    with transaction.atomic():
        unsent = Notice.objects.filter(pk=daily.pk, claim=daily.claim, status=NoticeStatus.QUEUED)
        if unsent.select_for_update(of=("self",), no_key=True).first() is None:
            return
        same_run = Notice.objects.filter(
            kind__in=[NoticeKind.REMINDER, NoticeKind.OVERDUE, NoticeKind.WEEKLY_LIST], receiver=daily.receiver_id,
            report__agency=daily.report.agency_id, created_at=daily.created_at,
        )  # fmt: skip
        same_run.filter(read_at__isnull=False).update(status=NoticeStatus.INBOX_ONLY, bundle=None)
        same_run.filter(read_at__isnull=True).delete()
        Reminder.objects.filter(
            receiver=daily.receiver_id, raised_at=daily.created_at, deadline__report__agency=daily.report.agency_id
        ).delete()
        daily.delete()


def is_refused_for_good(error: Exception) -> bool:
    """The mail server says 5xx to the address itself: trying again would be refused again (RFC 5321 §4.2.1)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return bool(error.recipients) and all(code // 100 == PERMANENT for code, _text in error.recipients.values())


def _give_up(notice: Notice, error: Exception, now: datetime) -> str:
    """The address is wrong: no further attempt, and the secretariat is told."""
    with transaction.atomic():
        _mark(notice, status=NoticeStatus.FAILED, attempts=notice.attempts + 1, error=_words(error))
        tell_of_refused_address(notice=notice, error=_words(error), now=now)
    return "failed"


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR_LENGTH]


def _postpone(notice: Notice, error: str, now: datetime, pace: Pace) -> str:
    attempts = notice.attempts + 1
    is_last = attempts >= MAX_ATTEMPTS
    _mark(
        notice, attempts=attempts, error=error, claimed_at=None,
        status=NoticeStatus.FAILED if is_last else NoticeStatus.QUEUED,
        next_attempt_at=now + pause(attempts=attempts, message_id=notice.message_id, first=pace.first_pause),
    )  # fmt: skip
    return "failed" if is_last else "postponed"


def pause(*, attempts: int, message_id: str, first: timedelta) -> timedelta:
    """Twice as long after each failure, and up to a quarter more by the message, so that all do not come at once."""
    digest = hashlib.sha256(f"{message_id}/{attempts}".encode()).digest()
    doublings = 1 << (attempts - 1)
    return first * doublings * (1 + digest[0] / 256 / 4)


def _mark(notice: Notice, **values: Any) -> None:
    """Write what became of it, unless the claim has passed to another sender in the meantime."""
    Notice.objects.filter(pk=notice.pk, claim=notice.claim, status=NoticeStatus.QUEUED).update(**values)


def _has_left(notice: Notice, now: datetime) -> bool:
    """One query, and none for who is where the report is."""
    if notice.receiver.is_active and notice.receiver.agency_id == notice.report.agency_id:
        return False
    return Notice.objects.filter(departed(now), pk=notice.pk).exists()


def departed(now: datetime) -> Q:
    """A filter on Notice: its receiver was deactivated, or is in another agency and holds no role in the report's."""
    held = Assignment.objects.in_force(office_date(now)).filter(
        user=OuterRef("receiver"), division__agency=OuterRef("report__agency")
    )
    return Q(receiver__is_active=False) | Q(~Q(receiver__agency=F("report__agency")), ~Exists(held))


def drop_undelivered(now: datetime) -> int:
    """End what was given up and whose receiver has left since; how many notices that were."""
    gone = Notice.objects.filter(departed(now), status=NoticeStatus.FAILED)
    return Notice.objects.filter(pk__in=gone.order_by().values("pk")).update(status=NoticeStatus.DROPPED)


def queue_again(*, notices: QuerySet[Notice], now: datetime) -> int:
    """Give notices that FAILED for good another round of attempts; how many there were."""
    failed = notices.filter(status=NoticeStatus.FAILED)
    return failed.update(status=NoticeStatus.QUEUED, attempts=0, next_attempt_at=now, claimed_at=None, error="")
