"""The ladder: when a rung has come, when mail may leave, whose ladder holds, and what makes one unusable."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from approvals.domain.calendar import CalendarEnds
from approvals.domain.ladder import DEFAULT, Ladder, Ladders, Rung, opening, problems, reached
from approvals.enums import Audience
from approvals.models import LadderPolicy, LadderRung
from reports.models import Agency
from tests.factories.calendar import calendar_2026
from tests.factories.deadlines import DUE_ON

HOLDER, SUPERVISOR = Audience.HOLDER, Audience.SUPERVISOR
TAIPEI = ZoneInfo("Asia/Taipei")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("due_on", "today", "expected"),
    [
        (DUE_ON, date(2026, 1, 29), set()),
        (DUE_ON, date(2026, 1, 30), {-7}),
        (DUE_ON, date(2026, 2, 4), {-7}),
        (DUE_ON, date(2026, 2, 5), {-7, -3}),
        (DUE_ON, date(2026, 2, 9), {-7, -3, -1}),
        (DUE_ON, date(2026, 2, 10), {-7, -3, -1, 0}),
        (DUE_ON, date(2026, 2, 11), {-7, -3, -1, 0, 1}),
        (DUE_ON, date(2026, 2, 13), {-7, -3, -1, 0, 1, 3}),
        (DUE_ON, date(2026, 2, 23), {-7, -3, -1, 0, 1, 3}),  # 春節 is no office day: T+5 is 2/24
        (DUE_ON, date(2026, 12, 31), {-7, -3, -1, 0, 1, 3, 5}),
        (date(2026, 2, 14), date(2026, 2, 13), {-7, -3, -1}),  # the Saturday before 春節 ends on 2/23
        (date(2026, 2, 14), date(2026, 2, 23), {-7, -3, -1, 0}),
        (date(2026, 12, 31), date(2026, 12, 31), {-7, -3, -1, 0}),  # T+1 lies in a year that is not imported
    ],
)
def test_rungs_go_by_office_days(due_on, today, expected):
    assert reached(calendar_2026(), DEFAULT, due_on, today) == expected


def test_a_rung_past_the_calendar_is_not_guessed():
    with pytest.raises(CalendarEnds) as caught:
        reached(calendar_2026(), DEFAULT, date(2027, 1, 4), date(2026, 12, 31))

    assert caught.value.missing == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2, 10, 8), at(2, 10, 8)),
        (at(2, 10, 17, 59), at(2, 10, 17, 59)),
        (at(2, 10, 7, 59), at(2, 10, 8)),
        (at(2, 10, 18), at(2, 11, 8)),
        (at(2, 13, 18), at(2, 23, 8)),  # the last office day before 春節
        (at(2, 14, 6), at(2, 23, 8)),
    ],
)
def test_mail_waits_for_the_next_office_morning(now, expected):
    assert opening(calendar_2026(), DEFAULT, now.astimezone(UTC)) == expected


def test_a_ladder_says_the_hour_of_a_mail_and_its_first_day():
    ladder = Ladder((Rung(-2, HOLDER), Rung(3, SUPERVISOR)), first_hour=9, last_hour=17)

    assert [ladder.hour_for(hour) for hour in (8, 9, 12, 17)] == [9, 9, 12, 16]
    assert [ladder.is_open(hour) for hour in (8, 9, 16, 17)] == [False, True, True, False]
    assert (ladder.first_day, Ladder((Rung(1, HOLDER),)).first_day) == (-2, 0)


@pytest.mark.parametrize(
    ("rungs", "hours", "expected"),
    [
        (DEFAULT.rungs, (8, 18), []),
        (DEFAULT.rungs, (18, 18), ["hours"]),
        ([], (8, 18), ["nobody_told"]),
        ([Rung(1, HOLDER), Rung(1, HOLDER)], (8, 18), ["repeated"]),
        ([Rung(0, HOLDER), Rung(0, SUPERVISOR)], (8, 18), ["escalates_early"]),
        ([Rung(1, HOLDER, is_mandatory=False)], (8, 18), ["late_is_optional"]),
    ],
)
def test_a_ladder_that_could_not_be_used_is_refused(rungs, hours, expected):
    assert problems(rungs, first_hour=hours[0], last_hour=hours[1]) == expected


@pytest.mark.django_db
def test_an_agency_has_its_own_ladder_or_the_installations(django_assert_num_queries):
    agencies = [Agency.objects.create(code=code, name=code) for code in ("own", "other")]
    assert Ladders().of(agencies[0].pk) is DEFAULT
    for agency, days in ((agencies[0], -2), (None, -9)):
        policy = LadderPolicy.objects.create(agency=agency, first_hour=9)
        LadderRung.objects.create(ladder=policy, office_days=days, audience=HOLDER)

    with django_assert_num_queries(2):
        ladders = Ladders()

    assert ladders.of(agencies[0].pk) == Ladder((Rung(-2, HOLDER),), first_hour=9)
    assert ladders.of(agencies[1].pk) == Ladder((Rung(-9, HOLDER),), first_hour=9)
