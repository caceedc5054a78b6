"""One goal of 參: its themes (一) with numbered items, or running text after the heading's colon."""

from reports.content.figures import Paragraph
from reports.content.sections import AchievementContent, Theme
from reports.importing.blocks import Block
from reports.importing.headings import split_heading, without_colon
from reports.importing.marks import PART
from reports.importing.paragraphs import SectionReader, groups_of


def read_achievement(group: list[Block], reader: SectionReader, *, goal_keys: set[str]) -> AchievementContent:
    """The goal is found by its number in the outline, not by its wording: comparing words is a check's task."""
    heading, running = split_heading(group[0])
    reader.place(heading, "title")
    key = f"g{heading.mark.number}" if heading.mark else ""
    if key not in goal_keys:
        reader.notice("unknown_goal", heading.line, key)
        key = ""
    before, groups = groups_of(group[1:], PART)
    paragraphs = reader.paragraphs(([running] if running else []) + before)
    themes = tuple(_theme(blocks, f"t{number}", reader) for number, blocks in enumerate(groups, start=1))
    return AchievementContent(
        goal_key=key, goal_title=without_colon(heading.text), paragraphs=paragraphs, themes=themes
    )


def _theme(group: list[Block], key: str, reader: SectionReader) -> Theme:
    heading, running = split_heading(group[0])
    reader.place(heading, key)
    items: tuple[Paragraph, ...] = reader.paragraphs(([running] if running else []) + group[1:])
    return Theme(
        key=key,
        title=without_colon(heading.text),
        items=items,
        has_full_width_mark=bool(heading.mark and heading.mark.is_full_width),
    )
