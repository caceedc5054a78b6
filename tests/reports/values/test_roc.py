from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.values import roc

roc_years = st.integers(min_value=1, max_value=roc.LATEST_YEAR)


def test_years_differ_by_1911():
    assert (roc.to_ce_year(114), roc.to_roc_year(2025)) == (2025, 114)


@pytest.mark.parametrize("year", [0, -1, 1000])
def test_year_outside_the_calendar_is_refused(year):
    with pytest.raises(roc.RocError) as refusal:
        roc.to_ce_year(year)

    assert refusal.value.code == "year_out_of_range"


def test_ce_year_before_1912_is_refused():
    with pytest.raises(roc.RocError):
        roc.to_roc_year(1911)


@pytest.mark.parametrize(
    "printed",
    ["114年", "114年度", "114", "民國114年", "中華民國 114 年", "１１４年", "一百一十四年", "一一四年"],
)
def test_year_forms(printed):
    assert roc.parse_year(printed) == 114


@pytest.mark.parametrize(
    ("printed", "code"),
    [("2025年", "not_a_year"), ("", "not_a_year"), ("年", "not_a_year"), ("0年", "year_out_of_range"),
     ("百百年", "not_a_year")],
)  # fmt: skip
def test_year_refusals(printed, code):
    with pytest.raises(roc.RocError) as refusal:
        roc.parse_year(printed)

    assert (refusal.value.code, refusal.value.printed) == (code, printed)


@pytest.mark.parametrize(
    "printed",
    ["114年10月1日", "中華民國114年10月1日", "114 年 10 月 1 日", "114/10/01", "114.10.1",
     "一百一十四年十月一日"],
)  # fmt: skip
def test_date_forms(printed):
    assert roc.parse_date(printed) == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("printed", "code"),
    [("114年2月29日", "no_such_day"), ("114年13月1日", "no_such_day"), ("114年10月", "not_a_date"),
     ("114/10.1", "not_a_date"), ("0年1月1日", "year_out_of_range"), ("2025年10月1日", "not_a_date")],
)  # fmt: skip
def test_date_refusals(printed, code):
    with pytest.raises(roc.RocError) as refusal:
        roc.parse_date(printed)

    assert refusal.value.code == code


@given(st.dates(min_value=date(1912, 1, 1), max_value=date(2910, 12, 31)))
def test_every_date_reads_back(day):
    assert roc.parse_date(roc.format_date(day)) == day


def test_date_is_printed_without_leading_zeros():
    assert roc.format_date(date(2026, 3, 1)) == "115年3月1日"


@pytest.mark.parametrize(
    "printed", ["112年—115年", "112年-115年", "112-115年", "112至115年度", "112年度～115年度", "112年──115年"]
)
def test_range_forms(printed):
    assert roc.parse_year_range(printed) == (112, 115)


@pytest.mark.parametrize(
    ("printed", "code"),
    [("115年—112年", "range_reversed"), ("112年", "not_a_range"), ("112—", "not_a_range")],
)
def test_range_refusals(printed, code):
    with pytest.raises(roc.RocError) as refusal:
        roc.parse_year_range(printed)

    assert refusal.value.code == code


@given(roc_years, roc_years)
def test_every_range_reads_back(one, other):
    first, last = sorted((one, other))

    assert roc.parse_year_range(roc.format_year_range(first, last)) == (first, last)


def test_stamp_is_in_taipei_time():
    assert roc.format_stamp(datetime(2025, 11, 8, 8, 0, tzinfo=UTC)) == "1108/1600"


def test_stamp_of_the_utc_evening_is_the_next_day():
    assert roc.format_stamp(datetime(2025, 12, 31, 16, 5, tzinfo=UTC)) == "0101/0005"


def test_stamp_of_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        roc.format_stamp(datetime(2025, 11, 8, 16, 0, tzinfo=UTC).replace(tzinfo=None))
