"""Keyset pages: the cursor names the last row seen, so deep pages cost what the first one does and no row is
skipped or repeated when others are added."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

DEFAULT_SIZE, LARGEST_SIZE = 50, 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the order; all columns together must be unique, hold integers and be selected with the row."""

    path: str
    is_descending: bool = False

    @property
    def order(self) -> str:
        return f"-{self.path}" if self.is_descending else self.path

    def value(self, row: Any) -> int:
        for name in self.path.split("__"):
            row = getattr(row, name)
        number: int = row
        return number


class KeysetPagination(BasePagination):
    """`?cursor=` and `?page_size=` (1 to 200); `next` is the address of the following page or null."""

    columns: ClassVar[tuple[Column, ...]] = ()

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        size = _size(request)
        found: QuerySet[Any] = queryset.order_by(*(column.order for column in self.columns))
        if cursor := request.query_params.get("cursor"):
            found = found.filter(_after(self.columns, _decoded(cursor, len(self.columns))))
        rows = list(found[: size + 1])
        self.next_url = self._next_url(request, rows[size - 1]) if len(rows) > size else None
        return rows[:size]

    def _next_url(self, request: Request, last: Model) -> str:
        values = [column.value(last) for column in self.columns]
        return replace_query_param(request.build_absolute_uri(), "cursor", _encoded(values))

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next_url})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": "string", "format": "uri", "nullable": True, "description": "The next page."}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": following},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE}
        return [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": "From `next`."},
            {"name": "page_size", "in": "query", "schema": size, "description": "Rows a page."},
        ]


def keyset(*orders: str) -> type[KeysetPagination]:
    """The pagination for this order; `-` before a path is descending, as in order_by."""
    columns = tuple(Column(order.removeprefix("-"), order.startswith("-")) for order in orders)
    return type("KeysetPagination", (KeysetPagination,), {"columns": columns})


def _size(request: Request) -> int:
    given = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(LARGEST_SIZE))):
        raise _bad_size()
    if not 1 <= int(given) <= LARGEST_SIZE:
        raise _bad_size()
    return int(given)


def _bad_size() -> exceptions.ValidationError:
    return exceptions.ValidationError({"page_size": [_("Give a whole number from 1 to 200.")]})


def _encoded(values: list[int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def _decoded(cursor: str, length: int) -> list[int]:
    try:
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(type(value) is int for value in values):
        raise exceptions.ValidationError({"cursor": [_("Take the cursor from the `next` address of a page.")]})
    return values


def _after(columns: tuple[Column, ...], values: list[int]) -> Q:
    """Rows behind this one in the order: later in the first column that differs."""
    behind, equal = Q(pk__in=[]), Q()
    for column, value in zip(columns, values, strict=True):
        operator = "lt" if column.is_descending else "gt"
        behind |= equal & Q(**{f"{column.path}__{operator}": value})
        equal &= Q(**{column.path: value})
    return behind
