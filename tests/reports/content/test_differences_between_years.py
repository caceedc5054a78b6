"""Last year against this year: rows are the same by what they say, not by the numbers two reports gave them."""

from decimal import Decimal
from time import perf_counter

import pytest

from reports.content import (
    AchievementContent,
    Document,
    DocumentChapter,
    DocumentSection,
    Measure,
    Paragraph,
    PlanContent,
    Theme,
)
from reports.content.differences import DifferenceKind, differences
from reports.content.differences_between_years import counterpart, with_keys_of
from reports.enums import SectionKind
from tests.factories.contents import CONTENTS, budget, indicator, plan

ADDED, REMOVED, CHANGED, MOVED = DifferenceKind


def told(old, new):
    return [(each.kind, each.field, each.old, each.new) for each in differences(with_keys_of(new, old), new)]


@pytest.mark.parametrize("content", CONTENTS.values(), ids=[kind.value for kind in CONTENTS])
def test_the_same_content_has_no_difference(content):
    assert told(content, content) == []


def test_rows_with_the_same_words_are_the_same_whatever_their_keys():
    old = plan(paragraphs=(Paragraph("p7", "汰換設備。"), Paragraph("p9", "辦理訓練。")))
    new = plan(paragraphs=(Paragraph("p1", "汰換設備。"), Paragraph("p2", "辦理訓練。")))

    assert told(old, new) == []


def test_an_indicator_is_found_again_by_its_name():
    old = plan(indicators=(indicator("i1", name="通關人次"), indicator("i2")))
    new = plan(indicators=(indicator("i1", actual=Measure("98.00%", Decimal(98), "%")),))

    assert (CHANGED, "indicators.actual.printed", "99.00%", "98.00%") in told(old, new)
    assert (REMOVED, "indicators.name", "通關人次", "") in told(old, new)


def test_budgets_are_paired_in_their_order():
    old, new = plan(budgets=(budget("b4"),)), plan(budgets=(budget("b1", expended_thousands=940),))

    assert told(old, new) == [(CHANGED, "budgets.expended_thousands", "950", "940")]


def test_a_sentence_written_anew_is_a_change_and_another_one_is_not():
    old = plan(paragraphs=(Paragraph("p1", "全年完成設備汰換12台並驗收。"), Paragraph("p2", "辦理宣導五場。")))
    new = plan(paragraphs=(Paragraph("p5", "全年完成設備汰換20台並驗收。"), Paragraph("p6", "國境安全管理系統上線")))

    assert told(old, new) == [
        (CHANGED, "paragraphs.text", "全年完成設備汰換12台並驗收。", "全年完成設備汰換20台並驗收。"),
        (REMOVED, "paragraphs.text", "辦理宣導五場。", ""),
        (ADDED, "paragraphs.text", "", "國境安全管理系統上線"),
    ]


def test_items_are_matched_within_their_theme():
    old = AchievementContent(themes=(Theme("t2", "強化查驗", (Paragraph("p4", "無重大事件。"),)),))
    new = AchievementContent(themes=(Theme("t1", "強化查驗", (Paragraph("p1", "無重大事件。"),)),))

    assert told(old, new) == []


def test_many_rewritten_paragraphs_are_matched_quickly():
    old = PlanContent(paragraphs=tuple(Paragraph(f"p{n}", f"第{n}項" + "甲乙丙丁" * 150) for n in range(500)))
    new = PlanContent(paragraphs=tuple(Paragraph(f"p{n}", f"第{n}項" + "戊己庚辛" * 150) for n in range(500)))
    started = perf_counter()

    assert len(told(old, new)) == 1000

    assert perf_counter() - started < 5


def document(*sections: DocumentSection) -> Document:
    chapter = DocumentChapter("貳", SectionKind.PLAN, sections)
    return Document("機關", "nia", 113, "報告", (chapter,))


def test_the_counterpart_has_the_title_or_else_the_code():
    first, second = DocumentSection("plan-1", plan("甲")), DocumentSection("plan-2", plan("乙"))

    assert counterpart(document(first, second), "plan-1", "乙", plan("新")) is second
    assert counterpart(document(first, second), "plan-2", "", plan("甲")) is first
    assert counterpart(document(first, second), "plan-2", "", plan("新")) is second
    assert counterpart(document(first, second), "plan-3", "", plan("新")) is None
    assert counterpart(document(first), "plan-1", "", AchievementContent()) is None
