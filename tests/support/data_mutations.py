"""Small lies told by open data: one value changed, one row dropped, two rows swapped."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from typing import Any

from reports.enums import RenditionFormat

Place = tuple[Any, Any]
"""A list or an object, and where in it."""


def mutated_data(format_: RenditionFormat, content: bytes, chance: random.Random) -> bytes:
    if format_ is RenditionFormat.JSON:
        return _json(content, chance)
    if format_ is RenditionFormat.CSV:
        return _zip(content, chance)
    return _csv(content, chance)


def _json(content: bytes, chance: random.Random) -> bytes:
    data = json.loads(content)
    lists = [found for found in _lists(data["chapters"]) if len(found) > 1] + [data["figures"]]
    match chance.choice(("value", "drop", "swap")):
        case "value":
            parent, name = chance.choice([place for part in ("chapters", "figures") for place in _leaves(data[part])])
            parent[name] = _other(parent[name], chance)
        case "drop":
            found = chance.choice(lists)
            del found[chance.randrange(len(found))]
        case _:
            _swap(chance.choice([found for found in lists if found[0] != found[-1]]))
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _zip(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in files if name.endswith(".csv")])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for other, data in files.items():
            archive.writestr(other, _csv(data, chance) if other == name else data)
    return out.getvalue()


def _csv(content: bytes, chance: random.Random) -> bytes:
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    kind = chance.choice(("value", "drop", "swap"))
    if kind == "value" or len(rows) == 1:
        # The last column is the licence's statement, the same in every row.
        row, column = chance.choice(rows), chance.randrange(len(header) - 1)
        row[column] = _other(row[column], chance)
    elif kind == "drop":
        del rows[chance.randrange(len(rows))]
    else:
        _swap(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
    return out.getvalue().encode("utf-8-sig")


def _swap(found: list[Any]) -> None:
    found[0], found[-1] = found[-1], found[0]


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        yield value
    for _parent, inner in _items(value):
        yield from _lists(_parent[inner])


def _leaves(value: Any) -> Iterator[Place]:
    for parent, name in _items(value):
        if isinstance(parent[name], dict | list):
            yield from _leaves(parent[name])
        else:
            yield parent, name


def _items(value: Any) -> Iterator[Place]:
    names = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return ((value, name) for name in names)


def _other(value: Any, chance: random.Random) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value:
            place = chance.randrange(len(value))
            return value[:place] + ("7" if value[place] != "7" else "8") + value[place + 1 :]
        case _:
            return "7"
