from decimal import Decimal

import pytest

from reports.importing.budgets import BudgetNotRead, BudgetSentence, read_budget_sentence


def figures(sentence: BudgetSentence) -> tuple[int, int, int, str]:
    return (
        sentence.appropriation_thousands, sentence.carryover_thousands, sentence.expended_thousands,
        sentence.execution_printed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本計畫114年度預算編列242,890千元，實際執行212,393千元，執行率為87.44%。", (242890, 0, 212393, "87.44%")),
        ("本計畫114年度暫緩編列預算（預算數為0元）、以前年度保留111,046千元，實際執行104,184千元，執行率為93.82%。",
         (0, 111046, 104184, "93.82%")),
        ("114年度編列預算1,000千元及以前年度保留款200千元，合計1,200千元，實支900千元，執行率75%。",
         (1000, 200, 900, "75%")),
        ("預算數為500千元，以前年度保留數100千元，累計實際執行數600千元，預算執行率達100%。", (500, 100, 600, "100%")),
        ("114年度未編列預算，以前年度保留50千元，實際支用50千元，執行率為100%。", (0, 50, 50, "100%")),
        ("本項計畫法定預算35798千元，執行35798千元", (35798, 0, 35798, "")),
    ],
)  # fmt: skip
def test_variants(text, expected):
    sentence = read_budget_sentence(text)

    assert figures(sentence) == expected
    assert sentence.length == len(text)


def test_suspension_and_year_are_read():
    sentence = read_budget_sentence("本計畫113年度暫緩編列預算、以前年度保留9千元，實際執行9千元，執行率為100%。")

    assert (sentence.is_suspended, sentence.roc_year, sentence.execution_rate) == (True, 113, Decimal(100))


def test_no_budget_is_not_a_suspension():
    assert not read_budget_sentence("未編列預算，以前年度保留9千元，實際執行9千元。").is_suspended


@pytest.mark.parametrize(
    ("printed", "thousands"), [("1,000,000元", 1000), ("100萬元", 1000), ("1百萬元", 1000), ("0.01億元", 1000)]
)
def test_other_units_become_thousands(printed, thousands):
    sentence = read_budget_sentence(f"預算編列{printed}，實際執行{printed}。")

    assert (sentence.appropriation_thousands, sentence.is_unit_converted) == (thousands, True)


def test_words_after_the_sentence_are_not_taken():
    text = "預算編列10千元，實際執行8千元，執行率為80%，主要係因廠商延誤。"

    assert text[read_budget_sentence(text).length :] == "，主要係因廠商延誤。"


def test_second_sentence_is_not_taken():
    first, second = "預算編列10千元，實際執行8千元，執行率為80%。", "預算編列5千元，實際執行5千元。"

    assert read_budget_sentence(first + second).length == len(first)


def test_clause_that_comes_again_begins_another_sentence():
    text = "預算編列10千元，實際執行8千元，預算編列5千元，實際執行5千元。"

    assert text[read_budget_sentence(text).length :] == "，預算編列5千元，實際執行5千元。"


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("預算編列12,34千元，實際執行1千元。", "bad_number", "12,34千元"),
        ("預算編列10千元，實際執行1千元，執行率為12,34%。", "bad_number", "12,34%"),
        ("預算編列1,234元，實際執行1千元。", "not_whole_thousands", "1,234元"),
        ("預算編列10千元，以前年度保留5千元，合計16千元，實際執行1千元。", "total_differs", "合計16千元"),
        ("預算編列10千元，執行率為80%。", "budget_not_understood", ""),
        ("實際執行10千元，執行率為80%。", "budget_not_understood", ""),
        ("本年度辦理三場會議。", "budget_not_understood", "本年度辦理三場會議。"),
    ],
)  # fmt: skip
def test_refusals(text, reason, detail):
    with pytest.raises(BudgetNotRead) as refusal:
        read_budget_sentence(text)

    assert (refusal.value.reason, refusal.value.detail) == (reason, detail)
