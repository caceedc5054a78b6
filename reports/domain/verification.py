"""Is history whole? The chain, the frozen revisions and the working rows of a report, each checked against the rest.

Proves changes made after the chain's head was noted elsewhere (a manifest carries it), not an honest server.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from reports.content import frozen_json, sha256_hex
from reports.content.codec import ContentError
from reports.domain import audit
from reports.domain.revisions import read_rows
from reports.models import AuditEvent, Report, Section, SectionRevision


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not fit. `reason` is a stable code, `place` names the event, revision or section.

    hash_differs, gap, link_differs, head_differs (of the chain); sha256_differs (text against its own hash),
    not_as_recorded (hash against the chain's event), not_recorded (no event speaks of it), missing_revision (an
    event speaks of it), rows_differ (working rows against the current revision), unreadable.
    """

    place: str
    reason: str


def discrepancies(report: Report) -> tuple[Discrepancy, ...]:
    """Everything wrong with a report's history; of the chain the first broken event, since all later ones follow."""
    found: list[Discrepancy] = []
    broken = audit.first_break(report)
    if broken is not None:
        found.append(Discrepancy(f"event {broken.sequence}", broken.reason))
    found += _revisions(report)
    for section in report.sections.select_related("current_revision").order_by("chapter__position", "position"):
        found += _rows(section)
    return tuple(found)


def _revisions(report: Report) -> Iterator[Discrepancy]:
    recorded = _recorded(report)
    revisions = SectionRevision.objects.filter(section__report=report).select_related("section")
    for revision in revisions.order_by("section", "number").iterator(chunk_size=200):
        place = f"{revision.section.code} r{revision.number}"
        stated = recorded.pop((f"section:{revision.section.code}", revision.number), None)
        if sha256_hex(revision.content_json) != revision.sha256:
            yield Discrepancy(place, "sha256_differs")
        if stated is None:
            yield Discrepancy(place, "not_recorded")
        elif stated != revision.sha256:
            yield Discrepancy(place, "not_as_recorded")
    for subject, number in recorded:
        yield Discrepancy(f"{subject.removeprefix('section:')} r{number}", "missing_revision")


def _recorded(report: Report) -> dict[tuple[str, int], str]:
    """The hash that the chain states for each revision when it was saved."""
    found: dict[tuple[str, int], str] = {}
    saves = AuditEvent.objects.filter(report=report, action="save").order_by("sequence")
    for subject, text in saves.values_list("subject", "payload_json"):
        payload = json.loads(text)
        found[subject, payload["revision"]] = payload["sha256"]
    return found


def _rows(section: Section) -> Iterator[Discrepancy]:
    try:
        stands = section.current_revision.content_json if section.current_revision else frozen_json(section.content)
        if frozen_json(read_rows(section)) != stands:
            yield Discrepancy(section.code, "rows_differ")
    except (ContentError, ValueError, KeyError):
        yield Discrepancy(section.code, "unreadable")
