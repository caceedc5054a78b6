"""What differs between two contents of one section, for the person who has to sign the newer one.

Rows are matched by key, so an inserted row is one addition and not a change of every row below it. Every difference
of the frozen text shows up: equal contents, and only they, have none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from reports.content.codec import to_json
from reports.content.difference_runs import Run, RunKind, longest_increasing, text_runs
from reports.content.sections import SectionContent

__all__ = ["Difference", "DifferenceKind", "Run", "RunKind", "differences", "text_runs"]


class DifferenceKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what it was.

    `field` is the schema's path without row numbers ("indicators.target.printed"), `row` the key of the row it is in
    ("" for the section itself), `place` the row's number as a reader counts it ("2", "1.3"), `name` what the row is
    called ("查驗設備可用率"), where it has a name. `old` is "" for an addition, `new` for a removal; of a moved row
    they are its two places.
    """

    kind: DifferenceKind
    field: str
    row: str
    place: str
    name: str
    old: str
    new: str

    def runs(self) -> tuple[Run, ...]:
        """The new text against the old one, in reading order."""
        return text_runs(self.old, self.new)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One value, or (`is_row`) the row that the values after it belong to. `parent` is the list it stands in."""

    field: str
    row: str
    place: str
    name: str
    text: str = ""
    parent: str = ""
    is_row: bool = False


def differences(old: SectionContent | None, new: SectionContent) -> tuple[Difference, ...]:
    """Everything that changed from `old` (None: there was nothing) to `new`, in the order of `new`.

    Both are contents as frozen, where every row has a key. What was removed stands where it used to be. Numbers are
    shown as they are frozen, beside their printed form.
    """
    before = _by_identity(old)
    after = _by_identity(new)
    written = {leaf.row for leaf in (*before.values(), *after.values()) if leaf.text}
    moved = _moved_rows(before, after)
    found: list[Difference] = []
    for identity in _merged(list(before), list(after)):
        was, is_now = before.get(identity), after.get(identity)
        leaf = is_now or was
        assert leaf is not None
        if leaf.is_row:
            found += _row_difference(was, is_now, is_moved=leaf.row in moved, is_silent=leaf.row not in written)
        elif (was.text if was else "") != (is_now.text if is_now else ""):
            found.append(_value_difference(was, is_now))
    return tuple(found)


def _row_difference(old: _Leaf | None, new: _Leaf | None, *, is_moved: bool, is_silent: bool) -> Iterator[Difference]:
    """A row that moved, or one without a word that came or went; other rows speak through their values."""
    if old is not None and new is not None:
        if is_moved:
            yield Difference(DifferenceKind.MOVED, new.field, new.row, new.place, new.name, old.place, new.place)
    elif is_silent:
        yield _value_difference(old, new)


def _value_difference(old: _Leaf | None, new: _Leaf | None) -> Difference:
    leaf = new or old
    assert leaf is not None
    before, after = old.text if old else "", new.text if new else ""
    kind = DifferenceKind.CHANGED
    if old is None or (not before and after):
        kind = DifferenceKind.ADDED
    elif new is None or not after:
        kind = DifferenceKind.REMOVED
    return Difference(kind, leaf.field, leaf.row, leaf.place, leaf.name, before, after)


# --- content → values ------------------------------------------------------------------------------------------


def _by_identity(content: SectionContent | None) -> dict[tuple[str, str, bool], _Leaf]:
    if content is None:
        return {}
    return {(leaf.row, leaf.field, leaf.is_row): leaf for leaf in _leaves(content, _Leaf("", "", "", ""), "")}


def _leaves(value: Any, within: _Leaf, path: str) -> Iterator[_Leaf]:
    for field in fields(value):
        if field.name in {"key", "kind"}:
            continue
        child = getattr(value, field.name)
        name = f"{path}.{field.name}" if path else field.name
        if isinstance(child, tuple) and child and is_dataclass(child[0]):
            yield from _row_leaves(child, within, name)
        elif is_dataclass(child):
            yield from _leaves(child, within, name)
        else:
            yield _Leaf(name, within.row, within.place, within.name, _text(child))


def _row_leaves(rows: tuple[Any, ...], within: _Leaf, path: str) -> Iterator[_Leaf]:
    for number, row in enumerate(rows, 1):
        place = f"{within.place}.{number}" if within.place else str(number)
        called = str(getattr(row, "name", "") or getattr(row, "title", ""))
        head = _Leaf(path, row.key, place, called, parent=f"{within.row} {path}", is_row=True)
        yield head
        yield from _leaves(row, head, path)


def _text(value: Any) -> str:
    plain = to_json(value)
    if plain is None or isinstance(plain, bool):
        return "✓" if plain else ""
    return "、".join(map(str, plain)) if isinstance(plain, list) else str(plain)


# --- order -----------------------------------------------------------------------------------------------------


def _merged(old: list[tuple[str, str, bool]], new: list[tuple[str, str, bool]]) -> Iterator[tuple[str, str, bool]]:
    """The identities of `new` in its order; what is only in `old` follows what it followed there."""
    kept = set(new)
    gone_after: dict[tuple[str, str, bool] | None, list[tuple[str, str, bool]]] = {}
    last = None
    for identity in old:
        if identity in kept:
            last = identity
        else:
            gone_after.setdefault(last, []).append(identity)
    yield from gone_after.get(None, ())
    for identity in new:
        yield identity
        yield from gone_after.get(identity, ())


def _moved_rows(
    before: dict[tuple[str, str, bool], _Leaf], after: dict[tuple[str, str, bool], _Leaf]
) -> frozenset[str]:
    """Rows that stand in another list now, and the fewest rows whose moving explains the new order of the others."""
    old_place = {identity: number for number, identity in enumerate(before) if before[identity].is_row}
    common = [identity for identity, leaf in after.items() if leaf.is_row and identity in old_place]
    rehung = {identity for identity in common if before[identity].parent != after[identity].parent}
    stayed = [identity for identity in common if identity not in rehung]
    in_order = longest_increasing([old_place[identity] for identity in stayed])
    moved = {identity for identity in stayed if old_place[identity] not in in_order}
    return frozenset(row for row, _field, _is_row in rehung | moved)
