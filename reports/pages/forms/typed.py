"""What stands in the form's fields, as strings: from a posted form, or from saved content."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from reports.content import SectionContent, to_json
from reports.enums import SectionKind
from reports.pages.forms.shapes import SHAPES, Input, Rows, Shape, is_blank
from reports.values.figures import format_thousands
from reports.values.text import normalise

Typed = dict[str, Any]
"""Field → text, list of values, or list of rows; each row also has `at`, its place in the form ("themes[0].items[1]").
"""

_POINTS = {"achievement_printed": "achievement_rate", "execution_printed": "execution_rate"}
_INDEX = re.compile(r"\[(\d{1,4})\]")


def posted(kind: SectionKind, data: QueryDict, *, keep_numbers: bool = False) -> Typed:
    """The form as posted, without its blank rows.

    Rows are numbered anew, as they will be shown again; with `keep_numbers` each keeps the number it was posted
    with, for an answer to a page that stays as it is.
    """
    numbers: dict[str, set[int]] = defaultdict(set)
    for name in data:
        for found in _INDEX.finditer(name):
            numbers[name[: found.start()]].add(int(found[1]))
    return _posted(SHAPES[kind], data, numbers, "", "", keep_numbers=keep_numbers)


def _posted(
    shape: Shape, data: QueryDict, numbers: Mapping[str, set[int]], source: str, at: str, *, keep_numbers: bool
) -> Typed:
    typed: Typed = {"at": at.rstrip(".")}
    for name, what in shape.items():
        if isinstance(what, Rows):
            rows: list[Typed] = []
            for number in sorted(numbers.get(source + name, ())):
                place = number if keep_numbers else len(rows)
                row = _posted(
                    what.shape, data, numbers, f"{source}{name}[{number}].", f"{at}{name}[{place}].",
                    keep_numbers=keep_numbers,
                )  # fmt: skip
                if not is_blank(row, what.shape):
                    rows.append(row)
            typed[name] = rows
        elif what is Input.MANY:
            typed[name] = data.getlist(source + name)
        else:
            typed[name] = normalise(data.get(source + name, "")).strip()
    return typed


def typed_from(content: SectionContent) -> Typed:
    """The form of saved content."""
    return _typed(SHAPES[content.kind], to_json(content), "")


def blank(shape: Shape) -> Typed:
    """A row nothing has been typed in yet."""
    return {
        name: [] if isinstance(what, Rows) or what is Input.MANY else "" for name, what in shape.items()
    } | {"at": ""}  # fmt: skip


def _typed(shape: Shape, data: Mapping[str, Any], at: str) -> Typed:
    typed: Typed = {"at": at.rstrip(".")}
    for name, what in shape.items():
        value = data[name]
        if isinstance(what, Rows):
            typed[name] = [_typed(what.shape, row, f"{at}{name}[{number}].") for number, row in enumerate(value)]
        elif what is Input.RATE and not value:
            points = data[_POINTS[name]]
            typed[name] = "" if points is None else f"{points}%"
        else:
            typed[name] = _text(what, value)
    return typed


def _text(what: Input, value: Any) -> Any:
    if what is Input.MEASURE:
        return value["printed"]
    if what is Input.AMOUNT:
        return format_thousands(value)
    if what is Input.FLAG:
        return "on" if value else ""
    return "" if value is None else value if isinstance(value, list) else str(value)
