"""What the demo's contributors still have to do to their drafts before the checks let them through."""

from dataclasses import replace

from reports.content import AchievementContent, Indicator, PlanContent, SectionContent

GOAL_OF_PLAN = {"plan-1": "g1", "plan-2": "g1", "plan-3": "g1", "plan-4": "g1"}
CAP_NOTE = "註：達成率逾100%者，以100%列計。"
EXPLANATIONS = {
    ("plan-4", "i2"): "網路填寫自10月1日起全面實施，使用率因而高於原訂目標。",
}
SENT_BACK = "plan-2"
REASON = "請補充表列達成率以100%為上限之說明，並敘明水頭港閘門未能裝設之後續時程。"
ADDITION = "預定於新旅運中心開放後三個月內完成安裝。"
WAIVED = ("plan-4", "i1")
WAIVER_REASON = "目標值係於計畫核定時訂定，實際值為比對筆數由10筆增為2,780筆換算之增幅，已查證無誤。"


def completed(code: str, content: SectionContent) -> SectionContent:
    """The draft as its contributor first submits it: linked to its goal, explained where a check asks."""
    if isinstance(content, PlanContent):
        note = "" if code == SENT_BACK else _note(content)
        rows = tuple(_explained(code, row) for row in content.indicators)
        return replace(content, goal_keys=(GOAL_OF_PLAN[code],), indicators=rows, indicator_note=note)
    return content


def revised(content: SectionContent) -> SectionContent:
    """The plan that was sent back, with what its supervisor asked for."""
    assert isinstance(content, PlanContent)
    last = content.review_and_actions[-1]
    review = (*content.review_and_actions[:-1], replace(last, text=last.text + ADDITION))
    return replace(content, indicator_note=CAP_NOTE, review_and_actions=review)


def reworded(content: SectionContent, goal: str) -> SectionContent:
    """The achievements with the goal cited as it is worded in the first chapter."""
    assert isinstance(content, AchievementContent)
    return replace(content, goal_title=goal.rstrip("。"))


def _note(content: PlanContent) -> str:
    over = any(
        row.actual.value is not None and row.target.value is not None and row.actual.value > row.target.value
        for row in content.indicators
    )
    return CAP_NOTE if over else ""


def _explained(code: str, row: Indicator) -> Indicator:
    return replace(row, explanation=EXPLANATIONS.get((code, row.key), row.explanation))
