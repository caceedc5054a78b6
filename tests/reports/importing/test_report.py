"""The whole path on a report of the published shape. Both texts have the same outline and figures."""

from decimal import Decimal

from reports.content import AchievementContent, PlanContent
from reports.enums import BracketWidth, SectionKind, ValueKind
from reports.importing import Confidence, import_report


def plans(report) -> list[PlanContent]:
    return [section.content for section in report.sections if isinstance(section.content, PlanContent)]


def achievements(report) -> list[AchievementContent]:
    return [section.content for section in report.sections if isinstance(section.content, AchievementContent)]


def test_chapters_and_sections(report):
    assert [(chapter.kind, [section.code for section in chapter.sections]) for chapter in report.chapters] == [
        (SectionKind.GOALS, ["goals"]),
        (SectionKind.PLAN, ["plan-1", "plan-2", "plan-3", "plan-4"]),
        (SectionKind.ACHIEVEMENT, ["achievement-1", "achievement-2"]),
        (SectionKind.FOLLOW_UP, ["follow-up"]),
        (SectionKind.OVERALL_OPINION, ["overall-opinion"]),
    ]


def test_chapter_titles_have_no_colon(report):
    assert [chapter.title for chapter in report.chapters] == [
        "年度施政目標", "年度重要計畫達成情形", "年度目標推動成果具體事蹟", "前年度「綜合意見」辦理情形", "綜合意見",
    ]  # fmt: skip


def test_nothing_is_left_over(report):
    assert report.remainder == ()


def test_year_and_bracket_width(report):
    assert (report.roc_year, report.bracket_width) == (114, BracketWidth.HALF)


def test_fourteen_indicators_with_their_printed_values(report):
    rows = [(row.target.printed, row.actual.printed) for plan in plans(report) for row in plan.indicators]

    assert rows == [
        ("24.66%", "24.66%"), ("24.93%", "24.93%"), ("25.20%", "25.20%"), ("25.21%", "25.21%"),
        ("99.95%", "99.95%"), ("99.93%", "99.93%"), ("65.00%", "68.37%"), ("95.00%", "96.36%"),
        ("99.95%", "99.95%"), ("99.10%", "100%"),
        ("5項", "5項"), ("100%", "100%"),
        ("5%", "27,700%"), ("40%", "76%"),
    ]  # fmt: skip


def test_every_rate_is_printed_as_100_percent(report):
    rates = {(row.achievement_rate, row.achievement_printed) for plan in plans(report) for row in plan.indicators}

    assert rates == {(Decimal(100), "100%")}


def test_names_have_no_number(report):
    assert not [row.name for plan in plans(report) for row in plan.indicators if row.name.startswith("(")]


def test_kinds_of_the_values(report):
    kinds = [[row.value_kind for row in plan.indicators] for plan in plans(report)]

    assert kinds == [
        [ValueKind.MILESTONE] * 4, [ValueKind.RATE] * 6, [ValueKind.COUNT, ValueKind.RATE], [ValueKind.RATE] * 2,
    ]  # fmt: skip


def test_the_value_far_above_its_target_keeps_number_and_print(report):
    actual = plans(report)[3].indicators[0].actual

    assert (actual.printed, actual.value, actual.unit) == ("27,700%", Decimal(27700), "%")


def test_four_budgets(report):
    budgets = [budget for plan in plans(report) for budget in plan.budgets]

    assert [
        (row.appropriation_thousands, row.carryover_thousands, row.expended_thousands, row.execution_printed)
        for row in budgets
    ] == [
        (0, 111_046, 104_184, "93.82%"),
        (242_890, 0, 212_393, "87.44%"),
        (35_798, 0, 35_798, "100%"),
        (166_040, 0, 158_058, "95.19%"),
    ]


def test_only_the_first_budget_is_suspended(report):
    assert [plan.budgets[0].is_suspended for plan in plans(report)] == [True, False, False, False]


def test_plan_period_is_not_part_of_the_title(report):
    periods = [(plan.period_start_year, plan.period_end_year) for plan in plans(report)]

    assert periods == [(None, None), (112, 115), (None, None), (None, None)]
    assert not [plan.title for plan in plans(report) if "（" in plan.title or plan.title.endswith("：")]


def test_which_plan_headings_end_with_a_colon(report):
    assert [plan.has_heading_colon for plan in plans(report)] == [True, False, False, True]


def test_the_explained_shortfall_is_review(report):
    assert [(len(plan.paragraphs), len(plan.review_and_actions)) for plan in plans(report)] == [
        (1, 0), (1, 1), (1, 0), (2, 0),
    ]  # fmt: skip


def test_plans_are_not_linked_to_goals(report):
    assert [plan.goal_keys for plan in plans(report)] == [(), (), (), ()]


def test_twelve_items_in_three_themes(report):
    themes = achievements(report)[0].themes

    assert [(theme.key, len(theme.items), theme.has_full_width_mark) for theme in themes] == [
        ("t1", 8, False), ("t2", 2, False), ("t3", 2, True),
    ]  # fmt: skip
    assert [item.key for theme in themes for item in theme.items] == [f"p{n}" for n in range(1, 13)]


def test_the_goal_with_running_text(report):
    second = achievements(report)[1]

    assert (second.themes, len(second.paragraphs), second.paragraphs[0].text[:2]) == ((), 1, "配合")


def test_goals_are_matched_by_number_whatever_their_wording(report):
    goals = report.sections[0].content.goals
    cited = [(content.goal_key, content.goal_title) for content in achievements(report)]

    assert [key for key, _title in cited] == ["g1", "g2"]
    assert [title == goal.text.rstrip("。") for (_, title), goal in zip(cited, goals, strict=True)] == [True, False]


def test_sentences_cut_by_page_breaks_are_joined_and_noticed(report):
    notices = [(s.code, notice.code, notice.line) for s in report.sections for notice in s.notices]

    assert notices == [
        ("plan-4", "sentence_joined", 71), ("achievement-1", "sentence_joined", 86),
        ("achievement-1", "sentence_joined", 97), ("achievement-2", "sentence_joined", 108),
    ]  # fmt: skip


def test_confidence_is_lower_where_something_was_joined(report):
    likely = [section.code for section in report.sections if section.confidence is Confidence.LIKELY]

    assert likely == ["plan-4", "achievement-1", "achievement-2"]
    assert not [section for section in report.sections if section.confidence is Confidence.DOUBTFUL]


def test_one_answer_and_one_opinion(report):
    follow_up, opinion = report.sections[-2].content, report.sections[-1].content

    assert [(answer.key, answer.opinion, len(answer.paragraphs)) for answer in follow_up.answers] == [("a1", "", 1)]
    assert len(opinion.paragraphs) == 1


def test_same_text_gives_equal_results(report, report_text):
    assert import_report(report_text) == report
