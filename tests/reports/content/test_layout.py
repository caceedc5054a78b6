from dataclasses import replace
from decimal import Decimal

import pytest

from reports.content import (
    Answer,
    BudgetExecution,
    Document,
    DocumentChapter,
    FollowUpContent,
    Paragraph,
    PlanContent,
)
from reports.content.blocks import BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import ReportSettings
from reports.content.layout import blocks, budget_sentence, title_lines
from reports.enums import BracketWidth, SectionKind
from tests.support.documents import draft_document, plan_content, rich_document, section, sparse_document


def document_of(content, kind=SectionKind.PLAN, **changes) -> Document:
    return replace(rich_document(), chapters=(DocumentChapter("章", kind, (section("s", content),)),), **changes)


def test_headings_of_a_report():
    found = [(b.level, b.mark + b.text) for b in blocks(rich_document()) if isinstance(b, HeadingBlock)]

    assert found == [
        (1, "壹、年度施政目標"),
        (1, "貳、年度重要計畫達成情形"),
        (2, "一、新世代場站安全服務計畫（112年—115年）："),
        (3, "(一) 計畫目標及達成情形："),
        (3, "(三) 重要執行情形及檢討策進作為："),
        (2, "二、區域辦公廳舍整建計畫"),
        (3, "(一) 計畫目標及達成情形："),
        (1, "參、年度目標推動成果具體事蹟"),
        (2, "一、強化場站安全，提升應變能力："),
        (3, "(一) 完善通報機制："),
        (3, "(二) 深化跨域合作："),
        (2, "二、改善服務流程，落實資訊平權："),
        (1, "肆、前年度「綜合意見」辦理情形"),
        (1, "伍、綜合意見"),
    ]


def test_indicator_table_has_numbered_names_and_a_note():
    table = next(block for block in blocks(rich_document()) if isinstance(block, TableBlock))

    assert table.columns == ("指標名稱(A)", "年度目標值(B)", "實際值(C)", "達成率(C/B)")
    assert table.rows[1:3] == (
        ("(2)自助通關使用率", "65.00%", "68.37%", "100%"),
        ("(3)服務人次成長率", "5%", "27,700%", "100%"),
    )
    assert table.row_anchors == ("plan-1-i1", "plan-1-i2", "plan-1-i3", "plan-1-i4")
    assert table.note == "註：達成率以100%為上限，超過者以100%計列。"


def test_rate_without_printed_form_is_computed_or_dashed():
    tables = [block for block in blocks(rich_document()) if isinstance(block, TableBlock)]

    assert [row[3] for row in tables[1].rows] == ["100%", "—"]


def test_remarks_follow_their_row():
    found = {b.anchor: b.label + b.text for b in blocks(rich_document()) if isinstance(b, TextBlock)}

    assert found["plan-1-i4-explanation"] == "指標(4)說明：講師調度延後一季。"
    assert found["plan-1-i4-improvement"] == "指標(4)策進作為：改採線上課程補訓。"
    assert found["plan-1-b1-explanation"] == "說明：部分設備驗收延後。"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (BudgetExecution("b1", 242890, 0, 212393, Decimal("87.44"), "87.44%"),
         "本計畫114年度預算編列242,890千元，實際執行212,393千元，執行率為87.44%。"),
        (BudgetExecution("b1", 242890, 10, 212393, Decimal("87.40")),
         "本計畫114年度預算編列242,890千元、以前年度保留10千元，實際執行212,393千元，執行率為87.40%。"),
        (BudgetExecution("b1", 0, 111046, 104184, Decimal("93.82"), is_suspended=True),
         "本計畫114年度暫緩編列預算（預算數為0元）、以前年度保留111,046千元，實際執行104,184千元，執行率為93.82%。"),
        (BudgetExecution("b1", 7, 0, 0, None, is_suspended=True),
         "本計畫114年度暫緩編列預算（預算數為7千元），實際執行0千元。"),
        (BudgetExecution("b1", 35798, 0, 35798, Decimal("100.00")),
         "本計畫114年度預算編列35,798千元，實際執行35,798千元，執行率為100%。"),
    ],
)  # fmt: skip
def test_budget_sentence(row, sentence):
    assert budget_sentence(row, roc_year=114) == sentence


