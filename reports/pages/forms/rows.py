"""Adding, removing and moving rows of a form that was posted to do so: the page's buttons without JavaScript."""

import re

from reports.enums import SectionKind
from reports.pages.forms.shapes import SHAPES, Rows, Shape
from reports.pages.forms.typed import Typed, blank

_COMMAND = re.compile(r"(add|remove|up|down):((?:[a-z_]+\[\d{1,4}\]\.)*)([a-z_]+)(?:\[(\d{1,4})\])?")
_STEP = re.compile(r"([a-z_]+)\[(\d+)\]\.")


class UnknownRow(ValueError):
    """The command names a row or a list that the form does not have."""


def edit_rows(kind: SectionKind, typed: Typed, command: str) -> None:
    """Carry out "add:indicators", "remove:indicators[1]", "up:themes[0].items[2]" or "down:…" in place.

    Raises UnknownRow.
    """
    found = _COMMAND.fullmatch(command)
    if found is None:
        raise UnknownRow(command)
    verb, parents, name, number = found.groups()
    try:
        shape, owner = SHAPES[kind], typed
        for step, place in _STEP.findall(parents):
            shape, owner = _row_shape(shape, step), owner[step][int(place)]
        _change(verb, owner[name], _row_shape(shape, name), None if number is None else int(number))
    except (KeyError, IndexError) as error:
        raise UnknownRow(command) from error
    _renumber(SHAPES[kind], typed, "")


def _row_shape(shape: Shape, name: str) -> Shape:
    what = shape[name]
    if not isinstance(what, Rows):
        raise KeyError(name)
    return what.shape


def _change(verb: str, rows: list[Typed], shape: Shape, number: int | None) -> None:
    if verb == "add":
        rows.append(blank(shape))
        return
    if number is None:
        raise IndexError
    row = rows.pop(number)
    if verb == "up":
        rows.insert(max(0, number - 1), row)
    elif verb == "down":
        rows.insert(number + 1, row)


def _renumber(shape: Shape, typed: Typed, at: str) -> None:
    for name, what in shape.items():
        if isinstance(what, Rows):
            for number, row in enumerate(typed[name]):
                row["at"] = f"{at}{name}[{number}]"
                _renumber(what.shape, row, f"{row['at']}.")
