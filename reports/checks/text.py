"""TXT: what is written, one paragraph of the model at a time; table cells are never read as prose."""

from collections.abc import Iterator

from reports.checks.base import Observation, achievements, check, texts_of
from reports.checks.enumerations import miscounts
from reports.content import Document, GoalLine, GoalsContent
from reports.enums import Severity


@check("TXT-01", Severity.ERROR, is_local=False)
def txt_01(document: Document) -> Iterator[Observation]:
    """Goal wording identical wherever it is cited."""
    goals = goals_by_key(document)
    for section, achievement in achievements(document):
        cited = achievement.goal_title
        if not cited.strip() or achievement.goal_key not in goals:
            continue
        source, goal = goals[achievement.goal_key]
        if _wording(cited) != _wording(goal.text):
            params = {"cited": cited, "goal": goal.text, "goal_key": goal.key, "goal_section": source}
            yield Observation(section.code, "title", "txt_01.goal_worded_differently", params)


@check("TXT-02", Severity.WARNING)
def txt_02(document: Document) -> Iterator[Observation]:
    """「A、B及C等N國/種/項」: N equals the count."""
    for section in document.sections():
        for place, text in texts_of(section.content):
            for found in miscounts(text):
                params = {"phrase": found.phrase, "stated": found.stated, "counted": found.counted}
                yield Observation(section.code, place, "txt_02.count_differs", params)


def goals_by_key(document: Document) -> dict[str, tuple[str, GoalLine]]:
    """Key → (code of the section that states the goal, the goal)."""
    return {
        goal.key: (section.code, goal)
        for section in document.sections()
        if isinstance(section.content, GoalsContent)
        for goal in section.content.goals
    }


def _wording(goal: str) -> str:
    """The words alone: headings end with ：, goal lines with 。, and page breaks leave blanks."""
    return "".join(goal.split()).rstrip("。：:.")
