"""Plans in the forms the sample does not show."""

import pytest

from reports.content import Paragraph, PlanContent
from reports.importing import Confidence, ImportedSection, ImportResult, import_report
from reports.importing.plans import explains_shortfall, split_period

HEAD = "(一) 計畫目標及達成情形：\n指標名稱(A)\t年度目標值(B)\t實際值(C)\t達成率(C/B)\n"
BUDGET = "(二) 計畫預算執行情形：本計畫114年度預算編列100千元，實際執行80千元，執行率為80%。"


def imported(body: str) -> ImportResult:
    return import_report("某機關114年度施政績效報告\n壹、年度重要計畫達成情形\n一、某計畫：\n" + body)


def section_of(body: str) -> ImportedSection:
    return imported(body).sections[0]


def plan(body: str) -> PlanContent:
    return section_of(body).content


def remainder(body: str) -> list[tuple[str, int, str]]:
    return [(span.reason, span.line, span.detail) for span in imported(body).remainder]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("甲計畫（112年—115年）", ("甲計畫", 112, 115)),
        ("甲計畫(112-115年度)", ("甲計畫", 112, 115)),
        ("甲計畫（112年起）", ("甲計畫", 112, None)),
        ("甲計畫（至115年）", ("甲計畫", None, 115)),
        ("甲計畫（114年）", ("甲計畫", 114, 114)),
        ("甲計畫（115年—112年）", ("甲計畫（115年—112年）", None, None)),
        ("甲計畫（第2期）", ("甲計畫（第2期）", None, None)),
        ("甲計畫", ("甲計畫", None, None)),
    ],
)
def test_periods(title, expected):
    assert split_period(title) == expected


def test_note_and_remarks_under_the_table():
    found = plan(
        HEAD + "(1)甲\t10件\t8件\t80%\n(2)乙\t1件\t9件\t100%\n註：達成率以100%為上限。\n"
        "指標(1)說明：廠商延誤。\n指標(1)策進作為：加派人力。\n"
    )

    assert found.indicator_note == "達成率以100%為上限。"
    assert [(row.explanation, row.improvement) for row in found.indicators] == [("廠商延誤。", "加派人力。"), ("", "")]


def test_malformed_row_is_left_over_with_line_and_figure():
    body = HEAD + "(1)甲\t1%\t12,34%\t100%\n(2)乙\t1件\t1件\t100%\n"

    assert remainder(body) == [("bad_number", 6, "12,34%")]
    assert [(row.key, row.name) for row in plan(body).indicators] == [("i1", "乙")]
    assert section_of(body).confidence is Confidence.DOUBTFUL


def test_unknown_table_takes_its_rows_along():
    assert remainder("(一) 計畫目標及達成情形：\n指標名稱\t目標\t備考\n甲\t1\t2\n") == [
        ("unknown_table", 5, "備考"), ("unknown_table", 6, ""),
    ]  # fmt: skip


def test_unknown_table_does_not_borrow_the_columns_of_the_one_before():
    body = HEAD + "(1)甲\t1件\t1件\t100%\n指標名稱\t目標\t備考\n乙\t1\t2\n"

    assert [row.name for row in plan(body).indicators] == ["甲"]
    assert [reason for reason, _line, _detail in remainder(body)] == ["unknown_table"] * 2


def test_text_beside_the_table_is_left_over():
    assert remainder(HEAD + "(1)甲\t1件\t1件\t100%\n其他文字。") == [("no_place", 7, "")]


def test_reason_behind_the_budget_sentence_is_its_explanation():
    budget = plan(BUDGET.rstrip("。") + "，主要係因廠商延誤。").budgets[0]

    assert (budget.expended_thousands, budget.explanation) == (80, "主要係因廠商延誤。")


def test_labelled_budget_remarks():
    budget = plan(BUDGET + "\n說明：廠商延誤。\n策進作為：加速付款。").budgets[0]

    assert (budget.explanation, budget.improvement) == ("廠商延誤。", "加速付款。")


def test_two_budget_sentences():
    budgets = plan(BUDGET + "本計畫114年度預算編列5千元，實際執行5千元，執行率為100%。").budgets

    assert [(row.key, row.appropriation_thousands) for row in budgets] == [("b1", 100), ("b2", 5)]


def test_second_budget_that_is_not_understood_is_no_explanation():
    body = BUDGET + "另基金部分實際執行5千元。"

    assert remainder(body) == [("budget_not_understood", 4, "另基金部分實際執行5千元。")]
    assert plan(body).budgets[0].explanation == ""


def test_budget_of_another_year_is_noticed():
    notices = section_of(BUDGET.replace("114", "113")).notices

    assert [(notice.code, notice.line, notice.detail) for notice in notices] == [("other_year", 4, "114→113")]


def test_separate_review_part():
    found = plan("(一) 重要執行情形：完成甲。\n(二) 檢討及策進作為：加強乙。")

    assert (found.paragraphs, found.review_and_actions) == (
        (Paragraph("p1", "完成甲。"),),
        (Paragraph("p2", "加強乙。"),),
    )


def test_all_trailing_reasons_are_review():
    found = plan(
        "(三) 重要執行情形及檢討策進作為：\n1. 完成甲。\n2. 因延誤，致影響預算執行率。\n3. 受疫情影響，達成率未達目標。"
    )

    assert ([row.key for row in found.paragraphs], [row.key for row in found.review_and_actions]) == (
        ["p1"], ["p2", "p3"],
    )  # fmt: skip


def test_sub_item_beyond_the_length_of_a_text_is_left_over():
    body = f"(三) 重要執行情形及檢討策進作為：\n1. {'甲' * 19_000}。\n(1){'乙' * 2_000}。"

    assert [reason for reason, _line, _detail in remainder(body)] == ["text_too_long"]
    assert len(plan(body).paragraphs[0].text) == 19_001


def test_remark_beyond_the_length_of_a_text_is_left_over():
    body = f"{BUDGET}\n說明：{'甲' * 19_000}。\n說明：{'乙' * 2_000}。"

    assert remainder(body) == [("text_too_long", 6, "")]


def test_sub_items_stay_in_their_item():
    body = "(三) 重要執行情形及檢討策進作為：\n1. 完成下列事項：\n(1)甲。\n(2)乙。\n2. 其次。"

    assert [row.text for row in plan(body).paragraphs] == ["完成下列事項：\n(1)甲。\n(2)乙。", "其次。"]
    assert [notice.code for notice in section_of(body).notices] == ["sub_item_in_text"] * 2


def test_part_that_is_none_of_the_known_is_left_over():
    assert remainder("(四) 其他：\n甲。") == [("unknown_part", 4, "其他：")]


def test_text_without_parts_is_narrative():
    assert [row.text for row in plan("完成甲。\n完成乙。").paragraphs] == ["完成甲。", "完成乙。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因廠商延誤，致影響預算執行率。", True),
        ("受疫情影響，達成率未達目標。", True),
        ("完成設備汰換。", False),
        ("預算執行率為100%。", False),
        ("因應法規修正，預算執行率為100%。", False),
        ("致力提升，達成率為100%。", False),
    ],
)
def test_what_explains_a_shortfall(text, expected):
    assert explains_shortfall(text) is expected


def test_plan_content_too_long_to_store_is_left_over_whole():
    result = imported("甲" * 20_001 + "。")

    assert result.sections == ()
    assert {(span.reason, span.detail) for span in result.remainder} == {("text_too_long", "paragraphs[0].text")}
