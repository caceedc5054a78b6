"""What a check finds, and how one is declared and run. Pure: a check sees a Document and nothing else.

A check is one function named after its id, whose docstring is the official sentence of the rule. It yields an
Observation for each place where the rule does not hold; the declaration adds the id and the severity.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.content import (
    AchievementContent,
    Document,
    DocumentSection,
    FollowUpContent,
    GoalsContent,
    PlanContent,
    SectionContent,
)
from reports.enums import Severity

REPORT_LEVEL = ""
"""The section code of a finding about the report as a whole, such as a missing chapter."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One place where a rule does not hold.

    `place` is a row's key ("i3", "b1", "p2"), a field's name ("title", "indicator_note") or "" for the section.
    `message` is a stable code such as "kpi_01.rate_differs"; `params` hold plain JSON values for its text.
    """

    section_code: str
    place: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation with the check that made it: the 檢核結果 a person sees, fixes or waives."""

    check_id: str
    severity: Severity
    section_code: str
    place: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def fingerprint(self) -> str:
        """What a waiver points at: it changes with the place or any figure or wording in the finding."""
        parts = [self.check_id, self.section_code, self.place, self.message, dict(self.params)]
        text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check. `is_local` says that a section's findings depend on that section and the settings alone."""

    id: str
    severity: Severity
    is_local: bool
    rule: str
    observe: Callable[[Document], Iterator[Observation]]

    def __call__(self, document: Document) -> Iterator[Finding]:
        for seen in self.observe(document):
            yield Finding(self.id, self.severity, seen.section_code, seen.place, seen.message, seen.params)


def check(
    check_id: str, severity: Severity, *, is_local: bool = True
) -> Callable[[Callable[[Document], Iterator[Observation]]], Check]:
    """Declare the decorated function as the check `check_id`; its docstring becomes the rule."""

    def declare(observe: Callable[[Document], Iterator[Observation]]) -> Check:
        return Check(check_id, severity, is_local, (observe.__doc__ or "").strip(), observe)

    return declare


def plans(document: Document) -> Iterator[tuple[DocumentSection, PlanContent]]:
    for section in document.sections():
        if isinstance(section.content, PlanContent):
            yield section, section.content


def achievements(document: Document) -> Iterator[tuple[DocumentSection, AchievementContent]]:
    for section in document.sections():
        if isinstance(section.content, AchievementContent):
            yield section, section.content


def texts_of(content: SectionContent) -> Iterator[tuple[str, str]]:
    """(place, text) of everything written in sentences, in printed order; table cells are left out."""
    if isinstance(content, GoalsContent):
        yield from ((goal.key, goal.text) for goal in content.goals)
    elif isinstance(content, PlanContent):
        yield from _plan_texts(content)
    elif isinstance(content, AchievementContent):
        yield from ((row.key, row.text) for row in content.paragraphs)
        for theme in content.themes:
            yield theme.key, theme.title
            yield from ((row.key, row.text) for row in theme.items)
    elif isinstance(content, FollowUpContent):
        for answer in content.answers:
            yield answer.key, answer.opinion
            yield from ((row.key, row.text) for row in answer.paragraphs)
    else:
        yield from ((row.key, row.text) for row in content.paragraphs)


def _plan_texts(content: PlanContent) -> Iterator[tuple[str, str]]:
    yield "title", content.title
    yield "indicator_note", content.indicator_note
    for row in content.indicators + content.budgets:
        yield row.key, row.explanation
        yield row.key, row.improvement
    yield from ((row.key, row.text) for row in content.paragraphs + content.review_and_actions)
