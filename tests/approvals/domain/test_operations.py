"""What the page says of beat, worker and mail, from rows alone."""

from datetime import timedelta

import pytest

from approvals.domain.operations import Operations, Queue, operations, troubles
from approvals.enums import NoticeStatus
from approvals.models import Notice
from reports.enums import RenditionStatus
from reports.models import Heartbeat, Report
from tests.factories.office import NOW, make_office

STALE = timedelta(minutes=3)
NOTHING = Queue(0, None, 0)


def wrong(*, messages: int | None = 0, has_broker: bool = True, **changes) -> list[tuple[str, int]]:
    given = {"beat_at": NOW, "notices": NOTHING, "last_sent_at": None, "renditions": NOTHING, **changes}
    found = troubles(Operations(**given), has_broker=has_broker, messages=messages, beat_stale_after=STALE, now=NOW)
    return [(trouble.code, trouble.count) for trouble in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"beat_at": NOW - STALE}, []),
        ({"beat_at": NOW - timedelta(minutes=9)}, [("beat_stale", 9)]),
        ({"beat_at": NOW - timedelta(minutes=9), "messages": 4}, [("worker_stuck", 9)]),
        ({"beat_at": None}, [("beat_never", 0)]),
        ({"beat_at": None, "messages": None}, [("broker_down", 0)]),
        ({"beat_at": None, "messages": None, "has_broker": False}, []),
        ({"notices": Queue(2, NOW - timedelta(minutes=15), 0)}, []),
        ({"notices": Queue(2, NOW - timedelta(minutes=16), 3)}, [("notices_stuck", 2), ("notices_failed", 3)]),
        ({"renditions": Queue(5, NOW - timedelta(hours=1), 1)}, [("renditions_stuck", 5), ("renditions_failed", 1)]),
        ({"held": 2, "is_certificate_ownerless": True}, [("agencies_held", 2), ("certificate_ownerless", 0)]),
    ],
)
def test_what_is_wrong_is_named_with_its_number(changes, expected):
    assert wrong(**changes) == expected


@pytest.mark.django_db
def test_only_what_is_due_waits_and_only_of_the_reports_asked_about(django_assert_num_queries):
    office, other = make_office(), make_office("other")
    office.publish()
    other.submit()
    Heartbeat.objects.create(name="beat", beat_at=NOW)
    rows = list(Notice.objects.filter(report=office.report).order_by("id"))
    Notice.objects.filter(pk=rows[0].pk).update(status=NoticeStatus.SENT, sent_at=office.now())
    Notice.objects.filter(pk=rows[1].pk).update(status=NoticeStatus.FAILED)
    Notice.objects.filter(pk=rows[2].pk).update(next_attempt_at=office.now() + timedelta(days=9))
    edition = office.report.editions.get()
    edition.renditions.filter(format="pdf").update(status=RenditionStatus.FAILED)

    with django_assert_num_queries(4):
        found = operations(Report.objects.filter(agency=office.agency), office.now())

    assert found.beat_at == NOW
    assert (found.notices.waiting, found.notices.failed) == (len(rows) - 3, 1)
    assert found.last_sent_at is not None
    assert (found.renditions.waiting, found.renditions.failed) == (edition.renditions.count() - 1, 1)
