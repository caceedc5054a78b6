"""Documents for tests: a full one in the project's own words, a hostile one, a long one and a bare draft."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

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
    frozen_json,
    sha256_hex,
)
from reports.enums import SectionKind

APPROVED_AT = datetime(2026, 2, 25, 8, 30, tzinfo=UTC)

CHAPTERS = (
    ("年度施政目標", SectionKind.GOALS),
    ("年度重要計畫達成情形", SectionKind.PLAN),
    ("年度目標推動成果具體事蹟", SectionKind.ACHIEVEMENT),
    ("前年度「綜合意見」辦理情形", SectionKind.FOLLOW_UP),
    ("綜合意見", SectionKind.OVERALL_OPINION),
)

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile-texts.json").read_text(encoding="utf-8"))
"""`printed` must print literally; `refused` and `without_glyph` may not be saved: text, code point, offset, line."""
HOSTILE_TEXTS: tuple[str, ...] = tuple(HOSTILE["printed"])


def measure(printed: str, value: str | None = None, unit: str = "%") -> Measure:
    return Measure(printed, None if value is None else Decimal(value), unit)


def indicator(key: str, name: str, target: str, actual: str, rate: str = "100", **more: str) -> Indicator:
    """An indicator in percent; `target` and `actual` as printed without the sign."""
    return Indicator(
        key=key,
        name=name,
        target=measure(f"{target}%", target.replace(",", "")),
        actual=measure(f"{actual}%", actual.replace(",", "")),
        achievement_rate=Decimal(rate),
        achievement_printed=f"{rate}%",
        **more,
    )


def section(code: str, content: SectionContent, revision_number: int = 1) -> DocumentSection:
    return DocumentSection(code, content, revision_number, sha256_hex(frozen_json(content)))


def goals_content() -> GoalsContent:
    return GoalsContent(
        (GoalLine("g1", "強化場站安全，提升應變能力。"), GoalLine("g2", "改善服務流程，落實資訊平權。"))
    )


def plan_content() -> PlanContent:
    """Capped rates with a note, a missed target with its remarks, a sentence with carry-over, two actions."""
    return PlanContent(
        title="新世代場站安全服務計畫",
        period_start_year=112,
        period_end_year=115,
        goal_keys=("g1",),
        indicators=(
            indicator("i1", "檢核設備可用率", "99.95", "99.95"),
            indicator("i2", "自助通關使用率", "65.00", "68.37"),
            indicator("i3", "服務人次成長率", "5", "27,700"),
            indicator(
                "i4",
                "完成教育訓練比率",
                "80.00",
                "60.00",
                "75.00",
                explanation="講師調度延後一季。",
                improvement="改採線上課程補訓。",
            ),
        ),
        indicator_note="達成率以100%為上限，超過者以100%計列。",
        budgets=(
            BudgetExecution(
                "b1",
                242_890,
                1_234,
                212_393,
                Decimal("87.01"),
                "87.01%",
                explanation="部分設備驗收延後。",
                improvement="已訂定分期驗收時程。",
            ),
        ),
        paragraphs=(Paragraph("p1", "完成檢核工作站計143套、移動工作站計127套之更新。"),),
        review_and_actions=(
            Paragraph("p1", "驗收時程受場站施工影響，已與場站主管機關訂定月會追蹤。"),
            Paragraph("p2", "將於115年第1季辦理補訓，並納入年度考核。"),
        ),
    )


def suspended_plan_content() -> PlanContent:
    """暫緩編列: one sentence that runs on after its heading, no colon after the plan's title."""
    return PlanContent(
        title="區域辦公廳舍整建計畫",
        goal_keys=("g1",),
        indicators=(
            Indicator(
                "i1",
                "介接系統數",
                Measure("5項", Decimal(5), "項"),
                Measure("5項", Decimal(5), "項"),
                Decimal(100),
            ),
            Indicator("i2", "完成結構體", Measure("完成地下2樓"), Measure("完成地下2樓"), None),
        ),
        budgets=(BudgetExecution("b1", 0, 111_046, 104_184, Decimal("93.82"), is_suspended=True),),
        paragraphs=(Paragraph("p1", "本計畫已完成地下二層結構體，後續依期程辦理。"),),
        has_heading_colon=False,
    )


def achievement_content() -> AchievementContent:
    return AchievementContent(
        goal_key="g1",
        goal_title="強化場站安全，提升應變能力",
        themes=(
            Theme("t1", "完善通報機制", (Paragraph("p1", "全年辦理演練12場次，計1,986人次參加。"),
                                          Paragraph("p2", "修正作業要點，並自114年10月1日施行。"))),
            Theme("t2", "深化跨域合作", (Paragraph("p3", "與甲、乙及丙等3個機關簽署合作備忘錄。"),)),
        ),
    )  # fmt: skip


def running_achievement_content() -> AchievementContent:
    return AchievementContent(
        goal_key="g2", goal_title="改善服務流程，落實資訊平權",
        paragraphs=(Paragraph("p1", "建置多語服務網頁，\n提供中、英、日等3種語言。"),),
    )  # fmt: skip


