"""The outbox with real workers, real beats, a real broker and a real SMTP server, whatever dies on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.enums import DeadlineKind, NoticeKind, NoticeStatus
from approvals.models import Deadline, Notice
from reports.models import Heartbeat, Report
from tests.factories.calendar import import_open_days
from tests.factories.notices import queue
from tests.factories.office import make_office
from tests.support.celery import Fleet, fleet, kill
from tests.support.smtp import Sink, smtp_sink

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.db_sensitive,
    pytest.mark.usefixtures("committed"),
    pytest.mark.timeout(240),
]


def queue_many(count: int) -> set[str]:
    """Write notices while nobody is there to send them; their Message-IDs."""
    office = make_office()
    return {queue(office).message_id for _each in range(count)}


def owe_a_reminder() -> None:
    """A deadline long past, so that it is overdue on whatever day and at whatever hour the test runs."""
    today = timezone.localdate()
    import_open_days(today)
    report = Report.objects.get()
    Deadline.objects.create(
        report=report, section=report.sections.get(code="plan-1"), kind=DeadlineKind.SECTION_DUE,
        due_on=today - timedelta(days=30),
    )  # fmt: skip


def all_sent() -> bool:
    return not Notice.objects.exclude(status=NoticeStatus.SENT).exists()


def let_it_beat(found: Fleet, times: int = 2) -> None:
    """Wait for further full rounds of beat and worker."""
    for _each in range(times):
        before = Heartbeat.objects.values_list("beat_at", flat=True).first()
        found.until(lambda before=before: Heartbeat.objects.filter(beat_at__gt=before).exists())


def has_arrived(sink: Sink, count: int) -> bool:
    return len(sink.messages) >= count


def test_two_workers_and_two_beats_send_each_mail_once(tmp_path):
    expected = queue_many(40)
    owe_a_reminder()

    with smtp_sink(seconds=0.05) as sink, fleet(tmp_path, smtp=sink.url) as found:
        for _each in range(2):
            found.worker()
            found.beat()
        found.until(lambda: Notice.objects.filter(kind=NoticeKind.OVERDUE).exists() and all_sent())
        let_it_beat(found)

    raised = Notice.objects.filter(kind=NoticeKind.OVERDUE)
    assert sorted(raised.values_list("receiver__username", flat=True)) == [
        "nia-chief",
        "nia-second_writer",
        "nia-writer",
    ]
    assert sink.counts == dict.fromkeys(expected | set(raised.values_list("message_id", flat=True)), 1)


def test_a_worker_killed_while_sending_loses_nothing(tmp_path):
    expected = queue_many(20)

    with smtp_sink(seconds=0.2) as sink, fleet(tmp_path, smtp=sink.url, lease=2) as found:
        found.beat()
        victim = found.worker()
        found.until(lambda: has_arrived(sink, 3))
        kill(victim)
        in_flight = Notice.objects.filter(status=NoticeStatus.QUEUED, claimed_at__isnull=False).count()
        found.worker()
        found.until(all_sent)

    assert in_flight in {1, 2}  # at most one for each of the victim's two processes
    assert set(sink.counts) == expected
    assert sum(sink.counts.values()) - len(expected) <= in_flight


def test_a_broker_that_forgets_everything_loses_nothing(tmp_path):
    with smtp_sink() as sink, fleet(tmp_path, smtp=sink.url) as found:
        found.worker()
        found.beat()
        found.until(Heartbeat.objects.exists)
        found.flush_broker()
        expected = queue_many(5)
        found.flush_broker()
        found.until(all_sent)

    assert sink.counts == dict.fromkeys(expected, 1)


def test_a_server_that_refuses_for_a_while_gets_everything_later(tmp_path):
    expected = queue_many(6)

    with smtp_sink() as sink, fleet(tmp_path, smtp=sink.url) as found:
        sink.is_refusing = True
        found.worker()
        found.beat()
        found.until(lambda: not Notice.objects.filter(attempts=0).exists())
        errors = set(Notice.objects.values_list("error", flat=True))
        sink.is_refusing = False
        found.until(all_sent)

    assert all(error.startswith("SMTPDataError: (451, ") for error in errors)
    assert sink.refusals >= 6
    assert sink.counts == dict.fromkeys(expected, 1)
