from decimal import Decimal
from typing import Any

import pytest

from reports.checks import run_checks
from reports.content import Document, Measure
from reports.enums import Direction, ValueKind
from tests.support.clean_report import (
    assemble,
    contents,
    indicator,
    percent,
    row_changed,
    seen,
    with_part,
    with_row,
)

WRITTEN = {"explanation": "說明。", "improvement": "改善。"}


def with_indicator(*row: str, **more: Any) -> Document:
    return with_part("plan-2", indicators=(indicator("i1", *row, **more),), indicator_note="以100%為上限。")


def messages(document: Document) -> list[str]:
    return [message for _section, _place, message in seen(run_checks(document))]


def test_kpi_01_names_the_row_and_both_rates() -> None:
    (finding,) = run_checks(
        with_row("plan-1", "indicators", "i4", achievement_rate=Decimal("75.10"), achievement_printed="75.10%")
    )

    assert (finding.check_id, finding.section_code, finding.place) == ("KPI-01", "plan-1", "i4")
    assert (finding.message, finding.params) == (
        "kpi_01.rate_differs",
        {"printed": "75.10%", "computed": "75.00%"},
    )


@pytest.mark.parametrize(
    "row",
    [
        ("3", "2", "66.67"),
        ("3", "1.9999", "66.66"),
        ("65.00", "68.37", "100"),
        ("65.00", "68.37", "100.00"),
    ],
)
def test_kpi_01_accepts_rates_rounded_half_up_under_the_cap(row: tuple[str, str, str]) -> None:
    assert messages(with_indicator(*row, **WRITTEN)) == []


@pytest.mark.parametrize("row", [("3", "2", "66.66"), ("3", "2", "66.7"), ("65.00", "68.37", "105.18")])
def test_kpi_01_refuses_other_roundings_and_uncapped_rates(row: tuple[str, str, str]) -> None:
    assert messages(with_indicator(*row, **WRITTEN)) == ["kpi_01.rate_differs"]


def test_kpi_01_follows_the_report_that_does_not_cap() -> None:
    uncapped = {"achievement_rate": Decimal("105.18"), "achievement_printed": "105.18%"}
    parts = row_changed(contents(), "plan-1", "indicators", "i2", **uncapped)

    findings = run_checks(assemble(parts, is_rate_capped=False))

    assert seen(findings) == [("plan-1", "i3", "kpi_01.rate_differs")]


def test_kpi_01_rounds_to_the_decimals_of_the_report() -> None:
    rounded = {"achievement_rate": Decimal(127), "achievement_printed": "127%"}
    parts = row_changed(
        contents(), "plan-2", "indicators", "i1", target=percent("1"), actual=percent("1.2654"), **rounded
    )

    assert "plan-2" not in {
        finding.section_code for finding in run_checks(assemble(parts, is_rate_capped=False, rate_decimals=0))
    }


def test_kpi_01_compares_the_printed_text_with_the_number_behind_it() -> None:
    document = with_row("plan-1", "indicators", "i1", achievement_printed="99%")

    assert seen(run_checks(document)) == [("plan-1", "i1", "kpi_01.rate_differs")]


@pytest.mark.parametrize(
    ("field", "printed", "message"),
    [
        ("target", "24.67%", "kpi_01.target_misprinted"),
        ("actual", "24,66%", "kpi_01.actual_misprinted"),
        ("actual", "24.66%", None),
        ("actual", "約24.66%", None),
    ],
)
def test_kpi_01_compares_printed_measures_with_their_numbers(field: str, printed: str, message: str | None) -> None:
    document = with_row("plan-1", "indicators", "i1", **{field: Measure(printed, Decimal("24.66"), "%")})

    assert messages(document) == ([message] if message else [])


def test_kpi_01_asks_for_a_rate_that_can_be_computed() -> None:
    document = with_row("plan-1", "indicators", "i1", achievement_rate=None, achievement_printed="")

    assert seen(run_checks(document)) == [("plan-1", "i1", "kpi_01.rate_missing")]


@pytest.mark.parametrize(
    ("target", "actual"), [(percent("0"), percent("5")), (Measure("完成"), percent("5")), (percent("5"), Measure("—"))]
)
def test_kpi_01_refuses_a_rate_that_cannot_be_computed(target: Measure, actual: Measure) -> None:
    document = with_row("plan-1", "indicators", "i1", target=target, actual=actual)

    assert seen(run_checks(document)) == [("plan-1", "i1", "kpi_01.rate_not_computable")]


def test_kpi_01_leaves_words_alone_that_state_no_rate() -> None:
    words = {"target": Measure("完成地下2樓"), "actual": Measure("3樓完成"), "value_kind": ValueKind.QUALITATIVE}

    for printed in ("", "—", "不適用"):
        none = {"achievement_rate": None, "achievement_printed": printed}
        assert messages(with_row("plan-1", "indicators", "i5", **words, **none)) == []
        assert messages(with_row("plan-1", "indicators", "i5", **none)) == []


def test_kpi_01_takes_no_rate_from_words() -> None:
    stated = {"achievement_rate": Decimal(100), "achievement_printed": "100%"}

    for kind in (ValueKind.QUALITATIVE, ValueKind.RATE):
        document = with_row("plan-1", "indicators", "i5", **stated, value_kind=kind)
        assert messages(document) == ["kpi_01.rate_not_computable"]


