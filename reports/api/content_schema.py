"""The section content's dataclasses as OpenAPI 3.0 components: read from their types, so that they cannot drift."""

import dataclasses
import types
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.content import CONTENT_TYPES
from reports.content.codec import MAX_NUMBER_DIGITS, MAX_ROWS, MAX_TEXT_LENGTH

SECTION_CONTENT = {"$ref": "#/components/schemas/SectionContent"}


def content_components() -> dict[str, Any]:
    """`SectionContent`, told apart by `kind`, and every dataclass and enum below it."""
    components: dict[str, Any] = {}
    mapping = {}
    for kind, cls in CONTENT_TYPES.items():
        mapping[kind.value] = _object(cls, components)["$ref"]
        schema = components[cls.__name__]
        schema["properties"]["kind"] = {"type": "string", "enum": [kind.value]}
        schema["required"] = [*schema.get("required", []), "kind"]
    components["SectionContent"] = {
        "oneOf": [{"$ref": reference} for reference in mapping.values()],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    return components


def enum_component(enum: type[StrEnum]) -> dict[str, Any]:
    """A closed list of strings, described by its own docstring."""
    return {"type": "string", "enum": [member.value for member in enum], "description": _first_paragraph(enum)}


def _first_paragraph(cls: type) -> str:
    return (cls.__doc__ or "").strip().split("\n\n")[0]


def _object(cls: Any, components: dict[str, Any]) -> dict[str, Any]:
    if cls.__name__ not in components:
        hints = get_type_hints(cls)
        fields = dataclasses.fields(cls)
        schema = components[cls.__name__] = {
            "type": "object",
            "description": _first_paragraph(cls),
            "additionalProperties": False,
            "properties": {},
        }
        schema["properties"] = {field.name: _schema(hints[field.name], components) for field in fields}
        # A row without a key is a new row: it is given one.
        if required := [field.name for field in fields if _is_required(field)]:
            schema["required"] = required
    return {"$ref": f"#/components/schemas/{cls.__name__}"}


def _is_required(field: dataclasses.Field[Any]) -> bool:
    has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    return field.name != "key" and not has_default


def _schema(kind: Any, components: dict[str, Any]) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        return _object(kind, components)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(option for option in get_args(kind) if option is not type(None))
        return _nullable(_schema(inner, components))
    if origin is tuple:
        return {"type": "array", "maxItems": MAX_ROWS, "items": _schema(get_args(kind)[0], components)}
    if issubclass(kind, StrEnum):
        components.setdefault(kind.__name__, enum_component(kind))
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    return _scalar(kind)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "nullable": True} if "$ref" not in schema else {"allOf": [schema], "nullable": True}


def _scalar(kind: type) -> dict[str, Any]:
    if kind is bool:
        return {"type": "boolean"}
    if kind is int:
        limit = 10**MAX_NUMBER_DIGITS - 1
        return {"type": "integer", "minimum": -limit, "maximum": limit}
    if kind is Decimal:
        digits = "A decimal number as text, at most 15 digits, 6 of them after the point."
        return {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$", "description": digits}
    if kind is str:
        return {"type": "string", "maxLength": MAX_TEXT_LENGTH}
    raise TypeError(f"no schema for {kind}")
