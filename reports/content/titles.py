"""Titles as content keeps them: bare, since the layout prints the colon of a heading."""

from dataclasses import replace

from reports.content.sections import AchievementContent, PlanContent, SectionContent

_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
_TRAILING = f"：:；;。{_BLANKS}"


def bare(title: str) -> str:
    """The title without blanks around it and without the colon, semicolon or full stop that it ends with."""
    return title.strip(_BLANKS).rstrip(_TRAILING)


def with_bare_titles(content: SectionContent) -> SectionContent:
    """The title of a plan, the goal that achievements cite and the titles of their themes, bare."""
    if isinstance(content, PlanContent):
        return replace(content, title=bare(content.title))
    if isinstance(content, AchievementContent):
        themes = tuple(replace(theme, title=bare(theme.title)) for theme in content.themes)
        return replace(content, goal_title=bare(content.goal_title), themes=themes)
    return content
