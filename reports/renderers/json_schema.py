"""The JSON Schema (draft 2020-12) of the open data, read from the types of the content so that it cannot drift."""

import types
from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.content.codec import SCHEMA_VERSION
from reports.content.document import DocumentSection, ReportSettings
from reports.content.sections import CONTENT_TYPES, SectionContent
from reports.content.stated import StatedFigure
from reports.enums import SectionKind

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
SCALARS: dict[type, Schema] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": "An exact decimal number."},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def report_schema() -> Schema:
    """The whole file. Properties that are not named are refused: a reader may rely on having seen all there are."""
    definitions = _Definitions()
    section = definitions.of(DocumentSection)
    definitions.found["DocumentSection"]["properties"]["id"] = TEXT
    definitions.found["DocumentSection"]["required"].append("id")
    properties: Schema = {
        "$schema": TEXT,
        "schema_version": {"const": SCHEMA_VERSION},
        "id": {**TEXT, "description": "The agency's code and the year: the same in every edition."},
        "title": TEXT,
        "agency": _object({"code": TEXT, "name": TEXT}),
        "roc_year": {"type": "integer", "description": "民國; add 1911."},
        "edition": _or_null({"type": "integer", "description": "Counted from 1; null on a draft."}),
        "corrects_edition": _or_null({"type": "integer", "description": "Of a correction the edition it corrects."}),
        "is_draft": {"type": "boolean"},
        "approved_at": _or_null(SCALARS[datetime]),
        "announced_on": _or_null(SCALARS[date]),
        "licence": _object({"name": TEXT, "url": {"type": "string", "format": "uri"}, "attribution": TEXT}),
        "settings": definitions.of(ReportSettings),
        "chapters": _list(_object({
            "number": {"type": "integer"}, "title": TEXT, "kind": definitions.of(SectionKind),
            "sections": _list(section),
        })),
        "figures": _list(definitions.of(StatedFigure)),
    }  # fmt: skip
    root = {"$schema": DIALECT, "title": "施政績效報告", **_object(properties)}
    return {**root, "$defs": dict(sorted(definitions.found.items()))}


class _Definitions:
    """Each dataclass and closed list once, under its own name."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        if kind == SectionContent:
            return {"oneOf": [self.of(content) for content in CONTENT_TYPES.values()]}
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            return _or_null(self.of(next(option for option in get_args(kind) if option is not type(None))))
        if origin is tuple:
            return _list(self.of(get_args(kind)[0]))
        if kind in SCALARS:
            return SCALARS[kind]
        if kind.__name__ not in self.found:
            self.found[kind.__name__] = {}
            self.found[kind.__name__] = self._described(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def _described(self, kind: Any) -> Schema:
        text = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        if not is_dataclass(kind):
            return {"type": "string", "enum": [member.value for member in kind], "description": text}
        hints = get_type_hints(kind)
        found = _object({field.name: self._field(field, hints) for field in fields(kind)})
        found["required"] = [field.name for field in fields(kind) if not field.metadata.get("added_later")]
        return {"description": text, **found}

    def _field(self, field: "Field[Any]", hints: dict[str, Any]) -> Schema:
        """Which kind of section a content is, is told by the value of its `kind`."""
        if isinstance(field.default, SectionKind):
            return {"const": field.default.value}
        return self.of(hints[field.name])


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
