"""One 年度重要計畫: title with period, (一) indicator table, (二) budget sentence, (三) narrative."""

import re

from reports.content.sections import PlanContent
from reports.importing.blocks import Block
from reports.importing.budget_part import read_budget_part
from reports.importing.headings import PartRole, ends_with_colon, part_role, split_heading, without_colon
from reports.importing.indicator_part import read_indicator_part, with_kinds
from reports.importing.marks import PART
from reports.importing.paragraphs import SectionReader, groups_of
from reports.importing.plan_draft import PlanDraft
from reports.values.roc import RocError, parse_year, parse_year_range

_PERIOD = re.compile(r"[（(](?P<years>[^（()）]*\d[^（()）]*年[^（()）]*)[）)]$")
# How much of a sentence without heading may tell what the part is about.
_TELLING_LENGTH = 30
_SHORTFALL = re.compile(r"執行率|預算執行|達成率|未達|落後")
# 因應, 致力 and 受理 name no cause.
_CAUSE = re.compile(r"因(?![應此])|致(?!力)|影響|受(?![理益惠])")


def read_plan(group: list[Block], reader: SectionReader, *, roc_year: int | None) -> PlanContent:
    """The plan below a 一、 heading. Parts are told by their words: one may be missing or stand elsewhere."""
    heading, running = split_heading(group[0])
    reader.place(heading, "title")
    draft = PlanDraft(reader, roc_year)
    before, parts = groups_of(group[1:], PART)
    draft.paragraphs.extend(reader.paragraphs(([running] if running else []) + before))
    for part in parts:
        _read_part(part, draft)
    title, start, end = split_period(without_colon(heading.text))
    return PlanContent(
        title=title,
        period_start_year=start,
        period_end_year=end,
        indicators=with_kinds(draft.indicators),
        indicator_note=" ".join(draft.notes),
        budgets=tuple(draft.budgets),
        paragraphs=tuple(draft.paragraphs),
        review_and_actions=tuple(draft.review),
        has_heading_colon=ends_with_colon(heading.raw),
    )


def split_period(title: str) -> tuple[str, int | None, int | None]:
    """A plan's title without （112年—115年）, （112年起）, （至115年） or （114年）, and these years."""
    match = _PERIOD.search(title)
    if match is None:
        return title, None, None
    try:
        start, end = _years(match["years"].strip())
    except RocError:
        return title, None, None
    return title[: match.start()].rstrip(), start, end


def _years(printed: str) -> tuple[int | None, int | None]:
    if printed.endswith("起"):
        return parse_year(printed.removesuffix("起")), None
    if printed.startswith("至"):
        return None, parse_year(printed.removeprefix("至"))
    try:
        return parse_year_range(printed)
    except RocError:
        year = parse_year(printed)
        return year, year


def _read_part(part: list[Block], draft: PlanDraft) -> None:
    heading, running = _part_heading(part[0])
    body = ([running] if running else []) + part[1:]
    role = part_role(heading.text if heading else part[0].text[:_TELLING_LENGTH])
    if role is None:
        for block in part:
            draft.reader.leave(block, "unknown_part", part[0].text[:_TELLING_LENGTH])
        return
    if heading:
        draft.reader.place(heading, role.value)
    _READERS[role](body, draft)


def _part_heading(block: Block) -> tuple[Block | None, Block | None]:
    """The part's heading and the text behind it; a sentence right after the mark is no heading."""
    heading, running = split_heading(block)
    if running is None and not ends_with_colon(block.raw) and re.search("[，。]", block.raw):
        return None, block
    return heading, running


def _read_narrative(body: list[Block], draft: PlanDraft) -> None:
    """The trailing paragraphs that say why a figure fell short are 檢討策進; the printed order stays."""
    found = list(draft.reader.paragraphs(body))
    edge = len(found)
    while edge and explains_shortfall(found[edge - 1].text):
        edge -= 1
    draft.paragraphs.extend(found[:edge])
    draft.review.extend(found[edge:])


def explains_shortfall(text: str) -> bool:
    """Whether a paragraph names a rate or a shortfall together with a cause."""
    return bool(_SHORTFALL.search(text) and _CAUSE.search(text))


def _read_review(body: list[Block], draft: PlanDraft) -> None:
    draft.review.extend(draft.reader.paragraphs(body))


_READERS = {
    PartRole.INDICATORS: read_indicator_part,
    PartRole.BUDGET: read_budget_part,
    PartRole.NARRATIVE: _read_narrative,
    PartRole.REVIEW: _read_review,
}
