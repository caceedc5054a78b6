"""BUD: the budget sentence against its own figures and the thresholds that ask for an explanation."""

from collections.abc import Iterator
from decimal import Decimal

from reports.checks.base import Observation, check, plans
from reports.content import BudgetExecution, Document, PlanContent, ReportSettings
from reports.enums import Severity
from reports.values.figures import FigureError, execution_rate, format_limit, format_rate, is_printed_as, round_half_up


@check("BUD-01", Severity.ERROR)
def bud_01(document: Document) -> Iterator[Observation]:
    """Printed 執行率 = computed."""
    for section, plan in plans(document):
        for row in plan.budgets:
            for message, params in _misprints(row, document.settings):
                yield Observation(section.code, row.key, message, params)


@check("BUD-02", Severity.ERROR)
def bud_02(document: Document) -> Iterator[Observation]:
    """Under the explanation threshold without explanation; under the lower one without 策進作為.

    The plan's 檢討策進作為 counts as both: that is where the measured report explains its 87.44 %.
    """
    settings = document.settings
    for section, plan in plans(document):
        is_reviewed = _has_review(plan)
        for row in plan.budgets:
            rate = _computed_rate(row, settings)
            if rate is None or is_reviewed:
                continue
            printed = format_rate(rate, settings.rate_decimals)
            for text, limit, message in (
                (row.explanation, settings.explain_execution_below, "bud_02.explanation_missing"),
                (row.improvement, settings.improve_execution_below, "bud_02.improvement_missing"),
            ):
                if rate < limit and not text.strip():
                    params = {"rate": printed, "limit": format_limit(limit)}
                    yield Observation(section.code, row.key, message, params)


@check("BUD-04", Severity.ERROR)
def bud_04(document: Document) -> Iterator[Observation]:
    """Appropriation 0: only carry-over, with a reason."""
    for section, plan in plans(document):
        for row in plan.budgets:
            if row.appropriation_thousands and row.is_suspended:
                params = {"appropriation": row.appropriation_thousands}
                yield Observation(section.code, row.key, "bud_04.suspended_but_appropriated", params)
            if row.appropriation_thousands:
                continue
            if row.carryover_thousands <= 0:
                yield Observation(section.code, row.key, "bud_04.no_funds")
            if not row.is_suspended and not row.explanation.strip():
                yield Observation(section.code, row.key, "bud_04.reason_missing")


def _misprints(row: BudgetExecution, settings: ReportSettings) -> Iterator[tuple[str, dict[str, str]]]:
    stated, expected = row.execution_rate, _computed_rate(row, settings)
    if expected is None:
        if stated is not None or row.execution_printed:
            yield "bud_01.rate_not_computable", {}
        return
    computed = format_rate(expected, settings.rate_decimals)
    if stated is None:
        yield "bud_01.rate_missing", {"computed": computed}
        return
    printed = row.execution_printed or f"{stated:,f}%"
    if stated != expected or not is_printed_as(stated, printed):
        yield "bud_01.rate_differs", {"printed": printed, "computed": computed}


def _computed_rate(row: BudgetExecution, settings: ReportSettings) -> Decimal | None:
    try:
        rate = execution_rate(
            expended=row.expended_thousands,
            appropriation=row.appropriation_thousands,
            carryover=row.carryover_thousands,
        )
    except FigureError:
        return None
    return round_half_up(rate, settings.rate_decimals)


def _has_review(plan: PlanContent) -> bool:
    return any(row.text.strip() for row in plan.review_and_actions)
