"""What the house alone is told on the public page: who signed, and what differs from the edition before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.domain.access import TrailEntry, policy
from reports.domain.editions import released_editions
from reports.models import Edition, Section, User


@dataclass(frozen=True, slots=True)
class HouseEntry:
    """One section the person may read. `before` is its revision in the edition before, None where that is the same."""

    section: Section
    revision: int
    signatures: Sequence[TrailEntry]
    before: int | None


def house_record(edition: Edition, user: User, now: datetime) -> list[HouseEntry]:
    """Of the sections this person may read, in the order of the report; three queries. Empty without a role."""
    visible = policy().visible_sections(user, now).filter(report=edition.report_id)
    sections = list(visible.order_by("chapter__position", "position"))
    if not sections:
        return []
    published, before = _revisions(edition.provenance_json), _revisions_before(edition)
    trails = policy().trails(sections)
    return [
        HouseEntry(
            section, number,
            [entry for entry in trails.get(section.pk, ()) if entry.revision_number == number],
            before.get(section.code) if before.get(section.code) != number else None,
        )
        for section in sections
        if (number := published.get(section.code, 0))
    ]  # fmt: skip


def _revisions(provenance_json: str) -> dict[str, int]:
    return {entry["code"]: entry["revision"] for entry in json.loads(provenance_json or "{}").get("sections", ())}


def _revisions_before(edition: Edition) -> dict[str, int]:
    earlier = released_editions().filter(report=edition.report_id, number__lt=edition.number).order_by("-number")
    return _revisions(earlier.values_list("provenance_json", flat=True).first() or "")
