"""Content ↔ JSON, strictly: unknown or missing fields, wrong types and forbidden characters are refused.

Every refusal names its place.

Canonical form: keys sorted, no blanks, UTF-8, Decimals as strings, NFC text. The sha256 of the canonical bytes is
what a sign-off points at.
"""

import dataclasses
import hashlib
import json
import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.content.document import Document
from reports.content.sections import CONTENT_TYPES, SectionContent
from reports.content.style import Style
from reports.enums import SectionKind
from reports.values.text import forbidden_characters, normalise

SCHEMA_VERSION = 1

MAX_TEXT_LENGTH = 20_000
MAX_ROWS = 500
# What a DECIMAL(21, 6) column and an SQLite REAL both keep exactly.
MAX_NUMBER_DIGITS = 15
MAX_NUMBER_DECIMALS = 6


class ContentError(ValueError):
    """Content that cannot be accepted. `path` is like "indicators[2].target.value"; `code` is stable."""

    def __init__(self, code: str, path: str, **params: object) -> None:
        super().__init__(f"{code} at {path or 'content'}: {params}")
        self.code, self.path, self.params = code, path, params


def to_json(value: object) -> Any:
    """A content dataclass (or a part of one) as plain JSON values."""
    if dataclasses.is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in _written_fields(value)}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        # -0 equals 0 and must not hash differently.
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _written_fields(value: Any) -> Iterator[dataclasses.Field[Any]]:
    """A field added later is written only where it says something: older documents keep their hash."""
    for field in dataclasses.fields(value):
        if not field.metadata.get("added_later") or getattr(value, field.name) != field.default:
            yield field


def canonical_json(value: object) -> str:
    """The one text of a content: equal contents give equal text."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def frozen_json(content: SectionContent) -> str:
    """The canonical text of a section revision, with the schema version it was written under."""
    return json.dumps(
        {"schema_version": SCHEMA_VERSION, "content": to_json(content)},
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip


def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def thaw(frozen: str) -> SectionContent:
    """The content of a revision's canonical text."""
    data = json.loads(frozen)
    if data["schema_version"] != SCHEMA_VERSION:
        raise ContentError("unknown_schema_version", "schema_version", version=data["schema_version"])
    return section_from_json(data["content"])


def section_from_json(data: object, *, kind: SectionKind | None = None) -> SectionContent:
    """Parse one section's content. With `kind`, content of another kind is refused.

    Raises ContentError: not_an_object, unknown_kind, wrong_kind, missing_field, unknown_field, wrong_type,
    not_a_number, forbidden_character, text_too_long, too_many_rows, duplicate_key.
    """
    if not isinstance(data, Mapping):
        raise ContentError("not_an_object", "")
    found = data.get("kind")
    if not isinstance(found, str) or found not in set(SectionKind):
        raise ContentError("unknown_kind", "kind", found=found)
    if kind is not None and found != kind:
        raise ContentError("wrong_kind", "kind", found=found, expected=kind.value)
    content: SectionContent = _parse(CONTENT_TYPES[SectionKind(found)], data, "")
    return content


def document_from_json(data: object) -> Document:
    """An assembled document back from its canonical JSON."""
    document: Document = _parse(Document, data, "")
    return document


def style_from_json(data: object) -> Style:
    """A frozen look back from its canonical JSON."""
    style: Style = _parse(Style, data, "")
    return style


@cache
def _fields(cls: type) -> dict[str, tuple[dataclasses.Field[Any], Any]]:
    hints = get_type_hints(cls)
    return {field.name: (field, hints[field.name]) for field in dataclasses.fields(cls)}