def test_single_budget_runs_in_after_its_heading():
    found = [b for b in blocks(rich_document()) if isinstance(b, BudgetBlock)]

    assert [(b.mark, b.label, b.anchor) for b in found] == [
        ("(二) ", "計畫預算執行情形：", "plan-1-b1"),
        ("(二) ", "計畫預算執行情形：", "plan-2-b1"),
    ]


def test_several_budgets_are_numbered_under_one_heading():
    rows = (BudgetExecution("b1", 5, 0, 5, None), BudgetExecution("b2", 6, 0, 6, None))

    found = blocks(document_of(PlanContent(title="計畫", budgets=rows)))

    assert [b.mark for b in found] == ["壹、", "一、", "(一) ", "1. ", "2. "]


def test_single_paragraph_runs_in_and_several_are_numbered():
    one, more = PlanContent(title="計畫", paragraphs=(Paragraph("p1", "甲。"),)), plan_content()

    alone = blocks(document_of(one))[-1]
    several = [b.mark + b.text[:2] for b in blocks(document_of(more))[-3:]]

    assert (alone.mark, alone.label, alone.text) == ("(一) ", "重要執行情形及檢討策進作為：", "甲。")
    assert several == ["1. 完成", "2. 驗收", "3. 將於"]


def test_answers_print_the_opinion_before_what_was_done():
    found = [(b.mark, b.label, b.text) for b in blocks(rich_document()) if b.anchor.startswith("follow-up")]

    assert found == [
        ("一、", "綜合意見：", "應加強弱勢族群服務。"),
        ("", "辦理情形：", "已增設3處服務據點。"),
        ("二、", "", "持續檢討人力配置。"),
    ]


def test_single_answer_without_opinion_is_plain_text():
    content = FollowUpContent((Answer("a1", "", (Paragraph("p1", "已辦理。"),)),))

    found = blocks(document_of(content, SectionKind.FOLLOW_UP))[-1]

    assert (found.mark, found.label, found.text) == ("", "", "已辦理。")


def test_bracket_width_is_the_reports():
    wide = replace(rich_document(), settings=ReportSettings(bracket_width=BracketWidth.FULL))

    assert next(b.mark for b in blocks(wide) if "情形" in getattr(b, "label", "")) == "（二）"


def test_anchors_are_unique_though_two_lists_share_a_key():
    found = [name for b in blocks(rich_document()) for name in (b.anchor, *getattr(b, "row_anchors", ()))]

    assert len(found) == len(set(found))
    assert "plan-1-p1" in found
    assert "plan-1-p1-2" in found


def test_empty_draft_has_headings_with_words():
    found = blocks(draft_document())

    assert [b.text for b in found if b.level == 2] == ["（尚未填寫名稱）：", "（尚未填寫名稱）："]
    assert len(found) == 7


@pytest.mark.parametrize(
    ("start", "end", "heading"),
    [
        (None, None, "計畫："),
        (112, 115, "計畫（112年—115年）："),
        (114, 114, "計畫（114年）："),
        (112, None, "計畫（112年起）："),
        (None, 115, "計畫（至115年）："),
    ],
)
def test_period_stands_after_the_title(start, end, heading):
    found = blocks(document_of(PlanContent(title="計畫", period_start_year=start, period_end_year=end)))

    assert found[1].text == heading


def test_title_block_names_agency_year_edition_and_announcement():
    whose, announced = "交通部場站示範局　民國114年度", "公告日期：115年3月31日"
    correction = replace(rich_document(), edition=3, corrects_edition=2)

    assert title_lines(rich_document())[1:] == (whose, "版次：第1版", announced)
    assert title_lines(correction)[1:] == (whose, "版次：第3版（勘誤：更正第2版）", announced)
    assert title_lines(replace(rich_document(), edition=0))[1:] == (whose, announced)
    assert len(title_lines(draft_document())) == 2


def test_blank_title_gets_the_placeholder():
    assert title_lines(sparse_document())[0] == "（尚未填寫名稱）"
    assert [b.text for b in blocks(sparse_document())[:2]] == ["（尚未填寫名稱）", "（尚未填寫名稱）："]
