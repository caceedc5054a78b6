"""The form as the templates draw it: fields with their errors, rows with their findings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.enums import SectionKind
from reports.pages.forms.shapes import SHAPES, Rows, Shape
from reports.pages.forms.typed import Typed, blank

TEMPLATE_NUMBER = "__n__"
"""Stands for the row's number in the blank row that the page's script copies."""

Messages = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: Any
    errors: Sequence[str] = ()
    findings: Sequence[Any] = ()

    @property
    def id(self) -> str:
        """For the label; the page's script renames it along with the name, by the same rule."""
        return "f-" + re.sub(r"[^a-z0-9_]+", "-", self.name)


class FormRow(dict[str, Any]):
    """Field or list of rows by name; `at` is the row's place in the form, `findings` what the checks say about it."""

    def __init__(self, at: str, number: str, findings: Sequence[Any]) -> None:
        super().__init__()
        self.at, self.number, self.findings = at, number, findings
        self.blank: dict[str, FormRow] = {}


def lay_out(kind: SectionKind, typed: Typed, *, errors: Messages, findings: Messages) -> FormRow:
    """The whole form. `errors` go by field name, `findings` by row place or field name, "" for the section."""
    return _lay_out(SHAPES[kind], typed, "", Said(errors, findings))


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about the form, by field name and row place."""

    errors: Messages
    findings: Messages

    def field(self, name: str, value: Any) -> Field:
        return Field(name, value, self.errors.get(name, ()), self.findings.get(name, ()))


def _lay_out(shape: Shape, typed: Typed, at: str, said: Said) -> FormRow:
    form = FormRow(at, _row_number(at), said.findings.get(at, ()))
    prefix = f"{at}." if at else ""
    for name, what in shape.items():
        path = prefix + name
        if isinstance(what, Rows):
            form[name] = [_lay_out(what.shape, row, f"{path}[{place}]", said) for place, row in enumerate(typed[name])]
            form.blank[name] = _lay_out(what.shape, blank(what.shape), f"{path}[{TEMPLATE_NUMBER}]", said)
        else:
            form[name] = said.field(path, typed[name])
    return form


def _row_number(at: str) -> str:
    """What the reader counts: "3" for the place "themes[0].items[2]", nothing for a row still without one."""
    found = re.search(r"\[(\d+)\]$", at)
    return str(int(found[1]) + 1) if found else ""
