"""Row keys: a letter for the kind of row and a number that its section never gives out twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from reports.content.codec import ContentError
from reports.content.figures import BudgetExecution, Indicator, Paragraph
from reports.content.sections import Answer, GoalLine, SectionContent, Theme

PREFIXES: dict[type, str] = {
    GoalLine: "g",
    Indicator: "i",
    BudgetExecution: "b",
    Paragraph: "p",
    Theme: "t",
    Answer: "a",
}
_KEY = re.compile(r"[a-z]([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Keyed:
    """Content in which every row has a key, and the highest number given out so far."""

    content: SectionContent
    last_number: int


def rows(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every keyed row below `value` with its path, in printed order."""
    for field in fields(value):
        child = getattr(value, field.name)
        if not isinstance(child, tuple):
            continue
        for number, item in enumerate(child):
            if is_dataclass(item):
                place = f"{path}{field.name}[{number}]"
                yield place, item
                yield from rows(item, f"{place}.")


def with_keys(content: SectionContent, *, last_number: int) -> Keyed:
    """Give a key to every row that has none. ContentError: bad_key, duplicate_key (with the row's path)."""
    seen: set[str] = set()
    for path, row in rows(content):
        if not row.key:
            continue
        match = _KEY.fullmatch(row.key)
        if match is None or row.key[0] != PREFIXES[type(row)]:
            raise ContentError("bad_key", f"{path}.key", key=row.key)
        if row.key in seen:
            raise ContentError("duplicate_key", f"{path}.key", key=row.key)
        seen.add(row.key)
        last_number = max(last_number, int(match[1]))
    counter = _Counter(last_number)
    return Keyed(_fill(content, counter), counter.last)


class _Counter:
    def __init__(self, last: int) -> None:
        self.last = last

    def next_key(self, row: object) -> str:
        self.last += 1
        return f"{PREFIXES[type(row)]}{self.last}"


def _fill(value: Any, counter: _Counter) -> Any:
    changes: dict[str, Any] = {}
    if getattr(value, "key", None) == "":
        changes["key"] = counter.next_key(value)
    for field in fields(value):
        child = getattr(value, field.name)
        if isinstance(child, tuple) and child and is_dataclass(child[0]):
            changes[field.name] = tuple(_fill(item, counter) for item in child)
    return replace(value, **changes) if changes else value
