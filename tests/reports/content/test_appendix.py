from dataclasses import replace
from decimal import Decimal

from reports.content import DocumentChapter
from reports.content.blocks import ChartBlock, HeadingBlock, TableBlock
from reports.content.layout import appendix, blocks
from reports.enums import SectionKind
from tests.support.documents import draft_document, indicator, long_document, plan_content, rich_document, section


def charts(document):
    return [block for block in appendix(document) if isinstance(block, ChartBlock)]


def test_every_chart_stands_before_a_table_with_the_same_numbers():
    found = appendix(rich_document())

    pairs = [(one, found[at + 1]) for at, one in enumerate(found) if isinstance(one, ChartBlock)]
    assert len(pairs) == 2
    for chart, table in pairs:
        assert isinstance(table, TableBlock)
        assert [row[-1] for row in table.rows] == [bar.printed for bar in chart.bars]


def test_bars_carry_the_printed_rates():
    execution, achievement = charts(rich_document())

    assert [(bar.label, bar.value, bar.printed) for bar in execution.bars] == [
        ("一、新世代場站安全服務計畫", Decimal("87.01"), "87.01%"),
        ("二、區域辦公廳舍整建計畫", Decimal("93.82"), "93.82%"),
    ]
    assert len(achievement.bars) == 5
    assert execution.marks == (Decimal(80), Decimal(90))


def test_tables_are_numbered_on_from_the_body():
    body = [block.number for block in blocks(rich_document()) if isinstance(block, TableBlock)]
    tables = [block.heading for block in appendix(rich_document()) if isinstance(block, TableBlock)]

    assert body == [1, 2]
    assert tables == ["表3　計畫預算執行率", "表4　計畫指標達成率"]


def test_report_without_rates_has_no_appendix():
    assert appendix(draft_document()) == ()


def test_rate_beyond_all_others_does_not_hide_them():
    rows = (indicator("i1", "成長率", "5", "27,700", "554000"), indicator("i2", "使用率", "65", "65"))
    chapter = DocumentChapter("章", SectionKind.PLAN, (section("s", replace(plan_content(), indicators=rows)),))

    achievement = charts(replace(rich_document(), chapters=(chapter,)))[1]

    assert achievement.scale == Decimal(150)
    assert [bar.value for bar in achievement.bars] == [Decimal(554000), Decimal(100)]


def test_long_report_has_several_charts():
    found = appendix(long_document(60))

    titles = [block.heading for block in found if isinstance(block, ChartBlock)]
    assert titles[:4] == [
        "圖1　計畫預算執行率（1／3）", "圖2　計畫預算執行率（2／3）", "圖3　計畫預算執行率（3／3）",
        "圖4　計畫指標達成率（1／12）",
    ]  # fmt: skip
    assert [block.text for block in found if isinstance(block, HeadingBlock)] == [
        "計畫執行統計圖表", "計畫預算執行率", "計畫指標達成率",
    ]  # fmt: skip
    names = [block.anchor for block in found]
    assert len(names) == len(set(names))


def test_section_alone_keeps_the_numbers_it_has_in_the_whole():
    found = blocks(rich_document(), only="plan-2")

    assert [block.mark + block.text for block in found if isinstance(block, HeadingBlock)][:2] == [
        "貳、年度重要計畫達成情形", "二、區域辦公廳舍整建計畫",
    ]  # fmt: skip
    assert [block.number for block in found if isinstance(block, TableBlock)] == [2]


def test_a_title_beside_a_name_is_cut_where_both_would_not_fit_a_page():
    def first_cell(title):
        part = section("s", replace(plan_content(), title=title))
        document = replace(rich_document(), chapters=(DocumentChapter("章", SectionKind.PLAN, (part,)),))
        return [block for block in appendix(document) if isinstance(block, TableBlock)][1].rows[0][0]

    assert first_cell("題" * 98) == f"一、{'題' * 98}\n(1)檢核設備可用率"
    assert first_cell("題" * 99) == f"一、{'題' * 97}…\n(1)檢核設備可用率"
