"""(一) of a plan: the indicator table, its note and the remarks under it."""

import re
from dataclasses import replace

from reports.content.figures import Indicator
from reports.enums import ValueKind
from reports.importing.blocks import Block, BlockKind
from reports.importing.indicators import RowNotRead, columns_of, is_milestone_table, read_row
from reports.importing.plan_draft import PlanDraft
from reports.importing.remarks import has_room, read_remark, with_remark

_NOTE = re.compile(r"備?註|附註")
# The layout numbers its tables itself.
_CAPTION = re.compile(r"表\s*\d+[\s\u3000]+\S")
# The layout prints it again before a note that has no label of its own.
_PLAIN_LABEL = re.compile(r"^註[：:]\s*")


def read_indicator_part(body: list[Block], draft: PlanDraft) -> None:
    """Add the part's rows and notes; a row that cannot be read is left over with its reason."""
    for block in body:
        if block.kind is BlockKind.TEXT:
            _read_beside_table(block, draft)
            continue
        try:
            _read_table_line(block, draft)
        except RowNotRead as problem:
            draft.reader.leave(block, problem.reason, problem.detail)


def with_kinds(rows: list[Indicator]) -> tuple[Indicator, ...]:
    """The rows, as milestones where their targets are weights."""
    if is_milestone_table(rows):
        return tuple(replace(row, value_kind=ValueKind.MILESTONE) for row in rows)
    return tuple(rows)


def _read_table_line(block: Block, draft: PlanDraft) -> None:
    if block.kind is BlockKind.TABLE_HEAD:
        draft.columns = {}
        draft.columns = columns_of(block.cells)
        draft.reader.place(block, "indicators")
        return
    if not draft.columns:
        raise RowNotRead("unknown_table", "")
    row = read_row(block.cells, draft.columns, key=f"i{len(draft.indicators) + 1}")
    draft.indicators.append(row)
    draft.reader.place(block, row.key)
    if row.value_kind is ValueKind.QUALITATIVE:
        draft.reader.notice("qualitative_measure", block.line, f"{row.target.printed}／{row.actual.printed}")


def _read_beside_table(block: Block, draft: PlanDraft) -> None:
    if _NOTE.match(block.text):
        draft.notes.append(_PLAIN_LABEL.sub("", block.text))
        draft.reader.place(block, "note")
        return
    if not draft.columns and _CAPTION.match(block.text):
        draft.reader.place(block, "caption")
        return
    remark = read_remark(block.text)
    if remark is None or not 1 <= remark.row_number <= len(draft.indicators):
        draft.reader.leave(block, "no_place")
        return
    place = remark.row_number - 1
    if not has_room(draft.indicators[place], remark):
        draft.reader.leave(block, "text_too_long")
        return
    draft.indicators[place] = with_remark(draft.indicators[place], remark)
    draft.reader.place(block, draft.indicators[place].key)
