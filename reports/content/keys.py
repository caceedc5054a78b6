"""Row keys: a letter for the kind of row and a number that its section never gives out twice.

A key is part of an identifier for life (stated.py), so it is the house's to give: whoever saves may only say which of
the section's own rows a row is.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import count
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
_KEY = re.compile(r"[a-z][1-9][0-9]{0,10}")
LONGEST_BROUGHT = 6
"""Characters of a key that a first content may bring, so that numbering on never outgrows the column."""
_NAMES = ("name", "title", "opinion", "text")

IsFormer = Callable[[Any], bool]
"""Whether a row was this section's before, under the key it has."""


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


def words(row: Any) -> str:
    """What a row is called or says: its name, title, opinion or text; "" for a budget, which has none of these."""
    return str(next((getattr(row, name) for name in _NAMES if hasattr(row, name)), ""))


def is_same_row(one: Any, other: Any) -> bool:
    """Whether two rows of different times are one: of one kind and words, or alike in all where there are none."""
    if type(one) is not type(other) or words(one) != words(other):
        return False
    return bool(words(one)) or replace(one, key="") == replace(other, key="")


def with_keys(
    content: SectionContent,
    *,
    last_number: int,
    current: SectionContent | None = None,
    is_former: IsFormer = lambda _row: False,
) -> Keyed:
    """Give a key to every row that has none: that of the row in `current` which it repeats, else a new one.

    It repeats a row of its kind with the same words, or, where neither has words, the one at its place in a list of
    the same length; a key that `content` names itself is not given twice. ContentError (with the row's path):
    duplicate_key, and unless `current` or a former row has the key, unknown_key. The first content of all (`current`
    None) may bring keys, since none was promised yet; ContentError bad_key for one that is no key of its kind.
    """
    _refuse_keys(content, current, is_former)
    taken = _continued(content, current) if current is not None else {}
    numbers = count(max([last_number, *(_number(row.key) for _path, row in rows(content) if row.key)]) + 1)
    keys = [row.key or taken.get(path) or f"{PREFIXES[type(row)]}{next(numbers)}" for path, row in rows(content)]
    return Keyed(_filled(content, iter(keys)), max([last_number, *map(_number, keys)]))


def without_unknown_keys(
    content: SectionContent, *, current: SectionContent | None, is_former: IsFormer
) -> SectionContent:
    """The same with every row new whose key `with_keys` would call unknown: somebody else removed it meanwhile."""
    if current is None:
        return content
    known = _kinds(current)
    keys = (row.key if known.get(row.key) is type(row) or is_former(row) else "" for _path, row in rows(content))
    cleared: SectionContent = _filled(content, keys)
    return cleared


def _refuse_keys(content: SectionContent, current: SectionContent | None, is_former: IsFormer) -> None:
    seen: set[str] = set()
    known = _kinds(current) if current is not None else {}
    for path, row in rows(content):
        if not row.key:
            continue
        if row.key in seen:
            raise ContentError("duplicate_key", f"{path}.key", key=row.key)
        seen.add(row.key)
        if current is None and not (is_key_of(row) and len(row.key) <= LONGEST_BROUGHT):
            raise ContentError("bad_key", f"{path}.key", key=row.key)
        if current is not None and known.get(row.key) is not type(row) and not is_former(row):
            raise ContentError("unknown_key", f"{path}.key", key=row.key)


def is_key_of(row: Any) -> bool:
    """Whether the row's key is one of its kind."""
    return _KEY.fullmatch(row.key) is not None and row.key[0] == PREFIXES[type(row)]


def _kinds(content: SectionContent) -> dict[str, type]:
    return {row.key: type(row) for _path, row in rows(content)}


def _continued(content: SectionContent, current: SectionContent) -> dict[str, str]:
    """Path → key of the rows without a key that repeat one of `current`."""
    named = {row.key for _path, row in rows(content)}
    free: dict[tuple[type, str], list[str]] = {}
    for signature, _path, row in _signed(current):
        if row.key not in named:
            free.setdefault((type(row), signature), []).append(row.key)
    taken: dict[str, str] = {}
    for signature, path, row in _signed(content):
        if not row.key and (found := free.get((type(row), signature))):
            taken[path] = found.pop(0)
    return taken


def _signed(content: SectionContent) -> Iterator[tuple[str, str, Any]]:
    """Every row with its path, behind what it is recognised by: its words, or its place in a list of this length."""
    found = list(rows(content))
    lengths = Counter(path.rpartition("[")[0] for path, _row in found)
    for path, row in found:
        yield words(row) or f"\n{path}/{lengths[path.rpartition('[')[0]]}", path, row


def _number(key: str) -> int:
    return int(key[1:])


def _filled(value: Any, keys: Iterator[str]) -> Any:
    """`value` with the keys in the order of `rows`."""
    changes: dict[str, Any] = {"key": next(keys)} if hasattr(value, "key") else {}
    for field in fields(value):
        child = getattr(value, field.name)
        if isinstance(child, tuple) and child and is_dataclass(child[0]):
            changes[field.name] = tuple(_filled(item, keys) for item in child)
    return replace(value, **changes) if changes else value