@pytest.mark.parametrize("kind", ValueKind)
def test_calling_figures_qualitative_hides_no_rate(kind: ValueKind) -> None:
    missed = {"target": percent("80"), "actual": percent("60"), "value_kind": kind}
    rates = [(Decimal("75.00"), "75.00%", []), (Decimal(100), "100%", ["kpi_01.rate_differs"])]

    for rate, printed, found in rates:
        document = with_row("plan-1", "indicators", "i1", **missed, achievement_rate=rate, achievement_printed=printed)
        assert messages(document) == [*found, "kpi_09.explanation_missing", "kpi_09.improvement_missing"]


@pytest.mark.parametrize("kind", ValueKind)
@pytest.mark.parametrize("actual", [Measure("60.00%"), percent("60.00")])
@pytest.mark.parametrize("rate", [None, Decimal(100)])
def test_figures_kept_as_words_hide_no_rate(kind: ValueKind, actual: Measure, rate: Decimal | None) -> None:
    printed = "" if rate is None else "100%"
    document = with_row(
        "plan-1", "indicators", "i1", target=Measure("80.00%"), actual=actual, value_kind=kind, achievement_rate=rate,
        achievement_printed=printed,
    )  # fmt: skip

    assert messages(document) == [
        "kpi_01.figures_as_words", "kpi_09.explanation_missing", "kpi_09.improvement_missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "value", "is_found"),
    [
        ("九成", "100", True),
        ("約1場5人", "100", True),
        ("約1場5人", "5", True),
        ("全部完成", "100", True),
        ("24.66.1%", "24.66", True),
        ("約100%", "100", False),
        ("一百", "100", False),
        ("每場100人、共100人", "100", False),
    ],
)
def test_kpi_01_reads_the_number_behind_words(printed: str, value: str, *, is_found: bool) -> None:
    measures = {"target": percent("100"), "actual": Measure(printed, Decimal(value), "%")}
    found = messages(with_row("plan-1", "indicators", "i1", **measures))

    assert ("kpi_01.actual_misprinted" in found) is is_found


def test_kpi_02_names_every_capped_row_once_a_table() -> None:
    (finding,) = run_checks(with_part("plan-1", indicator_note="　"))

    assert (finding.check_id, finding.place, finding.params) == ("KPI-02", "indicator_note", {"rows": [2, 3]})


def test_kpi_02_needs_no_note_where_no_row_is_capped() -> None:
    rows = (indicator("i1", "50", "50", "100"), indicator("i2", "100000", "100000.1", "100"))

    assert messages(with_part("plan-2", indicators=rows)) == []


@pytest.mark.parametrize(
    ("target", "actual", "rate", "message"),
    [
        ("40", "76", "100", "kpi_03.far_above_target"),
        ("5", "27,700", "100", "kpi_03.target_doubtful"),
        ("10", "15", "100", None),
        ("10", "100", "100", "kpi_03.far_above_target"),
        ("10", "100.01", "100", "kpi_03.target_doubtful"),
    ],
)
def test_kpi_03_asks_beyond_the_limits_only(target: str, actual: str, rate: str, message: str | None) -> None:
    assert messages(with_indicator(target, actual, rate)) == ([message] if message else [])
    assert messages(with_indicator(target, actual, rate, explanation="AI 取代人工判斷。")) == []


def test_kpi_03_and_kpi_09_ask_about_half_of_the_target() -> None:
    assert messages(with_indicator("10", "4.9", "49.00")) == [
        "kpi_03.far_below_target",
        "kpi_09.explanation_missing",
        "kpi_09.improvement_missing",
    ]
    assert messages(with_indicator("10", "5", "50.00", improvement="改善。")) == ["kpi_09.explanation_missing"]


def test_kpi_03_takes_no_blank_for_an_explanation() -> None:
    assert messages(with_indicator("40", "76", "100", explanation=" \n")) == ["kpi_03.far_above_target"]


def test_kpi_03_reads_its_limits_from_the_settings() -> None:
    document = assemble(contents(), explain_achievement_above=Decimal(105))

    assert seen(run_checks(document)) == [("plan-1", "i2", "kpi_03.far_above_target")]
    assert run_checks(document)[0].params == {"rate": "105.18%", "limit": "105%"}


@pytest.mark.parametrize("field", ["explanation", "improvement"])
def test_kpi_09_asks_for_each_missing_text(field: str) -> None:
    document = with_row("plan-1", "indicators", "i4", **{field: " \n"})

    assert seen(run_checks(document)) == [("plan-1", "i4", f"kpi_09.{field}_missing")]


def test_kpi_09_accepts_what_rounds_to_one_hundred() -> None:
    assert messages(with_indicator("100000", "99999.9", "100")) == []


def test_kpi_09_counts_lower_values_as_met() -> None:
    assert messages(with_indicator("10", "9.98", "100", direction=Direction.LOWER)) == []
    assert messages(with_indicator("10", "11", "90.00", direction=Direction.LOWER, explanation="漏水。")) == [
        "kpi_09.improvement_missing"
    ]
