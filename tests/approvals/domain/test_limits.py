"""Limits start with the move that opens a step or a consultation, wait while it lies elsewhere, and stop with it."""

import json
from datetime import UTC, date, datetime

import pytest

from approvals.domain import actions, consultations
from approvals.domain.cases import case_of
from approvals.domain.deadlines import move_deadline
from approvals.domain.limits import moved_on
from approvals.domain.seats import Seat, Seats
from approvals.enums import DeadlineKind, Quorum, Reply
from approvals.models import Consultation, Deadline, Desk, Step
from reports.enums import Scope
from reports.models import AuditEvent
from tests.factories.calendar import import_2026
from tests.factories.deadlines import section_due
from tests.factories.office import Office, make_office
from tests.factories.routes import by_people, decide, make_route, with_accounting

pytestmark = pytest.mark.django_db


def at(month: int, day: int) -> datetime:
    """Noon in Taipei on that day of 2026."""
    return datetime(2026, month, day, 4, tzinfo=UTC)


@pytest.fixture
def office() -> Office:
    """Monday 2026-01-12; endorsed within 3 office days, decided within 5."""
    import_2026()
    office = make_office()
    make_route(office, {"limit_days": 3}, decide(limit_days=5))
    return office


def step_limit() -> Deadline:
    return Deadline.objects.whole().get(kind=DeadlineKind.STEP_DUE, met_at__isnull=True)


def ask(office: Office, *, is_mandatory: bool = True) -> Consultation:
    return consultations.request_consultation(
        section=office.section(), division=office.divisions["other"], scope=Scope.TEXT, is_mandatory=is_mandatory,
        actor=office.people["chief"], now=office.now(),
    )  # fmt: skip


def reply(office: Office, row: Consultation, now: datetime) -> None:
    consultations.reply(
        consultation=row, answer=Reply.AGREE, text="", actor=office.people["other_chief"], now=now
    )  # fmt: skip


def last_payload(action: str) -> dict[str, object]:
    event = AuditEvent.objects.filter(action=action).order_by("-sequence").first()
    assert event is not None
    payload: dict[str, object] = json.loads(event.payload_json)
    return payload


def test_each_step_starts_its_limit_and_stops_the_one_before(office):
    office.submit()
    first = step_limit()
    office.clock = at(1, 14)
    office.endorse()
    first.refresh_from_db()
    second = step_limit()

    assert (first.due_on, second.due_on) == (date(2026, 1, 15), date(2026, 1, 21))
    assert (first.met_at, second.started_at) == (office.clock, office.clock)
    assert second.round is not None
    assert second.round.step == 2


def test_the_last_signature_and_a_send_back_stop_the_limit(office):
    office.sign_off()
    open_after_the_last = Deadline.objects.filter(met_at__isnull=True).count()
    other = office.submit("achievement-1")
    actions.send_back(section=other, actor=office.people["other_chief"], comment="請補", now=office.now())

    assert open_after_the_last == Deadline.objects.filter(met_at__isnull=True).count() == 0


def test_a_step_without_a_limit_has_no_deadline(office):
    Step.objects.update(limit_days=None)
    office.submit()

    assert not Deadline.objects.exists()


def test_who_holds_a_step_and_a_consultation(office):
    office.submit()
    ask(office)
    seats = Seats(map(case_of, Deadline.objects.whole()), on=date(2026, 1, 12))
    held = {row.kind: set(seats.holding(case_of(row))) for row in Deadline.objects.whole()}

    line, other = office.divisions["line"].pk, office.divisions["other"].pk
    assert held == {
        "step_due": {Seat(office.people["chief"].pk, line)},
        "consultation_due": {Seat(office.people["other_chief"].pk, other)},
    }


def test_a_consultation_has_three_office_days_and_ends_with_its_reply(office):
    office.submit()
    row = ask(office)
    limit = Deadline.objects.get(consultation=row)
    reply(office, row, at(1, 13))
    limit.refresh_from_db()

    assert (limit.due_on, limit.started_at, limit.met_at) == (row.due_on, row.requested_at, at(1, 13))
    assert row.due_on == date(2026, 1, 15)


def test_a_withdrawn_question_ends_its_limit_and_lets_the_step_go_on(office):
    office.submit()
    row = ask(office)
    consultations.withdraw_consultation(consultation=row, actor=office.people["chief"], now=at(1, 13))

    assert list(Deadline.objects.running()) == [step_limit()]
    assert step_limit().due_on == date(2026, 1, 16)


def test_a_step_that_waits_for_a_division_keeps_its_office_days(office):
    office.submit()
    row = ask(office)
    assert last_payload("request_consultation")["step_limit"] == {"paused": True}
    assert not Deadline.objects.running().filter(kind=DeadlineKind.STEP_DUE).exists()
    reply(office, row, at(1, 19))

    assert (step_limit().paused_at, step_limit().due_on) == (None, date(2026, 1, 22))
    assert Desk.objects.get(closed_at__isnull=True).due_on == date(2026, 1, 22)
    assert last_payload("reply")["step_limit"] == {"from": "2026-01-15", "to": "2026-01-22"}


