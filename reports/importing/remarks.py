"""The labelled remarks under a row: 說明：… is its explanation, 策進作為：… its improvement."""

import re
from dataclasses import dataclass, replace
from typing import TypeVar

from reports.content.codec import MAX_TEXT_LENGTH
from reports.content.figures import BudgetExecution, Indicator

Row = TypeVar("Row", Indicator, BudgetExecution)

_REMARK = re.compile(r"(?:指標[(（](?P<row>\d{1,3})[)）])?(?P<label>說明|策進作為)[：:]\s*")


@dataclass(frozen=True, slots=True)
class Remark:
    """`row_number` counts from 1, 0 where the label names none."""

    row_number: int
    is_improvement: bool
    text: str


def read_remark(text: str) -> Remark | None:
    """The remark that `text` is: 指標(2)說明：…, 說明：…, 策進作為：…."""
    match = _REMARK.match(text)
    if match is None:
        return None
    return Remark(int(match["row"] or 0), match["label"] == "策進作為", text[match.end() :].strip())


def has_room(row: Indicator | BudgetExecution, remark: Remark) -> bool:
    """Whether the row's remark stays within what a text may be long."""
    text = row.improvement if remark.is_improvement else row.explanation
    return len(text) + len(remark.text) <= MAX_TEXT_LENGTH


def with_remark(row: Row, remark: Remark) -> Row:
    """The row with the remark after what it already says."""
    if remark.is_improvement:
        return replace(row, improvement=row.improvement + remark.text)
    return replace(row, explanation=row.explanation + remark.text)
