"""In which edition each row of a report last changed: editions of one report compared by key, not by place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from reports.content.codec import canonical_json, sha256_hex
from reports.content.document import Document
from reports.content.keys import rows
from reports.content.layout import anchor


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row says, as the SHA-256 of one text; `anchor` is that of the row wherever it is printed."""

    anchor: str
    section_code: str
    state: str


def row_states(document: Document) -> Iterator[RowState]:
    """Every section under its own anchor, and every keyed row. A row's state is without the rows below it."""
    for section in document.sections():
        yield RowState(anchor(section.code), section.code, sha256_hex(canonical_json(section.content)))
        for _path, row in rows(section.content):
            if row.key:
                yield RowState(anchor(section.code, row.key), section.code, sha256_hex(canonical_json(_own(row))))


def last_changed(editions: Iterable[tuple[int, Iterable[RowState]]]) -> dict[str, int]:
    """Anchor → number of the edition, for the last of `editions`, which are in the order of their publication."""
    known: dict[str, tuple[str, int]] = {}
    for number, states in editions:
        before, known = known, {}
        for row in states:
            state, since = before.get(row.anchor, ("", number))
            known[row.anchor] = (row.state, since if state == row.state else number)
    return {name: number for name, (_state, number) in known.items()}


def _own(row: Any) -> tuple[Any, ...]:
    """The row's own fields: an item more under a theme does not change the theme."""
    values = (getattr(row, field.name) for field in fields(row))
    return tuple(() if _is_rows(value) else value for value in values)


def _is_rows(value: Any) -> bool:
    return isinstance(value, tuple) and any(map(is_dataclass, value))
