"""The parts of a section that a signature may cover, and their hashes.

A signature over a scope stays valid while the scope's hash stands, whatever else of the section changes.
"""

from dataclasses import replace

from reports.content.codec import canonical_json, sha256_hex
from reports.content.figures import Indicator
from reports.content.sections import PlanContent, SectionContent
from reports.enums import Scope


def scope_sha256(content: SectionContent, scope: Scope) -> str:
    """sha256 over the canonical JSON of the part of `content` that `scope` covers.

    BUDGET: the budget executions. INDICATORS: the table with its note, without the explanations. TEXT: everything
    that is not a figure of a table. In a section without tables BUDGET and INDICATORS are empty and never change.
    """
    return sha256_hex(canonical_json(_covered(content, scope)))


def has_budget(content: SectionContent) -> bool:
    return isinstance(content, PlanContent) and bool(content.budgets)


def _covered(content: SectionContent, scope: Scope) -> object:
    if scope is Scope.ALL:
        return content
    if not isinstance(content, PlanContent):
        return content if scope is Scope.TEXT else ()
    if scope is Scope.BUDGET:
        return content.budgets
    if scope is Scope.INDICATORS:
        return (content.indicator_note, tuple(_figures(row) for row in content.indicators))
    explanations = tuple((row.key, row.explanation, row.improvement) for row in content.indicators)
    return (replace(content, indicators=(), budgets=(), indicator_note=""), explanations)


def _figures(row: Indicator) -> Indicator:
    return replace(row, explanation="", improvement="")
