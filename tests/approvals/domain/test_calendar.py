"""Counting in office days: the rules on the real year 2026, and the laws of the arithmetic on any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.domain.calendar import Calendar, CalendarEnds, calendar_between, last_ended
from approvals.models import OfficeDay
from tests.factories.calendar import calendar_2026, calendar_of, import_2026

FIRST = date(2026, 1, 1)
# Closed stretches of up to 12 days among open ones, long enough to walk 2 × 15 office days to either side. Each run is
# a byte of one drawn string: as draws of their own they would take most of the time.
PATTERNS = st.binary(min_size=60, max_size=90).map(
    lambda runs: "".join("o" * (1 + run % 6) + "-" * (run // 6 % 13) for run in runs)
)


@st.composite
def calendars_and_days(draw: st.DrawFn) -> tuple[Calendar, date]:
    pattern = draw(PATTERNS)
    day = draw(st.integers(len(pattern) // 3, len(pattern) * 2 // 3))
    padded = "o" * 40 + pattern + "o" * 40
    return calendar_of(FIRST, padded), FIRST + timedelta(days=40 + day)


@given(calendars_and_days(), st.integers(-15, 15), st.integers(-15, 15))
def test_shifts_add_up(drawn, first, second):
    calendar, day = drawn

    assert calendar.shift(calendar.shift(day, first), second) == calendar.shift(day, first + second)


@given(calendars_and_days(), st.integers(-15, 15))
def test_a_shift_ends_on_an_office_day_that_many_open_days_away(drawn, office_days):
    calendar, day = drawn
    base = calendar.next_office_day(day)

    end = calendar.shift(day, office_days)

    low, high = sorted((base, end))
    passed = sum(is_open for each, is_open in calendar.days.items() if low < each <= high)
    assert calendar.is_office_day(end)
    assert passed == abs(office_days)
    assert (end - base > timedelta(0)) == (office_days > 0)


@given(calendars_and_days(), st.integers(-20, 20), st.integers(-20, 20))
def test_counts_add_up(drawn, first, second):
    calendar, day = drawn
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)

    assert calendar.count(day, middle) + calendar.count(middle, end) == calendar.count(day, end)
    assert calendar.count(day, end) == -calendar.count(end, day)


@given(calendars_and_days(), st.integers(-15, 15))
def test_a_count_undoes_a_shift(drawn, office_days):
    calendar, day = drawn
    base = calendar.next_office_day(day)

    assert calendar.count(base, calendar.shift(base, office_days)) == office_days
    assert calendar.shift(calendar.shift(base, office_days), -office_days) == base


@given(calendars_and_days(), st.integers(0, 20), st.integers(-15, 15))
def test_a_later_day_is_never_shifted_before_an_earlier_one(drawn, later, office_days):
    calendar, day = drawn

    assert calendar.shift(day, office_days) <= calendar.shift(day + timedelta(days=later), office_days)


@given(calendars_and_days())
def test_the_next_office_day_skips_closed_days_only(drawn):
    calendar, day = drawn

    found = calendar.next_office_day(day)

    assert calendar.is_office_day(found)
    assert not any(is_open for each, is_open in calendar.days.items() if day <= each < found)


@given(st.integers(1, 30), st.integers(-60, 60))
def test_a_shift_past_the_calendar_refuses_instead_of_guessing(length, office_days):
    calendar = calendar_of(FIRST, "o" * length)
    expected = FIRST + timedelta(days=office_days)

    if expected in calendar.days:
        assert calendar.shift(FIRST, office_days) == expected
    else:
        with pytest.raises(CalendarEnds) as refusal:
            calendar.shift(FIRST, office_days)
        assert refusal.value.missing == (FIRST - timedelta(1) if office_days < 0 else FIRST + timedelta(length))


@pytest.mark.parametrize(
    ("day", "office_days", "expected"),
    [
        (date(2026, 2, 10), -1, date(2026, 2, 9)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # 春節 takes nine days
        (date(2026, 2, 23), -1, date(2026, 2, 13)),
        (date(2026, 2, 15), 0, date(2026, 2, 23)),  # a Sunday in it
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 3, 7), -1, date(2026, 3, 6)),  # a Saturday counts as the Monday
        (date(2026, 3, 7), 1, date(2026, 3, 10)),
    ],
)
def test_shift_in_2026(day, office_days, expected):
    assert calendar_2026().shift(day, office_days) == expected


def test_a_day_missing_in_the_middle_refuses():
    days = dict(calendar_of(FIRST, "ooooo").days)
    del days[FIRST + timedelta(days=2)]

    with pytest.raises(CalendarEnds) as refusal:
        Calendar(days).shift(FIRST, 4)

    assert refusal.value.text == "The office calendar does not hold 2026-01-03: import the calendar of that year first."


@pytest.mark.django_db
def test_the_calendar_is_read_in_one_query(django_assert_num_queries):
    import_2026()

    with django_assert_num_queries(1):
        calendar = calendar_between(date(2026, 2, 1), date(2026, 2, 28))

    assert len(calendar.days) == 28
    assert sum(calendar.days.values()) == OfficeDay.objects.filter(date__month=2, is_office_day=True).count() == 14


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "ended"),
    [
        # 2/14 to 2/22 the offices are closed: what was due then may still be done on 2/23.
        (date(2026, 2, 13), date(2026, 2, 12)),
        (date(2026, 2, 20), date(2026, 2, 13)),
        (date(2026, 2, 23), date(2026, 2, 13)),
        (date(2026, 2, 24), date(2026, 2, 23)),
    ],
)
def test_nothing_becomes_late_while_the_offices_are_closed(today, ended):
    import_2026()

    assert last_ended([date(2026, 1, 1)], today) == ended


@pytest.mark.django_db
def test_without_a_calendar_a_date_ends_with_its_day():
    assert last_ended([date(2026, 1, 1)], date(2026, 2, 20)) == date(2026, 2, 19)


def test_the_calendar_is_asked_only_where_a_date_may_be_late():
    # Without the db fixture a query would be an error.
    assert last_ended([None, date(2026, 2, 20)], date(2026, 2, 20)) == date(2026, 2, 19)
