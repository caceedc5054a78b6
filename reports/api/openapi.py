"""What the OpenAPI document says beside the views: the components that are no serializers, and the refusals."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from drf_spectacular.hooks import postprocess_schema_enum_id_removal
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_field
from rest_framework import serializers

from reports.api.content_schema import SECTION_CONTENT, content_components, enum_component
from reports.enums import (
    DivisionKind,
    RenditionFormat,
    RenditionStatus,
    ReportFamily,
    ReportStatus,
    SectionKind,
    SectionStatus,
    Severity,
)

ERROR = {"$ref": "#/components/schemas/Error"}
STALE = {"$ref": "#/components/schemas/StaleContentError"}
INVALID_CONTENT = {"$ref": "#/components/schemas/InvalidContentError"}
MEANINGS: dict[int, str] = {
    400: "The request is not understood, or a value in it is not valid.",
    401: "Nobody is logged in, or the token is not valid.",
    403: "This person may not do this.",
    404: "There is no such thing, or this person may not know of it.",
    406: "Only JSON is spoken here.",
    409: "It does not fit the present state; look again.",
    410: "The public reads a notice in its place; only those who oversee the agency's reports still do.",
    412: "Somebody saved in between; both versions are in the answer.",
    413: "The body is larger than 2 MB.",
    415: "The body must be application/json.",
    422: "Understood, but it cannot be done as things are.",
    428: "An If-Match header is needed.",
    429: "Too many requests; details.retry_after_seconds says when to come back.",
    503: "The stored file is damaged, or the store of the files does not answer.",
}
ETAG_HEADER = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200], description="Of this version.")
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag the caller already has; 304 if it still holds."
)
LATER_ENUMS: list[type[StrEnum]] = []
"""Enums of the package above; it adds them here when it is loaded."""
_ENUMS: tuple[type[StrEnum], ...] = (
    DivisionKind,
    RenditionFormat,
    RenditionStatus,
    ReportFamily,
    ReportStatus,
    SectionKind,
    SectionStatus,
    Severity,
)


def refusals(*statuses: int, **special: dict[str, Any]) -> dict[int, OpenApiResponse]:
    """The refusals of one operation. 401, 406 and 429 belong to every operation, 413 and 415 to those with a body."""
    schemas = {int(name.removeprefix("s")): schema for name, schema in special.items()}
    return {
        status: OpenApiResponse(schemas.get(status, ERROR), description=MEANINGS[status])
        for status in sorted({*statuses, *schemas})
    }


def enum_field(enum: type[StrEnum], **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    """A read-only field that holds a value of this closed list."""

    @extend_schema_field({"$ref": f"#/components/schemas/{enum.__name__}"})
    class EnumField(serializers.CharField):
        pass

    return EnumField(read_only=True, **options)


@extend_schema_field(SECTION_CONTENT)
class ContentField(serializers.JSONField):
    """A section's content as JSON values."""


def add_components(result: dict[str, Any], generator: Any, **_options: Any) -> dict[str, Any]:
    """Spectacular's hook: the content's components, the enums, the errors and every operation's common refusals."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components.update(content_components())
    components.update({enum.__name__: enum_component(enum) for enum in (*_ENUMS, *LATER_ENUMS)})
    components.update(_errors())
    result["components"]["schemas"] = dict(sorted(components.items()))
    for operation in _operations(result):
        for status in (401, 406, 429) + ((413, 415) if "requestBody" in operation else ()):
            operation["responses"].setdefault(str(status), _refusal(status))
    clean: Callable[[dict[str, Any], Any], dict[str, Any]] = postprocess_schema_enum_id_removal
    return clean(result, generator)


def _operations(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in result["paths"].values():
        yield from (operation for operation in path.values() if isinstance(operation, dict))


def _refusal(status: int) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": ERROR}}, "description": MEANINGS[status]}


def _errors() -> dict[str, Any]:
    version = _object(
        etag={"type": "string"},
        revision={"type": "integer"},
        author={"type": "string", "nullable": True},
        saved_at={"type": "string", "format": "date-time", "nullable": True},
        content=SECTION_CONTENT,
    )
    problem = _object(
        code={"type": "string"},
        path={"type": "string"},
        params={"type": "object", "additionalProperties": {}},
        message={"type": "string"},
    )
    return {
        "Error": _error({"description": "What belongs to the code; {} if nothing does."}),
        "StaleContentError": _error(_object(current=version, yours=SECTION_CONTENT)),
        "InvalidContentError": _error(
            {"oneOf": [{"type": "array", "items": problem}, {"type": "object", "additionalProperties": {}}]}
        ),
    }


def _error(details: dict[str, Any]) -> dict[str, Any]:
    code = {"type": "string", "description": "Stable; made for programs."}
    message = {"type": "string", "description": "In the language of Accept-Language; made for people."}
    return _object(error=_object(code=code, message=message, details=details, request_id={"type": "string"}))


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}
