"""Is history whole? Chain, frozen revisions, working rows and editions of a report, each checked against the rest.

Proves changes made after the chain's head was noted elsewhere (a manifest carries it), not an honest server.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.content import frozen_json, sha256_hex
from reports.content.codec import ContentError, document_from_json
from reports.domain import audit, corrections, signing
from reports.domain.assembly import pinned_sha256
from reports.domain.revisions import read_rows
from reports.models import AuditEvent, Edition, Report, Section, SectionRevision


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not fit. `reason` is a stable code, `place` names the event, revision, section or edition.

    hash_differs, gap, link_differs, head_differs (of the chain); sha256_differs (text against its own hash),
    not_as_recorded (hash against the chain's event), not_recorded (no event speaks of it), missing_revision (an
    event speaks of it), rows_differ (working rows against the current revision), unreadable, not_in_manifest (a
    published file that the manifest does not list), signature_differs (not made by its key, or the key is not named),
    correction_differs (its reason or comparison table is not the one that the manifest states).
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
    for edition in report.editions.live().order_by("number"):
        found += (Discrepancy(f"edition {edition.number}", reason) for reason in _wrong_with(edition))
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


def _wrong_with(edition: Edition) -> Iterator[str]:
    """Whether what is published is what was approved: document, manifest and files against the chain."""
    if sha256_hex(edition.document_json) != edition.document_sha256:
        yield "sha256_differs"
    published = _event_of(edition, "publish").get("set_sha256")
    if published is None:
        yield "not_recorded"
    elif published != _pinned(edition):
        yield "not_as_recorded"
    if edition.released_at is not None:
        yield from _wrong_with_manifest(edition)


def _wrong_with_manifest(edition: Edition) -> Iterator[str]:
    """What the public was given to check with, against the chain and against what it speaks of."""
    if sha256_hex(edition.manifest_json) != _event_of(edition, "release").get("manifest_sha256"):
        yield "not_as_recorded"
        return
    if not _is_signed_as_stated(edition):
        yield "signature_differs"
    manifest = json.loads(edition.manifest_json)
    if not _is_corrected_as_stated(edition, manifest):
        yield "correction_differs"
    listed = {(file["name"], file["sha256"]) for file in manifest["files"]}
    if set(edition.renditions.values_list("name", "sha256")) != listed:
        yield "not_in_manifest"


def _is_signed_as_stated(edition: Edition) -> bool:
    """Whether key and signature are those that manifest and chain speak of; an unsigned edition states none."""
    stated = json.loads(edition.manifest_json).get("signature")
    recorded = _event_of(edition, "release").get("key_id")
    key = edition.signing_key
    if key is None:
        return stated is None and recorded is None
    if stated is None or {stated["key_id"], recorded} != {key.key_id}:
        return False
    try:
        message, signature = edition.manifest_json.encode(), bytes.fromhex(edition.signature)
        return signing.is_signature(key=key, message=message, signature=signature)
    except ValueError:
        return False


def _is_corrected_as_stated(edition: Edition, manifest: Mapping[str, Any]) -> bool:
    """Whether reason and comparison table, which the public reads from the database, are those of the manifest."""
    try:
        return corrections.stated(edition, version=manifest["manifest_version"]) == manifest.get("erratum")
    except (ValueError, KeyError, TypeError):
        return False


def _event_of(edition: Edition, action: str) -> dict[str, Any]:
    """What the chain says of the edition's publication or release; empty when it says nothing."""
    events = AuditEvent.objects.filter(report=edition.report_id, action=action, subject="report").order_by("sequence")
    payloads: Iterator[dict[str, Any]] = map(json.loads, events.values_list("payload_json", flat=True))
    # The last of them: before it the number may have been that of a publication that was taken back.
    return ([{}] + [payload for payload in payloads if payload.get("edition") == edition.number])[-1]


def _pinned(edition: Edition) -> str:
    """The hash that an approval pins, of the document as it is kept; empty for one that cannot be read."""
    try:
        return pinned_sha256(document_from_json(json.loads(edition.document_json)))
    except (ContentError, ValueError, KeyError):
        return ""
