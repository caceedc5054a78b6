"""A section's form filled in as the page would post it."""

from typing import Any

from reports.content import SectionContent
from reports.models import Section
from reports.pages.forms import typed_from

Fields = dict[str, str | list[str]]


def filled(content: SectionContent, **changes: str | list[str]) -> Fields:
    """The fields of the content's form, with `changes` by field name."""
    fields: Fields = {}
    _flatten(typed_from(content), "", fields)
    return {**fields, **changes}


def posted_fields(section: Section, **changes: Any) -> Fields:
    """The form of what is saved, with the entity tag it is based on."""
    return {"based_on": section.etag, **filled(section.content), **changes}


def _flatten(typed: dict[str, Any], prefix: str, fields: Fields) -> None:
    for name, value in typed.items():
        if name == "at":
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                _flatten(row, f"{prefix}{name}[{number}].", fields)
        elif value != "":
            # A browser leaves out a box that is not ticked.
            fields[prefix + name] = value
