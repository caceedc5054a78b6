"""The JSON of an edition read back with the standard library: every field of the content, every stated figure."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from reports.content.codec import SCHEMA_VERSION, ContentError, document_from_json, to_json
from reports.content.document import Document
from reports.content.layout import anchor
from reports.content.stated import identifier, report_id, stated_figures
from reports.importing.refusals import ImportRefused
from reports.importing.round_trip.alignment import Difference, short


def json_difference(content: bytes, document: Document) -> Difference | None:
    """The first field that says something else than the document. ImportRefused for what is no such JSON."""
    data = _parsed(content)
    try:
        found = [(place, to_json(value)) for place, value in _read(data, document)]
    except (KeyError, TypeError, AttributeError, ContentError) as error:
        raise ImportRefused("broken_document", detail=f"JSON: {error}") from error
    expected = [(place, to_json(value)) for place, value in _stated(document)]
    for (place, one), (_place, other) in zip(expected, found, strict=True):
        if one != other:
            return _first_change(one, other, place)
    return None


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ImportRefused("broken_document", detail=f"JSON: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that is there twice, two programs may read different values."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name is there twice")
    return dict(pairs)


def _stated(document: Document) -> Iterator[tuple[str, object]]:
    """What the file has to say, each with its place."""
    approved = document.approved_at
    yield (
        "front",
        {
            "schema_version": SCHEMA_VERSION,
            "id": report_id(document),
            "title": document.title,
            "agency": {"code": document.agency_code, "name": document.agency_name},
            "roc_year": document.roc_year,
            "edition": document.edition or None,
            "corrects_edition": document.corrects_edition or None,
            "is_draft": approved is None,
            "approved_at": approved.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if approved else None,
            "announced_on": to_json(document.announced_on),
            "numbers": [*range(1, len(document.chapters) + 1)],
            "ids": [identifier(document, section.code) for section in document.sections()],
        },
    )
    yield "settings", document.settings
    yield "chapters", tuple((chapter.title, chapter.kind, len(chapter.sections)) for chapter in document.chapters)
    for section in document.sections():
        yield section.code, section
    yield "figures", [to_json(figure) for figure in stated_figures(document)]


def _read(data: Any, document: Document) -> Iterator[tuple[str, object]]:
    """The same of the file: its sections are parsed strictly: a field too many or of another kind is refused."""
    sections = [section for chapter in data["chapters"] for section in chapter["sections"]]
    named = (
        "schema_version", "id", "title", "agency", "roc_year", "edition", "corrects_edition", "is_draft",
        "approved_at", "announced_on",
    )  # fmt: skip
    numbers, ids = [chapter["number"] for chapter in data["chapters"]], [section["id"] for section in sections]
    yield "front", {name: data[name] for name in named} | {"numbers": numbers, "ids": ids}
    bare = {"chapters": [_without(chapter, "number") for chapter in data["chapters"]], "settings": data["settings"]}
    bare["chapters"] = [
        {**chapter, "sections": [_without(section, "id") for section in chapter["sections"]]}
        for chapter in bare["chapters"]
    ]
    again = document_from_json(to_json(document) | bare)
    yield "settings", again.settings
    yield "chapters", tuple((chapter.title, chapter.kind, len(chapter.sections)) for chapter in again.chapters)
    for place in range(len(document.sections())):
        yield "", again.sections()[place] if place < len(again.sections()) else None
    yield "figures", data["figures"]


def _without(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {other: inner for other, inner in value.items() if other != name}


def _first_change(expected: Any, found: Any, place: str) -> Difference:
    """The innermost value that differs; a row with a key is a place of its own."""
    match expected, found:
        case dict(), dict() if expected.keys() == found.keys():
            place = anchor(place, expected["key"]) if "key" in expected else expected.get("id", place)
            pairs = [(expected[name], found[name]) for name in expected]
        case list(), list():
            longest = max(len(expected), len(found))
            pairs = [(_item(expected, at), _item(found, at)) for at in range(longest)]
        case _:
            return Difference(place, short(_words(expected)), short(_words(found)))
    one, other = next(pair for pair in pairs if pair[0] != pair[1])
    return _first_change(one, other, place)


def _item(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None


def _words(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
