"""What differs between two contents, in words and with the changed characters marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise

from reports.content import SectionContent
from reports.content.differences import Difference, DifferenceKind, Run, RunKind, differences, text_runs
from reports.domain.field_names import FIELD_NAMES, report_field_name, value_text
from reports.domain.places import place_names

WRITTEN = frozenset({"text", "title", "name", "opinion", "explanation", "improvement", "indicator_note", "goal_title"})
"""Fields of words, compared by character; a figure is shown whole, before and after."""
_BEHIND_PRINT = re.compile(r"\.(value|unit)$|_rate$")
"""Numbers that stand behind a printed form; with its change they say nothing new."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """`where` names the row, `label` the field; `moved` is a moved row's old and new number."""

    where: str
    label: Promise | str
    runs: tuple[Run, ...]
    moved: tuple[str, str] | None = None


def shown_changes(old: SectionContent | None, new: SectionContent) -> list[ShownChange]:
    before, after = place_names(old) if old is not None else {}, place_names(new)
    return [
        _shown(change, (before if change.kind is DifferenceKind.REMOVED else after).get(change.row, change.row))
        for change in _in_print(differences(old, new))
    ]


def shown_differences(found: Sequence[Difference]) -> list[ShownChange]:
    """Of differences whose contents are not at hand: a row is named by itself or by its number."""
    return [_shown(change, change.name or change.place) for change in _in_print(found)]


def shown_of_report(found: Sequence[Difference]) -> list[ShownChange]:
    """Of differences that belong to no section."""
    return [replace(_shown(change, ""), label=report_field_name(change.field)) for change in found]


def _in_print(found: Sequence[Difference]) -> list[Difference]:
    printed = {(change.row, change.field) for change in found if change.field.endswith("printed")}
    return [change for change in found if (change.row, _printed_field(change.field)) not in printed]


def _printed_field(field: str) -> str:
    """The printed form that a number stands behind; "" for any other field."""
    if not _BEHIND_PRINT.search(field):
        return ""
    return _BEHIND_PRINT.sub(lambda found: "_printed" if found[0] == "_rate" else ".printed", field)


def _shown(found: Difference, where: str) -> ShownChange:
    return ShownChange(
        where=where,
        label=FIELD_NAMES.get(found.field, found.field),
        runs=_runs(found),
        moved=(found.old, found.new) if found.kind is DifferenceKind.MOVED else None,
    )


def _runs(found: Difference) -> tuple[Run, ...]:
    before, after = value_text(found.field, found.old), value_text(found.field, found.new)
    if found.field.rsplit(".", 1)[-1] in WRITTEN or not (before and after):
        return text_runs(before, after)
    return (Run(RunKind.REMOVED, before), Run(RunKind.SAME, " → "), Run(RunKind.ADDED, after))
