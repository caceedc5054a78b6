from reports.importing.ledger import Ledger, Span


def test_blanks_belong_to_the_span_before_and_leading_ones_to_the_first():
    ledger = Ledger()
    ledger.place(1, 2, "a")
    ledger.leave(4, 5, "no_place")

    assert ledger.spans(" 甲\n\n乙\n") == (
        Span(0, " 甲\n\n", 1, place="a"), Span(4, "乙\n", 3, reason="no_place"),
    )  # fmt: skip


def test_what_nobody_claimed_is_a_remainder():
    ledger = Ledger()
    ledger.place(2, 3, "a")

    assert ledger.spans("甲 乙 丙") == (
        Span(0, "甲 ", 1, reason="not_read"), Span(2, "乙 ", 1, place="a"), Span(4, "丙", 1, reason="not_read"),
    )  # fmt: skip


def test_neighbours_with_one_fate_are_one_span():
    ledger = Ledger()
    for start in (0, 2, 4):
        ledger.place(start, start + 1, "a")
    ledger.place(6, 7, "b")

    assert [(span.place, span.text) for span in ledger.spans("甲\n乙\n丙\n丁")] == [("a", "甲\n乙\n丙\n"), ("b", "丁")]


def test_character_claimed_twice_stays_with_the_earlier_claim():
    ledger = Ledger()
    ledger.place(0, 3, "a")
    ledger.place(1, 4, "b")
    ledger.place(1, 2, "c")

    assert [(span.place, span.text) for span in ledger.spans("甲乙丙丁")] == [("a", "甲乙丙"), ("b", "丁")]


def test_withdrawn_section_is_a_remainder_and_its_namesakes_are_not():
    ledger = Ledger()
    ledger.place(0, 1, "plan-1/p1")
    ledger.place(1, 2, "plan-10/p1")
    ledger.withdraw("plan-1", "text_too_long", "p1")

    assert [(span.place, span.reason, span.detail) for span in ledger.spans("甲乙")] == [
        ("", "text_too_long", "p1"), ("plan-10/p1", "", ""),
    ]  # fmt: skip
