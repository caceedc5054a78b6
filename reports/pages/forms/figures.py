"""Reading the figures of the form. A figure that cannot be read is refused with what to type instead."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import ReportSettings
from reports.enums import Direction, ValueKind
from reports.values.figures import (
    HUNDRED,
    FigureError,
    achievement_rate,
    execution_rate,
    format_rate,
    parse_measure,
    round_half_up,
)
from reports.values.readings import NO_RATE
from reports.values.roc import RocError, parse_year

TEXTS: Mapping[str, Promise] = {
    "bad_grouping": _(
        "“%(printed)s” is not a number: a comma separates thousands only. Write %(expected)s, "
        "or a full stop before decimals."
    ),
    "bad_decimals": _("“%(printed)s” is not a number: there must be digits, and nothing else, after the full stop."),
    "too_many_digits": _("“%(printed)s” has too many digits: 18 at most."),
    "not_a_number": _("“%(printed)s” is not a number. Write a figure such as 65.00%%, or choose “Qualitative”."),
    "mixed_figure": _("“%(printed)s” holds more than one number. Write one figure, or choose “Qualitative”."),
    "not_a_percentage": _("“%(printed)s” is not a percentage. Write it as 87.44%%, or leave it empty to compute it."),
    "not_an_amount": _("“%(printed)s” is not an amount. Write whole thousands of NT$ such as 242,890."),
    "not_a_year": _("“%(printed)s” is not a year. Write a ROC year such as 114."),
    "unknown_choice": _("“%(printed)s” cannot be chosen here."),
}
_MALFORMED = frozenset({"bad_grouping", "bad_decimals", "too_many_digits"})
_THOUSANDS = frozenset({"", "千元"})


class NotRead(ValueError):
    """A field that cannot be read; `text` says why and what to type instead."""

    def __init__(self, code: str, printed: str, **params: object) -> None:
        super().__init__(code)
        self.text = str(TEXTS[code]) % {"printed": printed, **params}


def read_measure(printed: str, kind: ValueKind | None) -> dict[str, Any]:
    """A measure's JSON: number and unit, or words alone where words may stand (`kind` None: not chosen)."""
    if kind is ValueKind.QUALITATIVE or not printed:
        return {"printed": printed, "value": None, "unit": ""}
    try:
        figure = parse_measure(printed)
    except FigureError as error:
        if error.code in _MALFORMED or kind is not None:
            raise NotRead(error.code, printed, **{"expected": "", **error.params}) from None
        return {"printed": printed, "value": None, "unit": ""}
    return {"printed": printed, "value": str(figure.value), "unit": figure.unit}


def guess_kind(target: Mapping[str, Any], actual: Mapping[str, Any]) -> ValueKind:
    """The kind of an indicator nobody chose one for: by its unit, as the importer does."""
    if target["value"] is None or (actual["value"] is None and actual["printed"]):
        return ValueKind.QUALITATIVE if target["printed"] else ValueKind.RATE
    if target["unit"] == "%":
        return ValueKind.RATE
    return ValueKind.AMOUNT if target["unit"].endswith("元") else ValueKind.COUNT


def read_rate(printed: str) -> tuple[str | None, str]:
    """The percent points and the printed text of a typed rate; no points where a dash says there are none."""
    if printed in NO_RATE:
        return None, printed
    try:
        figure = parse_measure(printed)
    except FigureError as error:
        code = error.code if error.code in _MALFORMED else "not_a_percentage"
        raise NotRead(code, printed, **{"expected": "", **error.params}) from None
    if figure.unit not in {"", "%"}:
        raise NotRead("not_a_percentage", printed)
    return str(figure.value), printed if figure.unit else f"{printed}%"


def read_amount(printed: str) -> int:
    """Whole 千元; an empty field is 0."""
    if not printed:
        return 0
    try:
        figure = parse_measure(printed)
    except FigureError as error:
        code = error.code if error.code in _MALFORMED else "not_an_amount"
        raise NotRead(code, printed, **{"expected": "", **error.params}) from None
    if figure.unit not in _THOUSANDS or figure.value != figure.value.to_integral_value():
        raise NotRead("not_an_amount", printed)
    return int(figure.value)


def read_year(printed: str) -> int | None:
    if not printed:
        return None
    try:
        return parse_year(printed)
    except RocError:
        raise NotRead("not_a_year", printed) from None


def computed_achievement(
    target: str | None, actual: str | None, direction: Direction, settings: ReportSettings
) -> Decimal | None:
    """達成率 as the report prints it; None where the figures give none."""
    if target is None or actual is None:
        return None
    cap = HUNDRED if settings.is_rate_capped else None
    try:
        rate = achievement_rate(target=Decimal(target), actual=Decimal(actual), direction=direction, cap=cap)
    except FigureError:
        return None
    return round_half_up(rate, settings.rate_decimals)


def computed_execution(expended: int, appropriation: int, carryover: int, settings: ReportSettings) -> Decimal | None:
    """執行率 as the report prints it; None where nothing was available."""
    try:
        rate = execution_rate(expended=expended, appropriation=appropriation, carryover=carryover)
    except FigureError:
        return None
    return round_half_up(rate, settings.rate_decimals)


def printed_rate(rate: Decimal | None, settings: ReportSettings) -> str:
    return "" if rate is None else format_rate(rate, settings.rate_decimals)
