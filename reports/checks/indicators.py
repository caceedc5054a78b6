"""KPI: the indicator table against its own figures and the report's rules for rates."""

from collections.abc import Iterator
from decimal import Decimal

from reports.checks.base import Observation, check, plans
from reports.content import Document, Indicator, Measure, PlanContent, ReportSettings
from reports.enums import Severity
from reports.values.figures import (
    HUNDRED,
    FigureError,
    achievement_rate,
    format_limit,
    format_rate,
    is_printed_as,
    round_half_up,
)
from reports.values.readings import NO_RATE, as_figure, number_in


@check("KPI-01", Severity.ERROR)
def kpi_01(document: Document) -> Iterator[Observation]:
    """Printed rate = computed rate under the report's cap, direction and rounding."""
    for section, plan in plans(document):
        for row in plan.indicators:
            for message, params in _misprints(row, document.settings):
                yield Observation(section.code, row.key, message, params)


@check("KPI-02", Severity.WARNING)
def kpi_02(document: Document) -> Iterator[Observation]:
    """A capped row needs the table's note."""
    if not document.settings.is_rate_capped:
        return
    for section, plan in plans(document):
        rows = _capped_rows(plan, document.settings)
        if rows and not plan.indicator_note.strip():
            yield Observation(section.code, "indicator_note", "kpi_02.note_missing", {"rows": rows})


@check("KPI-03", Severity.WARNING)
def kpi_03(document: Document) -> Iterator[Observation]:
    """Actual > 150 % or < 50 % of target asks for an explanation.

    > 1000 % asks whether unit or target is right.
    """
    settings = document.settings
    for section, plan in plans(document):
        for row in plan.indicators:
            rate = _raw_rate(row)
            if rate is None or row.explanation.strip():
                continue
            verdict = _extremity(rate, settings)
            if verdict is not None:
                message, limit = verdict
                params = {"rate": format_rate(rate, settings.rate_decimals), "limit": format_limit(limit)}
                yield Observation(section.code, row.key, message, params)


@check("KPI-09", Severity.ERROR)
def kpi_09(document: Document) -> Iterator[Observation]:
    """Rate under 100 needs explanation and improvement."""
    for section, plan in plans(document):
        for row in plan.indicators:
            rate = _rounded_rate(row, document.settings)
            if rate is None or rate >= HUNDRED:
                continue
            params = {"rate": format_rate(rate, document.settings.rate_decimals)}
            if not row.explanation.strip():
                yield Observation(section.code, row.key, "kpi_09.explanation_missing", params)
            if not row.improvement.strip():
                yield Observation(section.code, row.key, "kpi_09.improvement_missing", params)


def _misprints(row: Indicator, settings: ReportSettings) -> Iterator[tuple[str, dict[str, str]]]:
    for message, measure in (
        ("kpi_01.target_misprinted", row.target),
        ("kpi_01.actual_misprinted", row.actual),
    ):
        if _is_misprinted(measure):
            yield message, {"printed": measure.printed, "value": str(measure.value)}
    if _are_figures_kept_as_words(row):
        yield "kpi_01.figures_as_words", {"target": row.target.printed, "actual": row.actual.printed}
    else:
        yield from _misprinted_rate(row, settings)


def _misprinted_rate(row: Indicator, settings: ReportSettings) -> Iterator[tuple[str, dict[str, str]]]:
    stated, expected = row.achievement_rate, _printed_rate(row, settings)
    if expected is None:
        if stated is not None or row.achievement_printed not in NO_RATE | {""}:
            params = {"target": row.target.printed, "actual": row.actual.printed}
            yield "kpi_01.rate_not_computable", params
        return
    computed = format_rate(expected, settings.rate_decimals)
    if stated is None:
        yield "kpi_01.rate_missing", {"computed": computed}
        return
    printed = row.achievement_printed or f"{stated:,f}%"
    if stated != expected or not is_printed_as(stated, printed):
        yield "kpi_01.rate_differs", {"printed": printed, "computed": computed}


def _is_misprinted(measure: Measure) -> bool:
    """Whether the reader sees another number than the one computed with, or several, or none."""
    if measure.value is None or not measure.printed.strip():
        return False
    return number_in(measure.printed) != measure.value


def _are_figures_kept_as_words(row: Indicator) -> bool:
    """Whether both measures read as figures, so that a rate follows for the reader, and one has no number."""
    has_both = _figure(row.target) is not None and _figure(row.actual) is not None
    return has_both and (row.target.value is None or row.actual.value is None)


def _figure(measure: Measure) -> Decimal | None:
    """The number computed with, else the one that the reader sees."""
    return as_figure(measure.printed) if measure.value is None else measure.value


def _raw_rate(row: Indicator) -> Decimal | None:
    """達成率 before cap and rounding; None where the row has no such rate. What kind of row it is called is nothing."""
    target, actual = _figure(row.target), _figure(row.actual)
    if target is None or actual is None:
        return None
    try:
        return achievement_rate(target=target, actual=actual, direction=row.direction)
    except FigureError:
        return None


def _printed_rate(row: Indicator, settings: ReportSettings) -> Decimal | None:
    """What the row should print: rounded half-up, then limited where the report caps its rates."""
    rate = _raw_rate(row)
    if rate is None:
        return None
    rounded = round_half_up(rate, settings.rate_decimals)
    return min(rounded, HUNDRED) if settings.is_rate_capped else rounded


def _rounded_rate(row: Indicator, settings: ReportSettings) -> Decimal | None:
    """The computed rate, or the stated one where none can be computed."""
    computed = _printed_rate(row, settings)
    return row.achievement_rate if computed is None else computed


def _capped_rows(plan: PlanContent, settings: ReportSettings) -> list[int]:
    """The numbers, from 1, of the rows whose printed rate is the cap and not what was reached."""
    rates = ((number, _raw_rate(row)) for number, row in enumerate(plan.indicators, 1))
    return [
        number for number, rate in rates if rate is not None and round_half_up(rate, settings.rate_decimals) > HUNDRED
    ]


def _extremity(rate: Decimal, settings: ReportSettings) -> tuple[str, Decimal] | None:
    if rate > settings.doubt_achievement_above:
        return "kpi_03.target_doubtful", settings.doubt_achievement_above
    if rate > settings.explain_achievement_above:
        return "kpi_03.far_above_target", settings.explain_achievement_above
    if rate < settings.explain_achievement_below:
        return "kpi_03.far_below_target", settings.explain_achievement_below
    return None
