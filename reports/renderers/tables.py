"""What the report's tables hold: indicators, budget executions, achievements, and every text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from reports.content.document import Document, DocumentSection
from reports.content.layout import budget_sentence
from reports.content.sections import AchievementContent, PlanContent
from reports.content.stated import identifier
from reports.renderers.texts import section_texts

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: name → what it holds, in the words of the catalogue (主要欄位說明); `rows` leaves the last one out."""

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Callable[[Document], Iterator[Row]]


def _indicators(document: Document) -> Iterator[Row]:
    for section, plan in _plans(document):
        for row in plan.indicators:
            measures = [(m.printed, m.value, m.unit) for m in (row.target, row.actual)]
            cells = (plan.title, row.key, row.name, row.direction.value, row.value_kind.value, *chain(*measures),
                     row.achievement_printed, row.achievement_rate, row.explanation, row.improvement,
                     plan.indicator_note)  # fmt: skip
            yield *_place(document, section, row.key), *map(_text, cells)


def _budgets(document: Document) -> Iterator[Row]:
    for section, plan in _plans(document):
        for row in plan.budgets:
            amounts = (row.appropriation_thousands, row.carryover_thousands, row.expended_thousands)
            sentence = budget_sentence(row, roc_year=document.roc_year, decimals=document.settings.rate_decimals)
            cells = (plan.title, row.key, *amounts, row.execution_printed, row.execution_rate, row.is_suspended,
                     row.explanation, row.improvement, sentence)  # fmt: skip
            yield *_place(document, section, row.key), *map(_text, cells)


def _achievements(document: Document) -> Iterator[Row]:
    for section in document.sections():
        if isinstance(section.content, AchievementContent):
            goal = (section.content.goal_key, section.content.goal_title)
            for row in section.content.paragraphs:
                yield *_place(document, section, row.key), *goal, "", "", row.key, row.text
            for theme in section.content.themes:
                for row in theme.items:
                    yield *_place(document, section, row.key), *goal, theme.key, theme.title, row.key, row.text


def _texts(document: Document) -> Iterator[Row]:
    for section in document.sections():
        for found in section_texts(section):
            place = _place(document, section, found.key, found.detail)
            yield *place, found.part, found.heading, found.key, found.text


def _plans(document: Document) -> Iterator[tuple[DocumentSection, PlanContent]]:
    for section in document.sections():
        if isinstance(section.content, PlanContent):
            yield section, section.content


def _place(document: Document, section: DocumentSection, *parts: str) -> Row:
    about = (document.agency_code, str(document.roc_year), _text(document.edition or None))
    return (identifier(document, section.code, *filter(None, parts)), *about, section.code)


def _text(value: object) -> str:
    """None is an empty cell, true and false as JSON writes them."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


_PLACE = {"id": "識別碼", "agency_code": "機關代碼", "roc_year": "年度（民國）", "edition": "版次",
          "section_code": "章節代碼"}  # fmt: skip
_REMARKS = {"explanation": "差異說明", "improvement": "策進作為"}
_LICENCE = {"attribution": "授權顯名聲明"}
INDICATORS = Table("indicators", "計畫指標", {
    **_PLACE, "plan_title": "計畫名稱", "key": "列鍵", "name": "指標名稱",
    "direction": "達成方向", "value_kind": "數值種類",
    "target_printed": "年度目標值（刊載）", "target_value": "年度目標值", "target_unit": "目標值單位",
    "actual_printed": "實際值（刊載）", "actual_value": "實際值", "actual_unit": "實際值單位",
    "achievement_printed": "達成率（刊載）", "achievement_rate": "達成率（%）", **_REMARKS,
    "indicator_note": "指標表附註", **_LICENCE,
}, _indicators)  # fmt: skip
BUDGETS = Table("budgets", "計畫預算執行", {
    **_PLACE, "plan_title": "計畫名稱", "key": "列鍵", "appropriation_thousands": "預算數（千元）",
    "carryover_thousands": "以前年度保留（千元）", "expended_thousands": "執行數（千元）",
    "execution_printed": "執行率（刊載）", "execution_rate": "執行率（%）", "is_suspended": "是否暫緩編列",
    **_REMARKS, "sentence": "刊載文字", **_LICENCE,
}, _budgets)  # fmt: skip
ACHIEVEMENTS = Table("achievements", "目標推動成果", {
    **_PLACE, "goal_key": "目標鍵", "goal_title": "施政目標", "theme_key": "主題鍵", "theme_title": "主題",
    "key": "列鍵", "text": "具體事蹟", **_LICENCE,
}, _achievements)  # fmt: skip
PARAGRAPHS = Table("paragraphs", "報告全文段落", {
    **_PLACE, "part": "部分", "heading": "所屬標題", "key": "列鍵", "text": "文字", **_LICENCE,
}, _texts)  # fmt: skip

TABLES = (INDICATORS, BUDGETS, ACHIEVEMENTS, PARAGRAPHS)
