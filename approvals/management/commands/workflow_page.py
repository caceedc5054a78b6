"""manage.py workflow_page: write docs/workflow.md from the transition table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from approvals.enums import StepKind, Subject
from approvals.models.labels import LABELS
from approvals.workflow import TRANSITIONS, Transition
from reports.models.labels import LABELS as STATUS_LABELS

PAGE = Path(settings.BASE_DIR) / "docs" / "workflow.md"
HEAD = """# Workflow

Every move there is, written from `approvals/workflow.py` by `manage.py workflow_page`; a test keeps it current.
The Chinese words are in the [glossary](glossary.md). Whatever the table allows, nobody decides on what they wrote or
submitted in this round, and a move on a view that is no longer current is refused with the name of who was faster.
"""
COLUMNS = ("Action", "From", "To", "Who", "Own work", "Only", "Reason", "Refused by")


class Command(BaseCommand):
    help = "Write docs/workflow.md from the transition table."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page as Markdown, in English."""
    with translation.override("en"):
        return "\n".join([HEAD, *_table("Sections", Subject.SECTION), "", *_table("Reports", Subject.REPORT), ""])


def _table(title: str, subject: Subject) -> Iterator[str]:
    yield from (f"## {title}", "", "| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS))
    for row in TRANSITIONS:
        if row.subject is subject:
            yield "| " + " | ".join(_cells(row)) + " |"


def _cells(row: Transition) -> tuple[str, ...]:
    return (
        f"{LABELS[row.action]} (`{row.action}`)",
        ", ".join(str(STATUS_LABELS[source]) for source in sorted(row.sources)),
        str(STATUS_LABELS[row.target]) if row.target is not None else "as it was",
        str(LABELS[row.role]) if row.role else f"who sits at {_steps(row)}",
        "no" if row.own_work_barred else "yes",
        _conditions(row) or "–",
        "required" if row.needs_comment else "–",
        {"error": "errors", "warning": "errors, unwaived warnings"}.get(row.blocking or "", "–"),
    )


def _steps(row: Transition) -> str:
    if len(row.at_step) > 1:
        return "any step"
    return {StepKind.ENDORSE: "an endorsing step", StepKind.DECIDE: "the deciding step"}[next(iter(row.at_step))]


def _conditions(row: Transition) -> str:
    before = "before any desk or consulted division has acted" if row.is_before_first_desk else ""
    settled = "when the step's mandatory consultations are settled" if row.is_after_settling else ""
    hidden = "before the public has seen the edition" if row.is_before_release else ""
    shown = "after the public has seen the edition" if row.is_after_release else ""
    named = "an edition that the public can read" if row.names_edition else ""
    return before or settled or hidden or shown or named