def rich_sections() -> tuple[tuple[DocumentSection, ...], ...]:
    """The sections of each chapter, in order."""
    answers = (Answer("a1", "應加強弱勢族群服務。", (Paragraph("p1", "已增設3處服務據點。"),)),
               Answer("a2", "", (Paragraph("p2", "持續檢討人力配置。"),)))  # fmt: skip
    remarks = OverallOpinionContent((Paragraph("p1", "整體執行情形良好。"), Paragraph("p2", "建議持續精進服務。")))
    return (
        (section("goals", goals_content()),),
        (section("plan-1", plan_content(), 3), section("plan-2", suspended_plan_content())),
        (
            section("achievement-1", achievement_content()),
            section("achievement-2", running_achievement_content()),
        ),
        (section("follow-up", FollowUpContent(answers)),),
        (section("overall-opinion", remarks, 2),),
    )


def rich_document() -> Document:
    """An approved and announced report that uses every kind of section, block and budget sentence."""
    return Document(
        agency_name="交通部場站示範局",
        agency_code="DEMO",
        roc_year=114,
        title="交通部場站示範局114年度施政績效報告",
        chapters=tuple(
            DocumentChapter(title, kind, sections)
            for (title, kind), sections in zip(CHAPTERS, rich_sections(), strict=True)
        ),
        approved_at=APPROVED_AT,
        announced_on=date(2026, 3, 31),
        edition=1,
    )


def draft_document() -> Document:
    """Not approved, and empty wherever a draft may be empty."""
    empty = (GoalsContent(), PlanContent(), AchievementContent(), FollowUpContent(), OverallOpinionContent())
    chapters = tuple(
        DocumentChapter(title, kind, (DocumentSection(kind.value, content),))
        for (title, kind), content in zip(CHAPTERS, empty, strict=True)
    )
    return replace(rich_document(), chapters=chapters, approved_at=None, announced_on=None, edition=0)


def sparse_document() -> Document:
    """A draft with every gap and excess that content may have: blank titles, rows without words, very long ones."""
    blank = Indicator("", "", Measure(""), Measure(""), None)
    zero = BudgetExecution("", 0, 0, 0, None, explanation="甲\n\n\n乙")
    plans = (
        PlanContent(title=" ", indicator_note="只有註"),
        PlanContent(indicators=(blank, blank), budgets=(zero, zero), paragraphs=(Paragraph("", "\n甲\n"),)),
        PlanContent(
            title="長" * 300 + "\n換行",
            indicators=(replace(blank, name="名" * 400),),
            paragraphs=(Paragraph("x" * 200, "字" * 3_000), Paragraph("", " \n ")),
        ),
    )
    sections = tuple(section(f"plan-{number}", content) for number, content in enumerate(plans, 1))
    chapters = (DocumentChapter("", SectionKind.PLAN, sections), DocumentChapter("空", SectionKind.GOALS))
    return replace(draft_document(), title=" ", agency_name="", chapters=chapters)


def hostile_document() -> Document:
    """Every free text holds the markup of some format; all of it must print literally."""
    rows = tuple(Paragraph(f'p{number}"><b>', text) for number, text in enumerate(HOSTILE_TEXTS))
    plan = PlanContent(
        title=HOSTILE_TEXTS[0],
        indicators=tuple(
            Indicator(f"i{number}", text, Measure(text), Measure(text), None, text)
            for number, text in enumerate(HOSTILE_TEXTS)
        ),
        indicator_note=HOSTILE_TEXTS[2],
        paragraphs=rows,
    )
    chapters = (DocumentChapter(HOSTILE_TEXTS[2], SectionKind.PLAN, (section("plan-1", plan),)),)
    return replace(rich_document(), title=HOSTILE_TEXTS[0], agency_name=HOSTILE_TEXTS[2], chapters=chapters)


def long_document(plans: int = 60) -> Document:
    """`plans` plan sections of about a page each."""
    text = "配合年度工作計畫，辦理設備更新、流程改善及教育訓練，並按季檢討辦理情形。" * 6
    content = replace(plan_content(), paragraphs=tuple(Paragraph(f"q{number}", text) for number in range(4)))
    sections = tuple(section(f"plan-{number}", content) for number in range(1, plans + 1))
    return replace(rich_document(), chapters=(DocumentChapter("年度重要計畫", SectionKind.PLAN, sections),))


EVERY_DOCUMENT = (rich_document, draft_document, sparse_document, hostile_document, long_document)
"""Builders, for a test that every kind of document must pass."""


def printed_facts(document: Document) -> list[str]:
    """Every text and figure that a reader must find in each format, read from the content and not from the layout."""
    facts = [document.title, document.agency_name]
    for chapter in document.chapters:
        facts.append(chapter.title)
        for part in chapter.sections:
            facts += _facts(part.content)
    return [fact for fact in facts if fact]


def _facts(value: object) -> list[str]:
    if isinstance(value, BudgetExecution):
        amounts = (value.appropriation_thousands, value.carryover_thousands, value.expended_thousands)
        printed = [f"{amount:,}千元" for amount in amounts if amount]
        return [*printed, value.execution_printed, value.explanation, value.improvement]
    if isinstance(value, Measure):
        return [value.printed]
    if isinstance(value, tuple):
        return [fact for row in value for fact in _facts(row)]
    if not is_dataclass(value):
        return []
    hidden = {"key", "kind", "goal_key", "goal_keys", "direction", "value_kind"}
    return [
        fact
        for field in fields(value)
        if field.name not in hidden
        for inner in [getattr(value, field.name)]
        for fact in ([inner] if isinstance(inner, str) else _facts(inner))
    ]
