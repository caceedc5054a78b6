"""Section contents that pass every check, and one with an error."""

from decimal import Decimal

from reports.content import (
    AchievementContent,
    Answer,
    BudgetExecution,
    FollowUpContent,
    GoalLine,
    GoalsContent,
    Indicator,
    Measure,
    OverallOpinionContent,
    Paragraph,
    PlanContent,
    SectionContent,
    Theme,
)
from reports.enums import SectionKind

GOAL = "維護邊境安全，提升通關品質"


def goals() -> GoalsContent:
    return GoalsContent(goals=(GoalLine("g1", f"{GOAL}。"),))


def indicator(key: str = "i1", **changes: object) -> Indicator:
    fields: dict[str, object] = {
        "name": "查驗設備可用率",
        "target": Measure("99.00%", Decimal(99), "%"),
        "actual": Measure("99.00%", Decimal(99), "%"),
        "achievement_rate": Decimal(100),
        "achievement_printed": "100%",
    }
    return Indicator(key=key, **{**fields, **changes})  # type: ignore[arg-type]


def budget(key: str = "b1", **changes: object) -> BudgetExecution:
    fields: dict[str, object] = {
        "appropriation_thousands": 1000,
        "carryover_thousands": 0,
        "expended_thousands": 950,
        "execution_rate": Decimal(95),
        "execution_printed": "95%",
    }
    return BudgetExecution(key=key, **{**fields, **changes})  # type: ignore[arg-type]


def plan(title: str = "通關設備汰換計畫", **changes: object) -> PlanContent:
    fields: dict[str, object] = {
        "title": title,
        "goal_keys": ("g1",),
        "indicators": (indicator(),),
        "budgets": (budget(),),
        "paragraphs": (Paragraph("p1", "全年完成設備汰換並驗收。"),),
    }
    return PlanContent(**{**fields, **changes})  # type: ignore[arg-type]


def wrong_plan() -> PlanContent:
    """Prints a rate that its own figures do not give (KPI-01, an error)."""
    return plan(indicators=(indicator(achievement_rate=Decimal(97), achievement_printed="97%"),))


def warned_plan() -> PlanContent:
    """Far over its target without an explanation (KPI-02 and KPI-03, warnings)."""
    return plan(indicators=(indicator(actual=Measure("180.00%", Decimal(180), "%")),))


def achievement() -> AchievementContent:
    items = (Paragraph("p1", "全年無重大資安事件。"), Paragraph("p2", "旅客滿意度創新高。"))
    return AchievementContent(goal_key="g1", goal_title=GOAL, themes=(Theme("t1", "強化邊境查驗", items),))


def follow_up() -> FollowUpContent:
    return FollowUpContent(answers=(Answer("a1", "宜加強宣導", (Paragraph("p1", "已辦理宣導活動。"),)),))


def opinion() -> OverallOpinionContent:
    return OverallOpinionContent(paragraphs=(Paragraph("p1", "整體執行良好，請賡續辦理。"),))


CONTENTS: dict[SectionKind, SectionContent] = {
    SectionKind.GOALS: goals(),
    SectionKind.PLAN: plan(),
    SectionKind.ACHIEVEMENT: achievement(),
    SectionKind.FOLLOW_UP: follow_up(),
    SectionKind.OVERALL_OPINION: opinion(),
}
