from decimal import Decimal
from typing import Any

import pytest

from reports.checks import run_checks
from reports.content import BudgetExecution, Document, Paragraph
from tests.support.clean_report import assemble, contents, seen, with_part, with_row


def with_budget(appropriation: int, carryover: int, expended: int, rate: str | None, **more: Any) -> Document:
    stated = None if rate is None else Decimal(rate)
    row = BudgetExecution("b1", appropriation, carryover, expended, stated, f"{rate}%" if rate else "", **more)
    return with_part("plan-1", budgets=(row,))


def messages(document: Document) -> list[str]:
    return [message for _section, _place, message in seen(run_checks(document))]


@pytest.mark.parametrize(
    ("appropriation", "carryover", "expended", "rate"),
    [
        (242_890, 0, 212_393, "87.44"),
        (35_798, 0, 35_798, "100"),
        (35_798, 0, 35_798, "100.00"),
        (166_040, 0, 158_058, "95.19"),
        (1_000, 500, 1_425, "95.00"),
    ],
)
def test_bud_01_accepts_expended_over_available(appropriation: int, carryover: int, expended: int, rate: str) -> None:
    assert messages(with_budget(appropriation, carryover, expended, rate, explanation="展延。")) == []


def test_bud_01_names_the_row_and_both_rates() -> None:
    (finding,) = run_checks(with_budget(242_890, 0, 212_393, "87.45", explanation="展延。"))

    assert (finding.check_id, finding.section_code, finding.place) == ("BUD-01", "plan-1", "b1")
    assert finding.params == {"printed": "87.45%", "computed": "87.44%"}


def test_bud_01_counts_the_carry_over_as_available() -> None:
    assert messages(with_budget(1_000, 500, 950, "95.00", explanation="展延。", improvement="追蹤。")) == [
        "bud_01.rate_differs"
    ]


def test_bud_01_compares_the_printed_text_with_the_number_behind_it() -> None:
    assert messages(with_row("plan-1", "budgets", "b1", execution_printed="85.10%")) == ["bud_01.rate_differs"]


def test_bud_01_asks_for_the_rate() -> None:
    assert messages(with_budget(100, 0, 100, None)) == ["bud_01.rate_missing"]


def test_bud_01_refuses_a_rate_of_nothing() -> None:
    assert messages(with_budget(0, 0, 0, "100", is_suspended=True)) == [
        "bud_01.rate_not_computable",
        "bud_04.no_funds",
    ]


@pytest.mark.parametrize(
    ("expended", "rate", "expected"),
    [
        (9_000, "90.00", []),
        (8_999, "89.99", ["bud_02.explanation_missing"]),
        (8_000, "80.00", ["bud_02.explanation_missing"]),
        (7_999, "79.99", ["bud_02.explanation_missing", "bud_02.improvement_missing"]),
    ],
)
def test_bud_02_asks_below_each_threshold(expended: int, rate: str, expected: list[str]) -> None:
    assert messages(with_budget(10_000, 0, expended, rate)) == expected


def test_bud_02_names_rate_and_limit() -> None:
    (finding,) = run_checks(with_budget(10_000, 0, 8_744, "87.44"))

    assert finding.params == {"rate": "87.44%", "limit": "90%"}


def test_bud_02_accepts_the_texts_beside_the_budget_one_by_one() -> None:
    assert messages(with_budget(10_000, 0, 5_000, "50.00", explanation="展延。")) == ["bud_02.improvement_missing"]
    assert messages(with_budget(10_000, 0, 5_000, "50.00", improvement="追蹤。")) == ["bud_02.explanation_missing"]


def test_bud_02_accepts_a_written_review_as_both() -> None:
    assert messages(with_part("plan-2", review_and_actions=(Paragraph("p2", " "),))) == [
        "bud_02.explanation_missing",
        "bud_02.improvement_missing",
    ]


def test_bud_02_reads_its_thresholds_from_the_settings() -> None:
    document = assemble(contents(), improve_execution_below=Decimal("85.01"))

    assert seen(run_checks(document)) == [("plan-1", "b1", "bud_02.improvement_missing")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"is_suspended": True}, []),
        ({"explanation": "本年度未編列。"}, []),
        ({}, ["bud_04.reason_missing"]),
    ],
)
def test_bud_04_asks_for_a_reason_without_appropriation(row: dict[str, Any], expected: list[str]) -> None:
    assert messages(with_budget(0, 1_000, 950, "95.00", **row)) == expected


def test_bud_04_wants_some_funds() -> None:
    assert messages(with_budget(0, 0, 0, None, is_suspended=True)) == ["bud_04.no_funds"]


def test_bud_04_refuses_a_suspended_appropriation_that_was_granted() -> None:
    assert messages(with_budget(1_000, 0, 950, "95.00", is_suspended=True)) == ["bud_04.suspended_but_appropriated"]
