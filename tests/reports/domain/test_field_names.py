"""Every field of the content schema has a name for people."""

from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from django.utils.translation import override

from reports.content import CONTENT_TYPES
from reports.domain.field_names import FIELD_NAMES, value_text


def paths(cls, prefix=""):
    hints = get_type_hints(cls)
    for field in fields(cls):
        if field.name in {"key", "kind"}:
            continue
        path, inner = prefix + field.name, hints[field.name]
        row = next((member for member in get_args(inner) if is_dataclass(member)), None)
        if row is not None:
            yield path
            yield from paths(row, f"{path}.")
        elif is_dataclass(inner):
            yield from paths(inner, f"{path}.")
        else:
            yield path


def test_the_names_are_exactly_those_of_the_schema():
    assert FIELD_NAMES.keys() == {path for cls in CONTENT_TYPES.values() for path in paths(cls)}


def test_choices_are_read_by_their_labels_and_other_values_as_they_are():
    with override("en"):
        assert value_text("indicators.direction", "lower") == "Lower is better"
        assert value_text("indicators.name", "lower") == "lower"
