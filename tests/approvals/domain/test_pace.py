"""Lateness, ages and the forecast, on calendars written out by hand. o: open, anything else closed."""

from datetime import date

import pytest

from approvals.domain.pace import WINDOW, Item, ages, forecast, lateness
from tests.factories.calendar import calendar_of

MONDAY = date(2026, 3, 2)
TWO_WEEKS = calendar_of(MONDAY, "ooooo..ooooo..ooooo..ooooo..")
SECOND_FRIDAY = date(2026, 3, 13)


def day(number: int) -> date:
    """The n-th of March 2026; the 2nd is a Monday."""
    return date(2026, 3, number)


def test_lateness_counts_each_item_once_under_its_name():
    items = [
        Item("甲", day(5), day(5)), Item("甲", day(5), day(9)), Item("乙", day(6), None),
        Item("甲", day(4), None), Item("甲", day(20), None),
    ]  # fmt: skip

    found = lateness(items, today=SECOND_FRIDAY, calendar=TWO_WEEKS)

    assert [(row.name, row.on_time, row.late, row.overdue, row.to_come) for row in found] == [
        ("甲", 1, 1, 1, 1), ("乙", 0, 0, 1, 0),
    ]  # fmt: skip
    assert [row.total for row in found] == [4, 1]
    assert [row.most_days_late for row in found] == [7, 5]


def test_the_due_day_itself_is_not_late():
    (row,) = lateness([Item("甲", day(13), None)], today=SECOND_FRIDAY, calendar=TWO_WEEKS)

    assert (row.overdue, row.to_come, row.most_days_late) == (0, 1, 0)


def test_what_is_due_on_a_day_off_may_be_done_on_the_next_office_day():
    items = [Item("甲", day(7), day(9)), Item("甲", day(7), day(10))]

    (row,) = lateness(items, today=SECOND_FRIDAY, calendar=TWO_WEEKS)

    assert (row.on_time, row.late, row.most_days_late) == (1, 1, 1)


def test_days_late_are_not_guessed_where_the_calendar_has_none():
    (row,) = lateness([Item("甲", date(2026, 2, 20), None)], today=SECOND_FRIDAY, calendar=TWO_WEEKS)

    assert (row.overdue, row.most_days_late) == (1, None)


def test_items_fall_into_classes_by_office_days():
    drafts = [SECOND_FRIDAY, day(11), day(10), day(2)]

    found = ages([drafts, [day(6)]], today=SECOND_FRIDAY, calendar=TWO_WEEKS)

    assert [(row.first, row.last, row.counts) for row in found] == [
        (0, 2, (2, 0)), (3, 5, (1, 1)), (6, 10, (1, 0)), (11, 20, (0, 0)), (21, None, (0, 0)),
    ]  # fmt: skip


def test_ages_are_not_guessed_where_the_calendar_has_none():
    assert ages([[date(2026, 1, 2)]], today=SECOND_FRIDAY, calendar=TWO_WEEKS) is None


def told(**changes):
    given = {
        "opened_on": date(2026, 1, 5), "signed_on": [day(3), day(9)], "remaining": 1, "review_on": day(16),
        "planned_on": day(18),
        "today": SECOND_FRIDAY, "calendar": TWO_WEEKS, **changes,
    }  # fmt: skip
    return forecast(**given)


def test_the_forecast_adds_the_pace_and_the_days_that_the_schedule_gives_afterwards():
    """Two sections in ten office days: one more takes five, to Friday the 20th; then two days, to Tuesday."""
    found = told()

    assert (found.lately, found.window, found.expected_on, found.reason) == (2, WINDOW, day(24), "")


def test_with_every_section_signed_off_only_the_days_afterwards_are_left():
    assert told(remaining=0, signed_on=[]).expected_on == day(17)


def test_a_part_of_a_day_is_a_day():
    """Three in ten days: two more take six and two thirds, so seven office days, and two: Thursday the 26th."""
    assert told(signed_on=[day(3), day(4), day(5)], remaining=2).expected_on == day(26)


def test_only_the_last_ten_office_days_are_the_present_pace():
    longer = calendar_of(date(2026, 2, 16), "ooooo..ooooo.." + "ooooo..ooooo..ooooo..ooooo..")

    assert told(signed_on=[date(2026, 2, 27), day(2)], calendar=longer, remaining=0).lately == 1


def test_a_young_report_has_the_pace_of_its_few_days():
    """Opened on Wednesday: two in three office days, so one more takes two, and two days afterwards: Thursday."""
    found = told(opened_on=day(11), signed_on=[day(11), day(13)])

    assert (found.lately, found.window, found.expected_on) == (2, 3, day(19))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signed_on": []}, "no_pace"),
        ({"planned_on": None}, "no_schedule"),
        ({"review_on": None}, "no_schedule"),
        ({"remaining": 40}, "calendar_ends"),
        ({"planned_on": date(2026, 6, 1)}, "calendar_ends"),
        ({"today": day(4)}, "calendar_ends"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(changes, reason):
    found = told(**changes)

    assert (found.expected_on, found.reason) == (None, reason)
