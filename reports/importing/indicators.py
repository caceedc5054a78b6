"""Indicator tables: the header row says which column is which, each further row is one indicator."""

from collections.abc import Mapping
from decimal import Decimal

from reports.content.figures import Indicator, Measure
from reports.enums import ValueKind
from reports.importing.marks import ITEM, read_mark
from reports.values.figures import FigureError, parse_measure
from reports.values.readings import NO_RATE

_REQUIRED = {"name", "target", "actual"}
_MALFORMED = {"bad_grouping", "bad_decimals", "too_many_digits"}
_ALL_MILESTONES = Decimal(100)


class RowNotRead(ValueError):
    """`reason` is bad_row, bad_number or unknown_table; `detail` the words."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def columns_of(header: list[str]) -> dict[str, int]:
    """Field → column of a header row. Raises RowNotRead unknown_table without name, target and actual."""
    columns: dict[str, int] = {}
    for place, words in enumerate(header):
        field = _field_of(words)
        if field is None or field in columns:
            raise RowNotRead("unknown_table", words)
        columns[field] = place
    if not columns.keys() >= _REQUIRED:
        raise RowNotRead("unknown_table", "\t".join(header))
    return columns


def _field_of(words: str) -> str | None:
    if "達成率" in words or "達成度" in words:
        return "rate"
    if "原因" in words or "說明" in words:
        return "explanation"
    if "策進" in words or "改善" in words or "改進" in words:
        return "improvement"
    if "實際" in words or "達成值" in words:
        return "actual"
    if "指標" in words and "值" not in words:
        return "name"
    return "target" if "目標" in words else None


def read_row(cells: list[str], columns: Mapping[str, int], *, key: str) -> Indicator:
    """One indicator. A missing last cell is an empty one. Raises RowNotRead: bad_row, bad_number."""
    if not max(columns[field] for field in _REQUIRED) < len(cells) <= len(columns):
        raise RowNotRead("bad_row", f"{len(cells)}/{len(columns)}")
    values = {field: cells[place] if place < len(cells) else "" for field, place in columns.items()}
    target, actual = read_measure(values["target"]), read_measure(values["actual"])
    return Indicator(
        key=key,
        name=_without_mark(values["name"]),
        target=target,
        actual=actual,
        achievement_rate=_rate(values.get("rate", "")),
        achievement_printed=values.get("rate", ""),
        value_kind=_kind(target, actual),
        explanation=values.get("explanation", ""),
        improvement=values.get("improvement", ""),
    )


def read_measure(printed: str) -> Measure:
    """A figure with its unit, or words without one. RowNotRead bad_number for a malformed figure (12,34%)."""
    try:
        figure = parse_measure(printed)
    except FigureError as error:
        if error.code in _MALFORMED:
            raise RowNotRead("bad_number", printed) from None
        return Measure(printed)
    return Measure(printed, figure.value, figure.unit)


def is_milestone_table(rows: list[Indicator]) -> bool:
    """Weights of milestones: percentages that add up to exactly 100."""
    values = [row.target.value for row in rows if row.value_kind is ValueKind.RATE and row.target.value is not None]
    return len(rows) > 1 and len(values) == len(rows) and sum(values) == _ALL_MILESTONES


def _without_mark(name: str) -> str:
    mark = read_mark(name)
    return name[mark.length :] if mark and mark.level >= ITEM else name


def _rate(printed: str) -> Decimal | None:
    if not printed or printed in NO_RATE:
        return None
    try:
        figure = parse_measure(printed)
    except FigureError:
        raise RowNotRead("bad_number", printed) from None
    if figure.unit not in {"", "%"}:
        raise RowNotRead("bad_number", printed)
    return figure.value


def _kind(target: Measure, actual: Measure) -> ValueKind:
    if target.value is None or actual.value is None:
        return ValueKind.QUALITATIVE
    if target.unit == "%":
        return ValueKind.RATE
    return ValueKind.AMOUNT if target.unit.endswith("元") else ValueKind.COUNT
