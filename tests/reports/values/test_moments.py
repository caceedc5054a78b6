"""Moments as people type them."""

from datetime import UTC, datetime

import pytest

from reports.values.moments import parse_moment
from reports.values.roc import RocError

NINE = datetime(2026, 3, 31, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-31 09:00",
        " 2026-03-31T09:00 ",
        "2026-03-31T01:00Z",
        "115年3月31日 09:00",
        "民國115年3月31日9:00",
        "115/03/31 9時00分",
        "115.3.31 09:00",
    ],
)
def test_a_moment_is_read_in_either_calendar_in_taipeis_time(typed):
    assert parse_moment(typed) == NINE


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("tomorrow", "not_a_moment"),
        ("115年3月31日", "not_a_moment"),
        ("115年3月31日 25:00", "not_a_moment"),
        ("115年2月30日 09:00", "no_such_day"),
        ("2026-02-30 09:00", "not_a_date"),
        ("0001-01-01T00:00", "year_out_of_range"),
        ("9999-12-31T23:59", "year_out_of_range"),
        ("9" * 400, "not_a_moment"),
        ("a" + " " * 30_000 + "b", "not_a_moment"),
        ("115/12/319:00", "not_a_moment"),
        ("2026-03-31", "not_a_moment"),
        ("20260331", "not_a_moment"),
        ("", "not_a_moment"),
    ],
)
def test_what_is_no_moment_is_refused_with_a_code(typed, code):
    with pytest.raises(RocError) as refusal:
        parse_moment(typed)

    assert refusal.value.code == code
