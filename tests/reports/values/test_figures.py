"""The rates are those of the measured report (year 114) and of domain.md §2."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.enums import Direction
from reports.values.figures import (
    FigureError,
    achievement_rate,
    execution_rate,
    format_limit,
    format_rate,
    format_thousands,
    is_printed_as,
    parse_measure,
    parse_rate,
    percentage_point_change,
    round_half_up,
)

HUNDRED = Decimal(100)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("65.00%", "65.00", "%"),
        ("27,700%", "27700", "%"),
        ("5項", "5", "項"),
        ("1,986人次", "1986", "人次"),
        ("242,890", "242890", ""),
        ("242890 千元", "242890", "千元"),
        ("６５．００％", "65.00", "%"),
        ("-3.5%", "-3.5", "%"),
        ("−3.5%", "-3.5", "%"),
        ("0.05", "0.05", ""),
        (" 100% ", "100", "%"),
    ],
)
def test_parse_measure_reads_value_and_unit(printed: str, value: str, unit: str) -> None:
    figure = parse_measure(printed)

    assert (str(figure.value), figure.unit, figure.printed) == (value, unit, printed)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("", "empty"),
        ("　", "empty"),
        ("完成設計", "not_a_number"),
        ("第3名", "not_a_number"),
        ("12,34%", "bad_grouping"),
        ("1234,567", "bad_grouping"),
        ("1,,000", "bad_grouping"),
        ("1,000,", "bad_grouping"),
        ("5.%", "bad_decimals"),
        ("1.2.3", "bad_decimals"),
        ("1.234,5", "bad_decimals"),
        ("1億2千萬元", "mixed_figure"),
        ("1234567890123456789", "too_many_digits"),
        ("1," + "1" * 5_000, "too_many_digits"),
    ],
)
def test_parse_measure_refuses_what_is_not_one_figure(printed: str, code: str) -> None:
    with pytest.raises(FigureError) as refusal:
        parse_measure(printed)

    assert (refusal.value.code, refusal.value.printed) == (code, printed)


def test_parse_measure_says_what_a_badly_grouped_number_may_have_meant() -> None:
    with pytest.raises(FigureError) as refusal:
        parse_measure("12,34%")

    assert refusal.value.params == {"expected": "1,234"}


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_format_thousands_is_read_back_as_the_same_number(amount: int) -> None:
    assert parse_measure(format_thousands(amount)).value == amount


@given(st.text(max_size=12))
def test_parse_measure_raises_nothing_but_figure_errors(printed: str) -> None:
    with contextlib.suppress(FigureError):
        assert parse_measure(printed).value.is_finite()


def test_parse_rate_refuses_another_unit() -> None:
    assert parse_rate("87.44%") == Decimal("87.44")
    with pytest.raises(FigureError, match="not_a_percentage"):
        parse_rate("87.44")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("0.005", 2, "0.01"), ("7", 2, "7.00")],
)
def test_round_half_up_rounds_ties_away_from_zero(value: str, decimals: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), decimals)) == expected


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("24.66", "24.66", "100.00"),
        ("65.00", "68.37", "105.18"),
        ("95.00", "96.36", "101.43"),
        ("99.10", "100", "100.91"),
        ("40", "76", "190.00"),
        ("5", "27700", "554000.00"),
        ("3", "2", "66.67"),
    ],
)
def test_achievement_rate_when_higher_is_better(target: str, actual: str, expected: str) -> None:
    rate = achievement_rate(target=Decimal(target), actual=Decimal(actual))

    assert str(round_half_up(rate)) == expected


@pytest.mark.parametrize(
    ("direction", "target", "actual", "expected"),
    [
        (Direction.LOWER, "10", "9.98", "100.20"),
        (Direction.LOWER, "10", "12", "80.00"),
        (Direction.LOWER, "10", "30", "0.00"),
        (Direction.LOWER, "0", "0", "100.00"),
        (Direction.LOWER, "0", "1", "0.00"),
        (Direction.EQUAL, "50", "50", "100.00"),
        (Direction.EQUAL, "50", "45", "90.00"),
        (Direction.EQUAL, "50", "55", "90.00"),
        (Direction.EQUAL, "0", "0", "100.00"),
        (Direction.EQUAL, "0", "2", "0.00"),
    ],
)
def test_achievement_rate_in_the_other_directions(
    direction: Direction, target: str, actual: str, expected: str
) -> None:
    rate = achievement_rate(target=Decimal(target), actual=Decimal(actual), direction=direction)

    assert str(round_half_up(rate)) == expected


def test_achievement_rate_stops_at_the_cap_only() -> None:
    over = achievement_rate(target=Decimal(40), actual=Decimal(76), cap=HUNDRED)
    under = achievement_rate(target=Decimal(40), actual=Decimal(20), cap=HUNDRED)

    assert (over, under) == (HUNDRED, Decimal(50))


@pytest.mark.parametrize("target", ["0", "-5"])
def test_achievement_rate_needs_a_positive_target(target: str) -> None:
    with pytest.raises(FigureError, match="target_not_positive"):
        achievement_rate(target=Decimal(target), actual=Decimal(1))


@pytest.mark.parametrize(
    ("expended", "appropriation", "carryover", "printed"),
    [
        (104_184, 0, 111_046, "93.82%"),
        (212_393, 242_890, 0, "87.44%"),
        (35_798, 35_798, 0, "100%"),
        (158_058, 166_040, 0, "95.19%"),
    ],
)
def test_execution_rate_of_the_measured_sentences(
    expended: int, appropriation: int, carryover: int, printed: str
) -> None:
    rate = execution_rate(expended=expended, appropriation=appropriation, carryover=carryover)

    assert format_rate(rate) == printed


def test_execution_rate_of_nothing_is_refused() -> None:
    with pytest.raises(FigureError, match="nothing_available"):
        execution_rate(expended=1, appropriation=0)
    with pytest.raises(FigureError, match="negative_amount"):
        execution_rate(expended=-1, appropriation=5)


@given(st.integers(1, 10**18 - 1), st.integers(1, 10**18 - 1))
def test_execution_rate_rounds_like_whole_number_arithmetic(expended: int, appropriation: int) -> None:
    hundredths = (expended * 20_000 + appropriation) // (2 * appropriation)

    rate = execution_rate(expended=expended, appropriation=appropriation)

    assert round_half_up(rate) == Decimal(hundredths).scaleb(-2)


def test_execution_rate_a_hair_below_a_tie_rounds_down() -> None:
    available = 10**18 - 1
    expended = -pow(20_000, -1, available) % available
    doubled_hundredths, remainder = divmod(expended * 20_000, available)
    assert (remainder, doubled_hundredths % 2) == (available - 1, 0)

    rate = execution_rate(expended=expended, appropriation=available)

    assert round_half_up(rate) == Decimal(doubled_hundredths // 2).scaleb(-2)


@pytest.mark.parametrize(
    ("rate", "decimals", "printed"),
    [
        ("100", 2, "100%"),
        ("99.996", 2, "100%"),
        ("87.44", 2, "87.44%"),
        ("87.4", 2, "87.40%"),
        ("95", 2, "95.00%"),
        ("0", 2, "0.00%"),
        ("126.54", 0, "127%"),
        ("554000", 2, "554,000.00%"),
        ("-0.001", 2, "0.00%"),
    ],
)
def test_format_rate(rate: str, decimals: int, printed: str) -> None:
    assert format_rate(Decimal(rate), decimals) == printed


def test_percentage_point_change_is_the_plain_difference() -> None:
    assert percentage_point_change(before=Decimal("65.00"), after=Decimal("68.37")) == Decimal("3.37")


@pytest.mark.parametrize(
    ("printed", "expected"), [("100%", True), ("100.00%", True), ("99.99%", False), ("100", False), ("全數", False)]
)
def test_is_printed_as_compares_numbers_and_not_text(printed: str, expected: bool) -> None:
    assert is_printed_as(HUNDRED, printed) is expected


@pytest.mark.parametrize(
    ("limit", "printed"), [("90", "90%"), ("90.000000", "90%"), ("1000", "1000%"), ("87.50", "87.5%")]
)
def test_format_limit_drops_the_zeros_of_storage(limit: str, printed: str) -> None:
    assert format_limit(Decimal(limit)) == printed
