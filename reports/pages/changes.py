"""What differs between two contents, in words and with the changed characters marked."""

from dataclasses import dataclass

from django.utils.functional import Promise

from reports.content import SectionContent
from reports.content.differences import Difference, DifferenceKind, Run, differences, text_runs
from reports.domain.field_names import FIELD_NAMES, value_text
from reports.domain.places import place_text


@dataclass(frozen=True, slots=True)
class ShownChange:
    """`where` names the row, `label` the field; `moved` is a moved row's old and new number."""

    where: str
    label: Promise | str
    runs: tuple[Run, ...]
    moved: tuple[str, str] | None = None


def shown_changes(old: SectionContent | None, new: SectionContent) -> list[ShownChange]:
    return [_shown(found, old, new) for found in differences(old, new)]


def _shown(found: Difference, old: SectionContent | None, new: SectionContent) -> ShownChange:
    holder = old if found.kind is DifferenceKind.REMOVED and old is not None else new
    return ShownChange(
        where=place_text(holder, found.row) if found.row else "",
        label=FIELD_NAMES.get(found.field, found.field),
        runs=text_runs(value_text(found.field, found.old), value_text(found.field, found.new)),
        moved=(found.old, found.new) if found.kind is DifferenceKind.MOVED else None,
    )
