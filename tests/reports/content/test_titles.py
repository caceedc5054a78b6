import pytest

from reports.content import AchievementContent, GoalLine, GoalsContent, Paragraph, PlanContent, Theme
from reports.content.titles import bare, with_bare_titles


@pytest.mark.parametrize(
    "printed", ["甲計畫", "甲計畫：", " 甲計畫： ", "甲計畫：：", "甲計畫。：\u3000", "甲計畫;", "\n甲計畫:\n"]
)
def test_a_title_is_kept_without_what_the_heading_adds(printed):
    assert bare(printed) == "甲計畫"


@pytest.mark.parametrize("title", ["", "：甲", "甲：乙", "甲（112年）", "甲！", "「甲。」", "A.I."])
def test_other_marks_belong_to_the_title(title):
    assert bare(title) == title


def test_a_title_of_marks_alone_is_none():
    assert bare(" ：。 ") == ""


def test_every_heading_is_bare_and_no_text_is_touched():
    items = (Paragraph("p1", "全文："),)
    achievement = AchievementContent("g1", "精進移民服務。", items, (Theme("t1", "主題：", items),))

    assert with_bare_titles(achievement) == AchievementContent(
        "g1", "精進移民服務", items, (Theme("t1", "主題", items),)
    )
    assert with_bare_titles(PlanContent("甲計畫：", paragraphs=items)) == PlanContent("甲計畫", paragraphs=items)
    goals = GoalsContent((GoalLine("g1", "精進移民服務。"),))
    assert with_bare_titles(goals) == goals
