"""Goals, achievements, answers and opinions in the forms the sample does not show."""

from reports.content import Answer, Paragraph
from reports.enums import BracketWidth
from reports.importing import ImportResult, import_report


def imported(chapter: str, body: str) -> ImportResult:
    return import_report(f"壹、{chapter}\n{body}")


def reasons(result: ImportResult) -> list[tuple[str, int]]:
    return [(span.reason, span.line) for span in result.remainder]


def test_goals_numbered_with_digits():
    result = imported("年度施政目標", "1. 甲。\n2. 乙。\n")

    assert [(goal.key, goal.text) for goal in result.sections[0].content.goals] == [("g1", "甲。"), ("g2", "乙。")]


def test_what_stands_below_a_goal_has_no_place():
    result = imported("年度施政目標", "導言。\n一、甲。\n(一) 策略。\n二、乙。\n")

    assert [goal.text for goal in result.sections[0].content.goals] == ["甲。", "乙。"]
    assert reasons(result) == [("no_place", 2), ("no_place", 4)]


def test_goals_without_marks_are_one_a_line():
    result = imported("年度施政目標", "甲。\n乙。\n")

    assert [goal.text for goal in result.sections[0].content.goals] == ["甲。", "乙。"]


def test_achievement_of_a_goal_that_is_not_in_the_list():
    section = imported("推動成果", "一、甲：內容。").sections[0]

    assert (section.content.goal_key, section.content.goal_title) == ("", "甲")
    assert [(notice.code, notice.detail) for notice in section.notices] == [("unknown_goal", "g1")]


def test_theme_with_running_text():
    content = imported("推動成果", "一、甲：\n(一) 乙：丙。\n丁。").sections[0].content

    assert content.themes[0].items == (Paragraph("p1", "丙。"), Paragraph("p2", "丁。"))


def test_report_in_full_width_brackets():
    result = imported("推動成果", "一、甲：\n（一）乙：\n1. 丙。\n（二）丁：\n1. 戊。\n")

    assert result.bracket_width is BracketWidth.FULL


def test_answers_under_headings():
    content = (
        imported("前年度「綜合意見」辦理情形", "一、宜加強宣導：已辦理。\n二、宜檢討流程：\n已檢討。\n")
        .sections[0]
        .content
    )

    assert content.answers == (
        Answer("a1", "宜加強宣導", (Paragraph("p1", "已辦理。"),)),
        Answer("a2", "宜檢討流程", (Paragraph("p2", "已檢討。"),)),
    )


def test_labelled_answers():
    content = imported(
        "前年度「綜合意見」辦理情形", "一、綜合意見：宜加強宣導。\n辦理情形：已辦理。\n"
    ).sections[0].content  # fmt: skip

    assert content.answers == (Answer("a1", "宜加強宣導。", (Paragraph("p1", "已辦理。"),)),)


def test_gaps_and_restarts_of_numbers_are_noticed():
    result = imported("年度施政目標", "一、甲。\n三、乙。\n")

    assert [(notice.code, notice.line, notice.detail) for notice in result.notices] == [("number_gap", 3, "2→3")]


def test_item_without_words_is_left_over():
    assert reasons(imported("綜合意見", "1.\n2. 甲。")) == [("empty_item", 2)]


def test_text_without_any_outline_has_no_sections():
    result = import_report("只是一段文字。\n")

    assert (result.chapters, reasons(result)) == ((), [("not_read", 1)])


def test_blank_text_is_one_remainder():
    assert reasons(import_report(" \n\n")) == [("blank", 1)]


def test_empty_text_has_no_spans():
    assert import_report("").spans == ()
