from decimal import Decimal

import pytest

from reports.content import Indicator, Measure
from reports.enums import ValueKind
from reports.importing.indicators import RowNotRead, columns_of, is_milestone_table, read_measure, read_row

COLUMNS = columns_of(["指標名稱(A)", "年度目標值(B)", "實際值(C)", "達成率(C/B)"])


def row(*cells: str) -> Indicator:
    return read_row(list(cells), COLUMNS, key="i1")


def test_a_row():
    assert row("(1)可用率", "65.00%", "68.37%", "100%") == Indicator(
        key="i1",
        name="可用率",
        target=Measure("65.00%", Decimal("65.00"), "%"),
        actual=Measure("68.37%", Decimal("68.37"), "%"),
        achievement_rate=Decimal(100),
        achievement_printed="100%",
    )


@pytest.mark.parametrize("printed", ["—", "-", "不適用"])
def test_no_rate_is_printed_as_it_stands(printed):
    assert (row("甲", "1", "1", printed).achievement_rate, row("甲", "1", "1", printed).achievement_printed) == (
        None, printed,
    )  # fmt: skip


def test_missing_last_cell_is_empty():
    assert (row("甲", "1", "1").achievement_rate, row("甲", "1", "1").achievement_printed) == (None, "")


def test_rate_without_percent_sign():
    assert row("甲", "1", "1", "100").achievement_rate == Decimal(100)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("5項", ValueKind.COUNT),
        ("1,000千元", ValueKind.AMOUNT),
        ("5%", ValueKind.RATE),
        ("完成", ValueKind.QUALITATIVE),
    ],
)
def test_kinds(printed, kind):
    assert row("甲", printed, printed, "100%").value_kind is kind


def test_words_are_a_measure_without_value():
    assert read_measure("完成2案審查") == Measure("完成2案審查")


@pytest.mark.parametrize(
    "cells", [("甲", "12,34%", "1%", "1%"), ("甲", "1%", "12,34%", "1%"), ("甲", "1", "1", "12,34%")]
)
def test_malformed_figure_is_named(cells):
    with pytest.raises(RowNotRead) as refusal:
        row(*cells)

    assert (refusal.value.reason, refusal.value.detail) == ("bad_number", "12,34%")


@pytest.mark.parametrize("printed", ["12,34%", "12.%", "1.2.3%", "9" * 19])
def test_what_begins_like_a_figure_must_be_one(printed):
    with pytest.raises(RowNotRead):
        read_measure(printed)


@pytest.mark.parametrize(("cells", "detail"), [(("甲", "1"), "2/4"), (("甲", "1", "2", "3", "4"), "5/4")])
def test_wrong_number_of_cells(cells, detail):
    with pytest.raises(RowNotRead) as refusal:
        row(*cells)

    assert (refusal.value.reason, refusal.value.detail) == ("bad_row", detail)


def test_columns_may_stand_in_another_order_with_reasons():
    columns = columns_of(["績效指標", "實際達成值", "年度目標", "達成率", "未達原因", "策進作為"])
    found = read_row(["甲", "1", "2", "50%", "廠商延誤", "加派人力"], columns, key="i1")

    assert (found.actual.printed, found.target.printed) == ("1", "2")
    assert (found.explanation, found.improvement) == ("廠商延誤", "加派人力")


@pytest.mark.parametrize(
    "header", [["指標名稱", "目標值", "備考"], ["指標名稱", "目標值", "目標值"], ["指標名稱", "目標值"]]
)
def test_unknown_tables(header):
    with pytest.raises(RowNotRead) as refusal:
        columns_of(header)

    assert refusal.value.reason == "unknown_table"


def test_percentages_that_add_up_to_100_are_milestones():
    rows = [row("甲", printed, printed, "100%") for printed in ("24.66%", "24.93%", "25.20%", "25.21%")]

    assert is_milestone_table(rows)
    assert not is_milestone_table(rows[:3])
    assert not is_milestone_table([row("甲", "100%", "100%", "100%")])
