"""Finds the places that write a field called `status`, in any of the ways Django offers.

The finder does not know types: whatever writes a `status` is found, and the test says which places may.
"""

import ast
import re
from collections.abc import Iterator

FIELD = "status"
# A queryset's or manager's ways of writing rows.
KEYWORD_WRITERS = frozenset({"update", "create", "acreate", "aupdate", "get_or_create", "update_or_create"})
LIST_WRITERS = frozenset({"bulk_update", "abulk_update"})
MODELS = frozenset({"Section", "Report"})
SQL = re.compile(rf"\bUPDATE\b.*\bSET\b.*\b{FIELD}\b|\bINSERT INTO\b.*\b{FIELD}\b", re.IGNORECASE | re.DOTALL)


def writers(source: str) -> list[tuple[str, int, str]]:
    """(function, line, way) of every write; function is "" at module level."""
    return sorted(_found(ast.parse(source), ""), key=lambda each: each[1])


def _found(node: ast.AST, function: str) -> Iterator[tuple[str, int, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        function = node.name
    if (way := _way(node)) is not None:
        yield function, getattr(node, "lineno", 0), way
    for child in ast.iter_child_nodes(node):
        yield from _found(child, function)


def _way(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute) and node.attr == FIELD and isinstance(node.ctx, ast.Store | ast.Del):
        return "attribute"
    if isinstance(node, ast.Call):
        return _way_of_call(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
        return "sql"
    return None


def _way_of_call(node: ast.Call) -> str | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in {"setattr", "__setattr__"} and any(_is_field(argument) for argument in node.args):
        return "setattr"
    if name in KEYWORD_WRITERS and isinstance(node.func, ast.Attribute) and _gives_field(node):
        return name
    if name in {"update", "aupdate"} and any(_is_unreadable(keyword) for keyword in node.keywords):
        return f"{name} with unknown names"
    if name in LIST_WRITERS and any(_may_list_field(each) for each in _given(node)):
        return name
    if name in MODELS and _gives_field(node):
        return "constructor"
    return None


def _gives_field(node: ast.Call) -> bool:
    """`status=…`, `**{"status": …}`, or a dict with that key such as `defaults=`."""
    named = any(keyword.arg == FIELD for keyword in node.keywords)
    return named or any(_has_key(value) for value in _values(node))


def _values(node: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in node.keywords]


def _has_key(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict):
        return any(key is not None and _is_field(key) for key in value.keys)
    is_dict_call = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict"
    return is_dict_call and any(keyword.arg == FIELD for keyword in value.keywords)  # type: ignore[attr-defined]


def _is_unreadable(keyword: ast.keyword) -> bool:
    """`**values`: which fields it writes is not to be seen here."""
    return keyword.arg is None and not isinstance(keyword.value, ast.Dict)


def _given(node: ast.Call) -> list[ast.expr]:
    """The field lists of a bulk_update: all but the objects."""
    return [*node.args[1:], *(keyword.value for keyword in node.keywords if keyword.arg == "fields")]


def _may_list_field(value: ast.expr) -> bool:
    """A list with the field, or one that is not written out."""
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        return any(_is_field(each) for each in value.elts)
    return True


def _is_field(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value == FIELD
