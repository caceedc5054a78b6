"""A report without a fault, in the project's own words, and the ways to put one fault into it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from reports.checks import Finding
from reports.content import (
    AchievementContent,
    Answer,
    BudgetExecution,
    Document,
    DocumentChapter,
    DocumentSection,
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
from reports.enums import Direction, SectionKind

TITLES = {
    SectionKind.GOALS: "年度施政目標",
    SectionKind.PLAN: "年度重要計畫達成情形",
    SectionKind.ACHIEVEMENT: "年度目標推動成果具體事蹟",
    SectionKind.FOLLOW_UP: "前年度「綜合意見」辦理情形",
    SectionKind.OVERALL_OPINION: "綜合意見",
}


def percent(printed: str) -> Measure:
    return Measure(f"{printed}%", Decimal(printed.replace(",", "")), "%")


def indicator(key: str, target: str, actual: str, rate: str, **more: Any) -> Indicator:
    """A percentage indicator; `rate` as printed without its sign."""
    stated = Decimal(rate.replace(",", ""))
    return Indicator(key, f"指標{key}", percent(target), percent(actual), stated, f"{rate}%", **more)


def harbour_plan() -> PlanContent:
    """Met, capped, lower-is-better, missed and qualitative rows; a rate that needs an explanation."""
    return PlanContent(
        title="碼頭更新計畫",
        goal_keys=("g1",),
        indicators=(
            indicator("i1", "24.66", "24.66", "100"),
            indicator("i2", "65.00", "68.37", "100"),
            indicator("i3", "10", "9.98", "100", direction=Direction.LOWER),
            indicator("i4", "80.00", "60.00", "75.00", explanation="師資不足。", improvement="改採線上課程。"),
            Indicator("i5", "完成設計", Measure("完成"), Measure("完成"), None),
        ),
        indicator_note="達成率以100%為上限。",
        budgets=(BudgetExecution("b1", 2_000, 0, 1_700, Decimal("85.00"), "85.00%", explanation="工程展延。"),),
        paragraphs=(Paragraph("p1", "與甲港、乙港及丙港等3處完成更新，並採購設備30臺。"),),
    )


def ferry_plan() -> PlanContent:
    """Suspended appropriation; the review explains a rate under both thresholds."""
    return PlanContent(
        title="渡輪汰換計畫",
        goal_keys=("g1", "g2"),
        indicators=(indicator("i1", "50", "50", "100"),),
        budgets=(BudgetExecution("b1", 0, 400, 300, Decimal("75.00"), "75.00%", is_suspended=True),),
        paragraphs=(Paragraph("p1", "完成渡輪汰換。"),),
        review_and_actions=(Paragraph("p2", "因船廠延後交船影響預算執行，已按月追蹤。"),),
    )


def contents() -> dict[str, SectionContent]:
    themes = (
        Theme("t1", "完善航安", (Paragraph("p1", "提供中、英、日及韓等4種語言之廣播。"),)),
        Theme("t2", "精進救援", (Paragraph("p2", "全年演練12場，計1,986人次參加。"),)),
    )
    answer = Answer("a1", "宜加強服務。", (Paragraph("p1", "已增設櫃檯，含諮詢、申辦及領件等三大項目。"),))
    return {
        "goals": GoalsContent((GoalLine("g1", "確保航行安全，守護海洋。"), GoalLine("g2", "便利旅客往來。"))),
        "plan-1": harbour_plan(),
        "plan-2": ferry_plan(),
        "achievement-1": AchievementContent("g1", "確保航行安全，守護海洋", themes=themes),
        "achievement-2": AchievementContent("g2", "便利旅客往來", (Paragraph("p1", "全年載客成長。"),)),
        "follow-up": FollowUpContent((answer,)),
        "overall-opinion": OverallOpinionContent((Paragraph("p1", "整體執行良好。"),)),
    }


def assemble(parts: dict[str, SectionContent], **settings: Any) -> Document:
    """The document of these section contents, each in the chapter of its kind."""
    chapters = tuple(
        DocumentChapter(
            title, kind, tuple(DocumentSection(code, part) for code, part in parts.items() if part.kind is kind)
        )
        for kind, title in TITLES.items()
    )
    document = Document("示範航港局", "PORT", 114, "示範航港局114年度施政績效報告", chapters)
    return replace(document, settings=replace(document.settings, **settings))


def with_part(code: str, **changes: Any) -> Document:
    """The clean report with fields of one section changed."""
    parts = contents()
    parts[code] = replace(parts[code], **changes)
    return assemble(parts)


def with_row(code: str, rows: str, key: str, **changes: Any) -> Document:
    """The clean report with fields of one row ("plan-1", "indicators", "i2") changed."""
    return assemble(row_changed(contents(), code, rows, key, **changes))


def row_changed(
    parts: dict[str, SectionContent], code: str, rows: str, key: str, **changes: Any
) -> dict[str, SectionContent]:
    changed = tuple(replace(row, **changes) if row.key == key else row for row in getattr(parts[code], rows))
    return parts | {code: replace(parts[code], **{rows: changed})}


def seen(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """(section, place, message) of each finding."""
    return [(finding.section_code, finding.place, finding.message) for finding in findings]
