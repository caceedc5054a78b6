"""What the house alone is told on the public page: who signed, and what differs from the edition before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.domain.access import TrailEntry, policy
from reports.domain.editions import released_editions
from reports.models import Edition, Section, User


@dataclass(frozen=True, slots=True)
class HouseEntry:
    """One section the person may read. `before` is its revision in the edition before, None where that is the same.

    `signatures` are those of the revision, and of earlier ones those that the edition's provenance lets stand.
    """

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
    published, before = _sections(edition.provenance_json), _revisions_before(edition)
    trails = policy().trails(sections)
    return [
        HouseEntry(
            section, number,
            _signatures(trails.get(section.pk, ()), published[section.code]),
            before.get(section.code) if before.get(section.code) != number else None,
        )
        for section in sections
        if (number := published.get(section.code, {}).get("revision"))
    ]  # fmt: skip


def _signatures(trail: Sequence[TrailEntry], published: Mapping[str, Any]) -> list[TrailEntry]:
    standing = {
        datetime.fromisoformat(entry["decided_at"])
        for entry in published["decisions"]
        if "carried_from_revision" in entry
    }
    return [entry for entry in trail if entry.revision_number == published["revision"] or entry.at in standing]


def _sections(provenance_json: str) -> dict[str, dict[str, Any]]:
    return {entry["code"]: entry for entry in json.loads(provenance_json or "{}").get("sections", ())}


def _revisions_before(edition: Edition) -> dict[str, int]:
    earlier = released_editions().filter(report=edition.report_id, number__lt=edition.number).order_by("-number")
    found = _sections(earlier.values_list("provenance_json", flat=True).first() or "")
    return {code: entry["revision"] for code, entry in found.items()}
