"""STR: the report's parts, how they hang together, and one style of marks."""

from collections.abc import Iterator

from reports.checks.base import REPORT_LEVEL, Observation, achievements, check, plans
from reports.checks.text import goals_by_key
from reports.content import (
    AchievementContent,
    Document,
    FollowUpContent,
    GoalsContent,
    OverallOpinionContent,
    Paragraph,
    PlanContent,
    SectionContent,
)
from reports.enums import BracketWidth, SectionKind, Severity

Places = Iterator[tuple[str, str]]
"""(place, message) pairs."""


@check("STR-02", Severity.WARNING, is_local=False)
def str_02(document: Document) -> Iterator[Observation]:
    """One bracket width and one heading-colon style."""
    yield from _odd_brackets(document)
    yield from _odd_colons(document)


@check("STR-03", Severity.ERROR, is_local=False)
def str_03(document: Document) -> Iterator[Observation]:
    """Required sections present and not empty; plan linked to a goal; goal has a result."""
    yield from _missing_chapters(document)
    for section in document.sections():
        for place, message in _gaps(section.content):
            yield Observation(section.code, place, message)
    yield from _loose_plans(document)
    yield from _loose_goals(document)


def _odd_brackets(document: Document) -> Iterator[Observation]:
    """Marks of the width that the report does not use.

    A theme typed here has no printed mark of its own, so under full width a half-width mark is odd only where
    most of the themes were seen in full width.
    """
    found = achievements(document)
    themes = [(section.code, theme) for section, content in found for theme in content.themes]
    full = sum(theme.has_full_width_mark for _code, theme in themes)
    is_full_odd = document.settings.bracket_width is BracketWidth.HALF
    if not is_full_odd and full * 2 <= len(themes):
        return
    message = "str_02.full_width_mark" if is_full_odd else "str_02.half_width_mark"
    for code, theme in themes:
        if theme.has_full_width_mark is is_full_odd:
            yield Observation(code, theme.key, message, {"title": theme.title})


def _odd_colons(document: Document) -> Iterator[Observation]:
    """Headings in the rarer style; where both are equally frequent, the first heading sets the style."""
    headings = [(section.code, content) for section, content in plans(document) if content.title.strip()]
    if not headings:
        return
    with_colon = sum(content.has_heading_colon for _code, content in headings)
    without = len(headings) - with_colon
    wanted = headings[0][1].has_heading_colon if with_colon == without else with_colon > without
    message = "str_02.colon_missing" if wanted else "str_02.colon_not_used"
    for code, content in headings:
        if content.has_heading_colon is not wanted:
            yield Observation(code, "title", message, {"title": content.title})


def _missing_chapters(document: Document) -> Iterator[Observation]:
    present = {section.content.kind for section in document.sections()}
    for kind in SectionKind:
        if kind not in present:
            yield Observation(REPORT_LEVEL, kind.value, "str_03.chapter_missing", {"kind": kind.value})


def _gaps(content: SectionContent) -> Places:
    if isinstance(content, GoalsContent):
        yield from _goal_gaps(content)
    elif isinstance(content, PlanContent):
        yield from _plan_gaps(content)
    elif isinstance(content, AchievementContent):
        yield from _achievement_gaps(content)
    elif isinstance(content, FollowUpContent):
        yield from _follow_up_gaps(content)
    elif isinstance(content, OverallOpinionContent) and not _is_written(content.paragraphs):
        yield "", "str_03.section_empty"


def _goal_gaps(content: GoalsContent) -> Places:
    if not content.goals:
        yield "", "str_03.section_empty"
    yield from ((goal.key, "str_03.goal_empty") for goal in content.goals if not goal.text.strip())


def _plan_gaps(content: PlanContent) -> Places:
    if not content.title.strip():
        yield "title", "str_03.title_missing"
    if not content.indicators:
        yield "indicators", "str_03.indicators_missing"
    if not _is_written(content.paragraphs + content.review_and_actions):
        yield "paragraphs", "str_03.narrative_missing"
    for row in content.indicators:
        if not (row.name.strip() and row.target.printed.strip() and row.actual.printed.strip()):
            yield row.key, "str_03.indicator_incomplete"


def _achievement_gaps(content: AchievementContent) -> Places:
    if not content.goal_title.strip():
        yield "title", "str_03.title_missing"
    if not _is_written(content.paragraphs) and not content.themes:
        yield "", "str_03.section_empty"
    for theme in content.themes:
        if not theme.title.strip() or not _is_written(theme.items):
            yield theme.key, "str_03.theme_incomplete"


def _follow_up_gaps(content: FollowUpContent) -> Places:
    if not content.answers:
        yield "", "str_03.section_empty"
    yield from ((row.key, "str_03.answer_empty") for row in content.answers if not _is_written(row.paragraphs))


def _is_written(rows: tuple[Paragraph, ...]) -> bool:
    return any(row.text.strip() for row in rows)


def _loose_plans(document: Document) -> Iterator[Observation]:
    goals = goals_by_key(document)
    for section, content in plans(document):
        if not content.goal_keys:
            yield Observation(section.code, "goal_keys", "str_03.plan_not_linked", {"title": content.title})
        for key in content.goal_keys:
            if goals and key not in goals:
                yield Observation(section.code, "goal_keys", "str_03.goal_unknown", {"goal_key": key})


def _loose_goals(document: Document) -> Iterator[Observation]:
    """Goals without achievements belong to the report: no one section can mend them alone."""
    goals, answered = goals_by_key(document), set()
    for section, content in achievements(document):
        answered.add(content.goal_key)
        if not content.goal_key:
            yield Observation(section.code, "goal_key", "str_03.achievement_not_linked")
        elif goals and content.goal_key not in goals:
            params = {"goal_key": content.goal_key}
            yield Observation(section.code, "goal_key", "str_03.goal_unknown", params)
    for key, (code, goal) in goals.items():
        if key not in answered:
            params = {"goal": goal.text, "goal_key": key, "goal_section": code}
            yield Observation(REPORT_LEVEL, key, "str_03.goal_without_result", params)
