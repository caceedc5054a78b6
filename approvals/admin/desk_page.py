"""What the pages of the desk show of a section and of a report, in words of the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import permissions
from approvals.domain.desk import Review
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action
from approvals.models.labels import LABELS
from approvals.workflow import Transition
from reports.checks import Finding
from reports.content.differences import Difference, DifferenceKind, Run
from reports.domain.checking import OpenFinding
from reports.domain.field_names import FIELD_NAMES, value_text
from reports.domain.places import place_names, place_text
from reports.domain.wording import check_title, finding_remedy, finding_text, severity_label
from reports.models import Report, Section, User, Waiver

DIFFERENCE_LABELS: dict[DifferenceKind, Promise] = {
    DifferenceKind.ADDED: _("Added"),
    DifferenceKind.REMOVED: _("Removed"),
    DifferenceKind.CHANGED: _("Changed"),
    DifferenceKind.MOVED: _("Moved"),
}
LONG_TEXT = 30
"""From this length on a changed value is shown as one text with its changes marked, not as old → new."""


@dataclass(frozen=True, slots=True)
class Button:
    """A move that the reader may make now."""

    action: str
    label: Promise
    needs_comment: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference: which field, and either the two values or the runs of one long text."""

    field: Promise | str
    old: str
    new: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Differences of one kind in one row, or in the section's own fields."""

    kind: str
    label: Promise
    place: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in sentences, with the exception granted for it."""

    severity: str
    severity_label: str
    check_id: str
    check_title: str
    section: str
    place: str
    text: str
    remedy: str
    waiver: Waiver | None


def buttons(user: User, subject: Section | Report, allowed: frozenset[Action], now: datetime) -> tuple[Button, ...]:
    """The moves of this page that the person may make now, in the table's order."""
    rows = permissions.offered(user, subject, now)
    return tuple(_button(row) for row in rows if row.action in allowed)


def why_not(user: User, subject: Section | Report, allowed: frozenset[Action], now: datetime) -> str:
    """Why a person who holds the role cannot decide on what lies there: only their own work is worth a sentence."""
    codes = {permissions.can(user, action, subject, now).code for action in allowed}
    return UnableToDecide("own_work").text if "own_work" in codes else ""


def _button(row: Transition) -> Button:
    return Button(row.action.value, LABELS[row.action], row.needs_comment)


def change_groups(review: Review) -> tuple[ChangeGroup, ...]:
    """The changes in reading order, those of one row together."""
    before = place_names(review.baseline.content) if review.baseline is not None else {}
    after = place_names(review.section.content)
    groups = groupby(review.changes, key=lambda found: (found.kind, found.row))
    return tuple(
        _change_group(tuple(members), before if kind is DifferenceKind.REMOVED else after)
        for (kind, _row), members in groups
    )


def _change_group(members: tuple[Difference, ...], names: Mapping[str, str]) -> ChangeGroup:
    first = members[0]
    return ChangeGroup(
        kind=first.kind.value,
        label=DIFFERENCE_LABELS[first.kind],
        place=names.get(first.row, first.row),
        lines=tuple(_change_line(found) for found in members),
    )


def _change_line(found: Difference) -> ChangeLine:
    before, after = value_text(found.field, found.old), value_text(found.field, found.new)
    is_text = found.kind is DifferenceKind.CHANGED and max(len(before), len(after)) >= LONG_TEXT
    return ChangeLine(
        field=FIELD_NAMES.get(found.field, found.field),
        old=before,
        new=after,
        runs=found.runs() if is_text else (),
    )


def finding_lines(found: tuple[OpenFinding, ...], sections: dict[str, Section]) -> tuple[FindingLine, ...]:
    """Findings in sentences. `sections` by code give the names of the sections and of the places in them."""
    return tuple(_finding_line(item.finding, item.waiver, sections) for item in found)


def _finding_line(finding: Finding, waiver: Waiver | None, sections: dict[str, Section]) -> FindingLine:
    section = sections.get(finding.section_code)
    return FindingLine(
        severity=finding.severity.value,
        severity_label=severity_label(finding.severity),
        check_id=finding.check_id,
        check_title=check_title(finding.check_id),
        section=section.title if section else "",
        place=place_text(section.content, finding.place) if section and finding.place else "",
        text=finding_text(finding.message, finding.params),
        remedy=finding_remedy(finding.message, finding.params),
        waiver=waiver,
    )
