"""One frozen dataclass for each kind of section: the content that is edited, checked, frozen, approved and rendered.

Keys ("i1", "b1", "p3") name a row within its section, stay with it for life and are never printed.
"""

from dataclasses import dataclass

from reports.content.figures import BudgetExecution, Indicator, Paragraph
from reports.enums import SectionKind


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One 年度施政目標. `key` is what plans and achievements point at."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class GoalsContent:
    """壹、年度施政目標: one line a goal."""

    goals: tuple[GoalLine, ...] = ()
    kind: SectionKind = SectionKind.GOALS


@dataclass(frozen=True, slots=True)
class PlanContent:
    """One 年度重要計畫: indicator table, budget sentence(s), narrative and 檢討策進."""

    title: str = ""
    """Without its number and without a trailing colon."""
    period_start_year: int | None = None
    """First ROC year of the plan period （112年—115年）."""
    period_end_year: int | None = None
    goal_keys: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    indicator_note: str = ""
    """The table's note, e.g. that rates are capped at 100 % (KPI-02)."""
    budgets: tuple[BudgetExecution, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    """重要執行情形."""
    review_and_actions: tuple[Paragraph, ...] = ()
    """檢討策進作為; printed after the paragraphs under the same heading, numbered on."""
    has_heading_colon: bool = True
    """Whether the heading is printed with ： (STR-02 wants one style in a report)."""
    kind: SectionKind = SectionKind.PLAN


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme (一) of a goal's achievements with its numbered items."""

    key: str
    title: str
    """Without its number and trailing punctuation, as every title here: saving leaves it off (titles.py)."""
    items: tuple[Paragraph, ...] = ()
    has_full_width_mark: bool = False
    """True when the source printed （一）instead of (一); kept so that STR-02 can see it."""


@dataclass(frozen=True, slots=True)
class AchievementContent:
    """參: the achievements under one goal, as themes with items or as running text."""

    goal_key: str = ""
    goal_title: str = ""
    """The goal as cited here, without its number and trailing punctuation; TXT-01 compares it with the goal."""
    paragraphs: tuple[Paragraph, ...] = ()
    themes: tuple[Theme, ...] = ()
    kind: SectionKind = SectionKind.ACHIEVEMENT


@dataclass(frozen=True, slots=True)
class Answer:
    """What was done about one opinion of the edition before (STR-05)."""

    key: str
    opinion: str
    """The opinion being answered; empty where the source states only what was done."""
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpContent:
    """肆、前年度「綜合意見」辦理情形."""

    answers: tuple[Answer, ...] = ()
    kind: SectionKind = SectionKind.FOLLOW_UP


@dataclass(frozen=True, slots=True)
class OverallOpinionContent:
    """伍、綜合意見: the input to next year's 肆."""

    paragraphs: tuple[Paragraph, ...] = ()
    kind: SectionKind = SectionKind.OVERALL_OPINION


SectionContent = GoalsContent | PlanContent | AchievementContent | FollowUpContent | OverallOpinionContent

CONTENT_TYPES: dict[SectionKind, type[SectionContent]] = {
    SectionKind.GOALS: GoalsContent,
    SectionKind.PLAN: PlanContent,
    SectionKind.ACHIEVEMENT: AchievementContent,
    SectionKind.FOLLOW_UP: FollowUpContent,
    SectionKind.OVERALL_OPINION: OverallOpinionContent,
}
