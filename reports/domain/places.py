"""Where in a section a finding is, as its reader would say it, in the language now active."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reports.content import (
    AchievementContent,
    FollowUpContent,
    GoalsContent,
    Paragraph,
    PlanContent,
    SectionContent,
)

FIELDS: dict[str, Promise] = {
    "title": pgettext_lazy("part of a section", "Title"),
    "goal_keys": _("Linked goals"),
    "goal_key": _("Linked goal"),
    "indicators": _("Indicator table"),
    "indicator_note": _("Note of the indicator table"),
    "paragraphs": _("Narrative"),
}


def place_text(content: SectionContent, place: str) -> str:
    """Such as: Indicator 3 “設備可用率” for "i3"; "" for the section as a whole; an unknown place as it is."""
    if place in FIELDS:
        return str(FIELDS[place])
    return place_names(content).get(place, place)


def place_names(content: SectionContent) -> dict[str, str]:
    """The name of every row by its key: for a page that names many of them."""
    return dict(_rows(content))


def _rows(content: SectionContent) -> Iterator[tuple[str, str]]:
    if isinstance(content, GoalsContent):
        for number, goal in enumerate(content.goals, 1):
            yield goal.key, gettext("Goal %(number)s") % {"number": number}
    elif isinstance(content, PlanContent):
        yield from _plan_rows(content)
    elif isinstance(content, AchievementContent):
        yield from _theme_rows(content)
    elif isinstance(content, FollowUpContent):
        for number, answer in enumerate(content.answers, 1):
            yield answer.key, gettext("Answer %(number)s") % {"number": number}
            for part, row in enumerate(answer.paragraphs, 1):
                params = {"number": number, "paragraph": part}
                yield row.key, gettext("Answer %(number)s, paragraph %(paragraph)s") % params
    else:
        yield from _paragraphs(content.paragraphs)


def _plan_rows(content: PlanContent) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(content.indicators, 1):
        yield row.key, gettext("Indicator %(number)s “%(name)s”") % {"number": number, "name": row.name}
    for number, budget in enumerate(content.budgets, 1):
        yield budget.key, gettext("Budget %(number)s") % {"number": number}
    yield from _paragraphs(content.paragraphs + content.review_and_actions)


def _theme_rows(content: AchievementContent) -> Iterator[tuple[str, str]]:
    yield from _paragraphs(content.paragraphs)
    for number, theme in enumerate(content.themes, 1):
        yield theme.key, gettext("Theme %(number)s “%(title)s”") % {"number": number, "title": theme.title}
        for item, row in enumerate(theme.items, 1):
            yield row.key, gettext("Theme %(number)s, item %(item)s") % {"number": number, "item": item}


def _paragraphs(rows: Iterable[Paragraph]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, 1):
        yield row.key, gettext("Paragraph %(number)s") % {"number": number}
