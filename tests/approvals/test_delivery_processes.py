"""A bad fortnight with real workers, beats, broker and SMTP server: everything that is owed arrives, once, in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from approvals.domain.notices import message_id_of
from approvals.enums import NoticeKind, NoticeStatus, Role
from approvals.models import Notice, Reminder
from config.embedded.processes import Process
from reports.models import Heartbeat, User
from tests.factories.calendar import calendar_2026, import_2026
from tests.factories.deadlines import morning, section_due
from tests.factories.notices import queue
from tests.factories.office import Office, assign, make_office, make_user
from tests.support.celery import Fleet, fleet, kill
from tests.support.clock import Clock
from tests.support.smtp import Sink, smtp_sink

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.db_sensitive,
    pytest.mark.usefixtures("committed"),
    pytest.mark.timeout(240),
]
MONDAY, AFTER_THE_HOLIDAYS = date(2026, 2, 9), date(2026, 2, 23)
CLOSED = date(2026, 2, 14)
"""The Saturday on which 春節 begins; the office opens again on the 23rd."""
WRITERS = 12


@dataclass
class Scene:
    office: Office
    clock: Clock
    sink: Sink
    fleet: Fleet
    workers: list[Process]
    beats: list[Process]

    def at(self, day: date, hour: float) -> None:
        """Change the time while nothing is being sent: a claim must not lapse in the middle."""
        self.clock.set(morning(day) + timedelta(hours=hour - 8))

    def let_it_beat(self) -> None:
        """Wait for two further full rounds of beat and worker."""
        for _each in range(2):
            before = Heartbeat.objects.values_list("beat_at", flat=True).first()
            beats = Heartbeat.objects.filter(beat_at__gt=before) if before else Heartbeat.objects.all()
            self.fleet.until(beats.exists)

    def is_all_sent(self, day: date) -> bool:
        mine = Notice.objects.filter(kind=NoticeKind.DAILY, created_at__gte=morning(day))
        waiting = Notice.objects.filter(status=NoticeStatus.QUEUED)
        return mine.exists() and not waiting.exists()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Fourteen people who write, their supervisors and the secretariat; every section is due on Tuesday, 2/10."""
    import_2026()
    office = make_office()
    for number in range(WRITERS):
        assign(make_user(f"nia-writer{number}", office.agency), office.divisions["line"], Role.CONTRIBUTOR)
    for code in ("plan-1", "achievement-1", "goals"):
        section_due(office, code)
    clock = Clock(tmp_path / "clock")
    clock.set(morning(MONDAY) - timedelta(minutes=30))
    with smtp_sink(seconds=0.05) as sink, fleet(tmp_path, smtp=sink.url, lease=3, clock=clock.path) as found:
        beats = [found.beat(), found.beat()]
        yield Scene(office, clock, sink, found, [found.worker() for _each in range(3)], beats)


def owed(office: Office) -> set[str]:
    """The Message-ID of every mail that the ladder owes: T-1 to who writes and the list; then all that was missed."""
    writers = [*User.objects.filter(username__startswith="nia-writer"), office.people["second_writer"]]
    holders = [*writers, office.people["other_writer"], office.people["clerk"], office.people["secretary"]]
    chiefs = [office.people[name] for name in ("chief", "other_chief", "clerk_chief")]
    days = ((MONDAY, holders), (AFTER_THE_HOLIDAYS, [*holders, *chiefs]))
    agency = office.agency.pk
    return {message_id_of(NoticeKind.DAILY, agency, person.pk, day) for day, people in days for person in people}


def break_and_heal(scene: Scene) -> int:
    """The server refuses; it heals; a worker is killed in mid-send and the broker emptied. How many were in flight."""
    scene.fleet.until(lambda: scene.sink.refusals >= 3)
    scene.sink.seconds, scene.sink.is_refusing = 0.3, False
    scene.fleet.until(lambda: len(scene.sink.messages) >= 2)
    kill(scene.workers[0])
    in_flight = Notice.objects.filter(status=NoticeStatus.QUEUED, claimed_at__isnull=False).count()
    scene.fleet.flush_broker()
    scene.sink.seconds = 0
    scene.fleet.until(lambda: scene.is_all_sent(MONDAY))
    return in_flight


def test_everything_owed_arrives_once_whatever_dies(scene: Scene):
    move = queue(scene.office, now=morning(MONDAY) - timedelta(minutes=40)).message_id
    scene.fleet.until(lambda: len(scene.sink.messages) > 0)
    scene.let_it_beat()
    assert set(scene.sink.counts) == {move}  # half past seven: what a move tells leaves at once, nothing else does

    scene.sink.is_refusing = True
    scene.at(MONDAY, 8)
    in_flight = break_and_heal(scene)
    for beat in scene.beats:  # two office days without a beat, and the week ends
        kill(beat)
    arrived = len(scene.sink.messages)
    scene.at(CLOSED, 10)
    scene.fleet.beat()
    scene.fleet.beat()
    scene.let_it_beat()
    assert len(scene.sink.messages) == arrived

    scene.at(AFTER_THE_HOLIDAYS, 8)
    scene.fleet.until(lambda: scene.is_all_sent(AFTER_THE_HOLIDAYS))
    assert set(scene.sink.counts) == owed(scene.office) | {move}
    assert sum(scene.sink.counts.values()) - len(scene.sink.counts) <= in_flight
    assert_in_office_hours()
    assert_rungs_collapsed(scene.office.people["writer"])


def assert_in_office_hours() -> None:
    moments = [timezone.localtime(at) for at in Notice.objects.filter(kind="daily").values_list("sent_at", flat=True)]
    calendar = calendar_2026()
    assert all(calendar.is_office_day(at.date()) and 8 <= at.hour < 18 for at in moments), moments


def assert_rungs_collapsed(writer: User) -> None:
    """T, T+1 and T+3 were missed with the beats and came as one entry."""
    told = Notice.objects.filter(receiver=writer, kind__in=["reminder", "overdue"]).order_by("id")
    assert list(told.values_list("params__rung", flat=True)) == [-1, 3]
    assert sorted(Reminder.objects.filter(receiver=writer).values_list("rung", flat=True)) == [-7, -3, -1, 0, 1, 3]
