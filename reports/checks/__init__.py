"""The checks a report must pass: one module a topic, one function a check, this registry in id order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reports.checks.base import REPORT_LEVEL, Check, Finding, Observation, texts_of
from reports.checks.budgets import bud_01, bud_02, bud_04
from reports.checks.indicators import kpi_01, kpi_02, kpi_03, kpi_09
from reports.checks.structure import str_02, str_03
from reports.checks.text import txt_01, txt_02
from reports.content import AchievementContent, Document, DocumentSection, PlanContent

__all__ = ["REGISTRY", "REPORT_LEVEL", "Check", "Finding", "Observation", "findings_of", "run_checks"]

REGISTRY: tuple[Check, ...] = (
    bud_01,
    bud_02,
    bud_04,
    kpi_01,
    kpi_02,
    kpi_03,
    kpi_09,
    str_02,
    str_03,
    txt_01,
    txt_02,
)


def run_checks(document: Document) -> tuple[Finding, ...]:
    """Every finding of the report, once each, in document order: report, sections, places, then check ids."""
    found = {finding.fingerprint: finding for check in REGISTRY for finding in check(document)}
    return _in_document_order(document, found.values())


def findings_of(document: Document, section_code: str) -> tuple[Finding, ...]:
    """The findings placed in one section, as run_checks gives them; other sections are read only where needed."""
    narrowed = _only(document, section_code)
    found: dict[str, Finding] = {}
    for check in REGISTRY:
        for finding in check(narrowed if check.is_local else document):
            if finding.section_code == section_code:
                found.setdefault(finding.fingerprint, finding)
    return _in_document_order(narrowed, found.values())


def _only(document: Document, section_code: str) -> Document:
    chapters = tuple(
        replace(chapter, sections=tuple(section for section in chapter.sections if section.code == section_code))
        for chapter in document.chapters
    )
    return replace(document, chapters=chapters)


def _in_document_order(document: Document, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    order: dict[tuple[str, str], int] = {}
    for section in document.sections():
        for place in _places(section):
            order.setdefault((section.code, place), len(order))
    ids = {check.id: number for number, check in enumerate(REGISTRY)}
    return tuple(
        sorted(findings, key=lambda found: (order.get((found.section_code, found.place), -1), ids[found.check_id]))
    )


def _places(section: DocumentSection) -> Iterator[str]:
    """Every place a finding can name in a section, in printed order."""
    yield from ("", "title", "goal_keys", "goal_key")
    content = section.content
    if isinstance(content, PlanContent):
        yield from (row.key for row in content.indicators)
        yield from ("indicators", "indicator_note")
        yield from (row.key for row in content.budgets)
        yield "paragraphs"
    if isinstance(content, AchievementContent):
        yield from (row.key for row in content.paragraphs)
    yield from (place for place, _text in texts_of(content))
