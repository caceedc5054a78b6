"""Every figure that a report states, with an identifier for life.

An identifier is the agency's code, the year, and after "#" the anchor: "nia/114#plan-1-i1-actual". The anchor is the
section's code, the row's key (reports/content/keys.py: given once, never again) and the quantity. It says nothing of
the row's place, so that it survives a new order and every later edition; behind the site's /published/ it is a
working address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.content.document import Document
from reports.content.figures import BudgetExecution, Indicator
from reports.content.layout.parts import anchor
from reports.content.layout.plan import budget_parts, printed_rate
from reports.content.sections import PlanContent
from reports.enums import Quantity

THOUSANDS = "千元"
PERCENT = "%"

_Stated = tuple[Quantity, str, Decimal | None, str]
"""Quantity, as printed, value, unit."""


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One figure: `value` None for a qualitative one, `printed` as the report prints it, `label` whose it is."""

    id: str
    section_code: str
    row_key: str
    quantity: Quantity
    label: str
    printed: str
    value: Decimal | None
    unit: str


def report_id(document: Document) -> str:
    """ "nia/114": the agency's report on one year, in whatever edition."""
    return f"{document.agency_code}/{document.roc_year}"


def identifier(document: Document, *parts: str) -> str:
    """ "nia/114#plan-1-i1-actual" for the section's code, the row's key and the quantity; each may be left out."""
    return f"{report_id(document)}#{anchor(*parts)}"


def stated_figures(document: Document) -> Iterator[StatedFigure]:
    """Every figure of every plan in the order of the report; what a row does not state is left out."""
    decimals = document.settings.rate_decimals
    for section in document.sections():
        if not isinstance(section.content, PlanContent):
            continue
        rows: list[tuple[str, str, Iterator[_Stated]]] = [
            *((row.key, row.name, _of_indicator(row, decimals)) for row in section.content.indicators),
            *(
                (row.key, section.content.title, _of_budget(row, document.roc_year, decimals))
                for row in section.content.budgets
            ),
        ]
        for key, label, found in rows:
            for quantity, printed, value, unit in found:
                name = identifier(document, section.code, key, quantity)
                yield StatedFigure(name, section.code, key, quantity, label, printed, value, unit)


def _of_indicator(row: Indicator, decimals: int) -> Iterator[_Stated]:
    for quantity, measure in ((Quantity.TARGET, row.target), (Quantity.ACTUAL, row.actual)):
        if measure.printed:
            yield quantity, measure.printed, measure.value, measure.unit
    if rate := printed_rate(row.achievement_printed, row.achievement_rate, decimals):
        yield Quantity.ACHIEVEMENT_RATE, rate, row.achievement_rate, PERCENT


def _of_budget(row: BudgetExecution, roc_year: int, decimals: int) -> Iterator[_Stated]:
    values = {
        Quantity.APPROPRIATION: (Decimal(row.appropriation_thousands), THOUSANDS),
        Quantity.CARRYOVER: (Decimal(row.carryover_thousands), THOUSANDS),
        Quantity.EXPENDED: (Decimal(row.expended_thousands), THOUSANDS),
        Quantity.EXECUTION_RATE: (row.execution_rate, PERCENT),
    }
    for printed, quantity in budget_parts(row, roc_year=roc_year, decimals=decimals):
        if quantity is not None:
            yield quantity, printed, *values[quantity]
