"""From what is typed to a section's content JSON. Every field that cannot be read is reported, not just the first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from reports.content import ReportSettings
from reports.enums import Direction, SectionKind, ValueKind
from reports.pages.forms import figures
from reports.pages.forms.figures import NotRead
from reports.pages.forms.shapes import SHAPES, Input, Rows, Shape
from reports.pages.forms.typed import Typed

_RENAMED = {"achievement_rate": "achievement_printed", "execution_rate": "execution_printed"}
_MEASURE_PART = re.compile(r"\.(target|actual)\.(?:printed|value|unit)$")
_ROW = re.compile(r"(.*\])\.([a-z_]+)")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass
class ReadForm:
    """`data` for section_from_json, `errors` by field name, the computed `rates` by row, `places` content → form."""

    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    rates: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def field_of(self, path: str) -> str:
        """The form's field for a path in the content; "" where no single field is meant."""
        path = _MEASURE_PART.sub(r".\1", path)
        found = _ROW.fullmatch(path)
        if found is None:
            return re.sub(r"\[\d+\]$", "", path)
        row, name = found.groups()
        if name == "key" or row not in self.places:
            return ""
        return f"{self.places[row]}.{_RENAMED.get(name, name)}"

    def refuse(self, name: str, text: str) -> None:
        self.errors.setdefault(name, []).append(text)


def read_form(kind: SectionKind, typed: Typed, settings: ReportSettings) -> ReadForm:
    form = ReadForm()
    form.data = {**_Reader(form, settings).fields(SHAPES[kind], typed, ""), "kind": kind.value}
    return form


class _Reader:
    def __init__(self, form: ReadForm, settings: ReportSettings) -> None:
        self.form, self.settings = form, settings

    def fields(self, shape: Shape, typed: Typed, path: str) -> dict[str, Any]:
        if "target" in shape:
            return self.indicator(typed)
        if "expended_thousands" in shape:
            return self.budget(typed)
        values: dict[str, Any] = {}
        for name, what in shape.items():
            if isinstance(what, Rows):
                values[name] = self.rows(what.shape, typed[name], f"{path}{name}")
            else:
                values[name] = self.value(what, name, typed)
        return values

    def rows(self, shape: Shape, rows: list[Typed], path: str) -> list[dict[str, Any]]:
        found = []
        for number, row in enumerate(rows):
            self.form.places[f"{path}[{number}]"] = row["at"]
            found.append(self.fields(shape, row, f"{path}[{number}]."))
        return found

    def value(self, what: Input, name: str, typed: Typed) -> Any:
        text = typed[name]
        if what is Input.FLAG:
            return bool(text)
        if what is Input.YEAR:
            return self.tried(typed, name, figures.read_year)
        return text

    def tried(self, typed: Typed, name: str, read: Any, *more: Any, otherwise: Any = None) -> Any:
        """The field read by `read`, or `otherwise` after noting why it could not be."""
        try:
            return read(typed[name], *more)
        except NotRead as refusal:
            self.form.refuse(".".join(filter(None, [typed["at"], name])), refusal.text)
            return otherwise

    def indicator(self, typed: Typed) -> dict[str, Any]:
        kind = self.tried(typed, "value_kind", _choice, ValueKind)
        direction = self.tried(typed, "direction", _choice, Direction) or Direction.HIGHER
        nothing = {"printed": "", "value": None, "unit": ""}
        target = self.tried(typed, "target", figures.read_measure, kind, otherwise=nothing)
        actual = self.tried(typed, "actual", figures.read_measure, kind, otherwise=nothing)
        computed = figures.computed_achievement(target["value"], actual["value"], direction, self.settings)
        rate, printed = self.rate(typed, "achievement_printed", computed)
        return {
            **_texts(typed, "key", "name", "explanation", "improvement"),
            "target": target,
            "actual": actual,
            "achievement_rate": rate,
            "achievement_printed": printed,
            "direction": direction.value,
            "value_kind": (kind or figures.guess_kind(target, actual)).value,
        }

    def budget(self, typed: Typed) -> dict[str, Any]:
        amounts = {
            name: self.tried(typed, name, figures.read_amount, otherwise=0)
            for name in ("appropriation_thousands", "carryover_thousands", "expended_thousands")
        }
        computed = figures.computed_execution(
            amounts["expended_thousands"],
            amounts["appropriation_thousands"],
            amounts["carryover_thousands"],
            self.settings,
        )
        rate, printed = self.rate(typed, "execution_printed", computed)
        return {
            **_texts(typed, "key", "explanation", "improvement"),
            **amounts,
            "execution_rate": rate,
            "execution_printed": printed,
            "is_suspended": bool(typed["is_suspended"]),
        }

    def rate(self, typed: Typed, name: str, computed: Any) -> tuple[str | None, str]:
        """The typed rate, or the computed one where none is typed."""
        printed = figures.printed_rate(computed, self.settings)
        self.form.rates[typed["at"]] = printed
        if not typed[name]:
            return (None, "") if computed is None else (str(computed), printed)
        found: tuple[str | None, str] = self.tried(typed, name, figures.read_rate, otherwise=(None, ""))
        return found


def _texts(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: typed[name] for name in names}


def _choice(text: str, choices: type[_Choice]) -> _Choice | None:
    if not text:
        return None
    if text not in set(choices):
        raise NotRead("unknown_choice", text)
    return choices(text)