def _parse(kind: Any, data: object, path: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return _parse_object(kind, data, path)
    origin = get_origin(kind)
    if kind == SectionContent:
        return section_from_json(data)
    if origin in (Union, types.UnionType):
        inner = next(option for option in get_args(kind) if option is not type(None))
        return None if data is None else _parse(inner, data, path)
    if origin is tuple:
        return _parse_rows(get_args(kind)[0], data, path)
    return _parse_scalar(kind, data, path)


def _parse_object(cls: Any, data: object, path: str) -> Any:
    if not isinstance(data, Mapping):
        raise ContentError("not_an_object", path)
    fields, prefix = _fields(cls), f"{path}." if path else ""
    for name in data:
        if name not in fields:
            raise ContentError("unknown_field", f"{prefix}{name}")
    values = {}
    for name, (field, hint) in fields.items():
        if name in data:
            values[name] = _parse(hint, data[name], f"{prefix}{name}")
        elif name == "key":
            values[name] = ""
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ContentError("missing_field", f"{prefix}{name}")
    return cls(**values)


def _parse_rows(item: Any, data: object, path: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise ContentError("wrong_type", path, expected="list")
    if len(data) > MAX_ROWS:
        raise ContentError("too_many_rows", path, limit=MAX_ROWS, found=len(data))
    rows = tuple(_parse(item, row, f"{path}[{number}]") for number, row in enumerate(data))
    seen: set[str] = set()
    for number, row in enumerate(rows):
        key = getattr(row, "key", "")
        if key and key in seen:
            raise ContentError("duplicate_key", f"{path}[{number}].key", key=key)
        seen.add(key)
    return rows


def _parse_scalar(kind: Any, data: object, path: str) -> Any:
    if kind is Decimal:
        return _parse_decimal(data, path)
    if kind is bool:
        return _require(data, bool, path)
    if kind is int:
        if isinstance(data, bool) or not isinstance(data, int) or abs(data) >= 10**MAX_NUMBER_DIGITS:
            raise ContentError("wrong_type", path, expected="integer")
        return data
    text = _parse_text(_require(data, str, path), path)
    if kind in (datetime, date):
        return _parse_time(kind, text, path)
    if issubclass(kind, StrEnum):
        if text not in set(kind):
            raise ContentError("unknown_choice", path, found=text, choices=[choice.value for choice in kind])
        return kind(text)
    return text


def _parse_time(kind: type[datetime] | type[date], text: str, path: str) -> datetime | date:
    try:
        return kind.fromisoformat(text)
    except ValueError:
        raise ContentError("wrong_type", path, expected="ISO 8601") from None


def _require(data: object, kind: type, path: str) -> Any:
    if not isinstance(data, kind):
        raise ContentError("wrong_type", path, expected={"str": "text", "bool": "true or false"}[kind.__name__])
    return data


def _parse_decimal(data: object, path: str) -> Decimal:
    """Decimals travel as strings, since a JSON float has already lost digits; a JSON integer is accepted."""
    if isinstance(data, bool) or not isinstance(data, str | int):
        raise ContentError("not_a_number", path, found=repr(data))
    try:
        number = Decimal(data)
    except InvalidOperation:
        raise ContentError("not_a_number", path, found=str(data)) from None
    if not number.is_finite() or not _is_storable(number):
        raise ContentError("not_a_number", path, found=str(data))
    return number


def _is_storable(number: Decimal) -> bool:
    if number and number.adjusted() >= MAX_NUMBER_DIGITS:
        # Decided before normalising, which overflows on an exponent such as 1E+1000000.
        return False
    _, digits, exponent = number.normalize().as_tuple()
    decimals = max(0, -int(exponent))
    return decimals <= MAX_NUMBER_DECIMALS and len(digits) + max(0, int(exponent)) <= MAX_NUMBER_DIGITS


def _parse_text(text: str, path: str) -> str:
    text = normalise(text)
    if len(text) > MAX_TEXT_LENGTH:
        raise ContentError("text_too_long", path, limit=MAX_TEXT_LENGTH, found=len(text))
    for forbidden in forbidden_characters(text)[:1]:
        raise ContentError(
            "forbidden_character", path,
            character=forbidden.code_point, offset=forbidden.offset, line=forbidden.line,
        )  # fmt: skip
    return text