def test_a_date_set_by_hand_while_the_step_waits_is_not_moved_on_again(office):
    office.submit()
    first = ask(office)
    move_deadline(deadline=step_limit(), due_on=date(2026, 1, 30), actor=office.people["secretary"], now=at(1, 14))

    reply(office, first, at(1, 19))

    assert last_payload("reply")["step_limit"] == {"from": "2026-01-30", "to": "2026-01-30", "by_hand": True}
    assert (step_limit().due_on, step_limit().paused_at) == (date(2026, 1, 30), None)
    office.clock = at(1, 19)
    second = ask(office)
    reply(office, second, at(1, 21))
    assert step_limit().due_on == date(2026, 2, 3)


def test_a_second_question_still_holds_the_step(office):
    office.submit()
    first, second = ask(office), consultations.request_consultation(
        section=office.section(), division=office.divisions["secretariat"], scope=Scope.TEXT, is_mandatory=True,
        actor=office.people["chief"], now=office.now(),
    )  # fmt: skip
    reply(office, first, at(1, 13))
    waits = step_limit().paused_at
    consultations.withdraw_consultation(consultation=second, actor=office.people["chief"], now=at(1, 14))

    assert waits is not None
    assert step_limit().due_on == date(2026, 1, 19)


def test_a_sign_off_waits_no_longer_for_an_advisory_reply(office):
    office.submit()
    ask(office, is_mandatory=False)
    office.endorse()
    waiting = Deadline.objects.filter(kind=DeadlineKind.CONSULTATION_DUE, met_at__isnull=True)
    before = waiting.count()

    actions.approve(section=office.section(), actor=office.people["secretary"], now=office.now())

    assert (before, waiting.count()) == (1, 0)


def test_an_advisory_question_does_not_hold_the_step(office):
    office.submit()
    ask(office, is_mandatory=False)

    assert step_limit().paused_at is None


def test_a_step_that_opens_with_a_routes_question_waits_from_the_start():
    import_2026()
    office = with_accounting(make_office())
    Step.objects.update(limit_days=3)
    office.submit()

    assert step_limit().paused_at == office.clock


@pytest.mark.parametrize(
    ("due", "left", "back", "expected"),
    [
        ((2, 10), (2, 5), (2, 6), (2, 11)),  # away for one office day
        ((2, 10), (2, 5), (2, 5), (2, 10)),  # back on the same day
        ((2, 10), (2, 12), (2, 23), (2, 12)),  # two days late when it left, two days late when it comes back
        ((2, 10), (2, 6), (3, 2), (3, 4)),  # two days left, over 春節
    ],
)
def test_a_section_that_comes_back_has_as_many_office_days_left(office, due, left, back, expected):
    deadline = section_due(office, due_on=date(2026, *due))
    office.clock = at(*left)
    section = office.submit()
    office.clock = at(*back)
    actions.send_back(section=section, actor=office.people["chief"], comment="請補", now=office.clock)

    deadline.refresh_from_db()
    assert (deadline.due_on, deadline.met_at) == (date(2026, *expected), None)
    iso = [date(2026, *day).isoformat() for day in (due, expected)]
    assert last_payload("send_back")["section_due"] == {"from": iso[0], "to": iso[1]}


def test_past_the_calendar_the_date_stays_and_the_trail_says_so(office):
    deadline = section_due(office, due_on=date(2026, 12, 30))
    section = office.submit()
    actions.send_back(
        section=section, actor=office.people["chief"], comment="請補", now=datetime(2027, 1, 4, tzinfo=UTC)
    )

    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 12, 30)
    assert last_payload("send_back")["section_due"] == {
        "from": "2026-12-30", "to": "2026-12-30", "calendar_ends": True,
    }  # fmt: skip


def test_moving_on_never_guesses(office):
    assert moved_on(date(2026, 12, 30), since=at(12, 1), now=at(12, 10)) is None
    assert moved_on(date(2026, 12, 1), since=at(12, 1), now=at(12, 2)) == date(2026, 12, 2)


def test_a_person_named_by_a_step_who_has_left_holds_nothing():
    import_2026()
    office = make_office()
    left, chief = office.people["other_chief"], office.people["chief"]
    make_route(office, by_people(left, chief, quorum=Quorum.ANY, limit_days=3), decide())
    office.submit()
    left.is_active = False
    left.save()

    limit = step_limit()

    case = case_of(limit)
    assert {seat.user_id for seat in Seats([case], on=date(2026, 1, 12)).holding(case)} == {chief.pk}
