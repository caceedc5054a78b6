"""The audit chain of a report: append an event, verify the whole chain.

Each event's hash covers its own fields and the hash before it, so a changed, dropped or inserted event breaks every
later link. The head row holds the chain's end; a missing tail shows there. A chain proves changes made after its
head was noted elsewhere, not that the server was honest when it wrote.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from reports.models import AuditEvent, AuditHead, Report, User

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first event that does not fit. `reason` is a code: hash_differs, gap, link_differs, head_differs."""

    sequence: int
    reason: str


def append_event(
    *,
    report: Report,
    actor: User | None,
    action: str,
    subject: str,
    payload: Mapping[str, object],
    now: datetime,
) -> AuditEvent:
    """Append inside the caller's transaction; the head row's lock keeps appenders in line."""
    head = AuditHead.objects.select_for_update(no_key=True).get(report=report)
    event = AuditEvent(
        report=report,
        sequence=head.sequence + 1,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        payload_json=json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def start_chain(*, report: Report) -> None:
    AuditHead.objects.create(report=report, sequence=0, hash=GENESIS)


def event_hash(event: AuditEvent) -> str:
    """sha256 over the canonical JSON of everything the event says, its time in UTC with microseconds."""
    fields = {
        "report": event.report_id,
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "action": event.action,
        "subject": event.subject,
        "payload": event.payload_json,
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(report: Report) -> ChainBreak | None:
    """Walk the chain from its start; None when every link holds and the head agrees."""
    previous, sequence = GENESIS, 0
    for event in report.audit_events.order_by("sequence").iterator():
        sequence += 1
        if event.sequence != sequence:
            return ChainBreak(sequence, "gap")
        if event.previous_hash != previous:
            return ChainBreak(sequence, "link_differs")
        if event.hash != event_hash(event):
            return ChainBreak(sequence, "hash_differs")
        previous = event.hash
    head = AuditHead.objects.filter(report=report).first()
    if head is None or (head.sequence, head.hash) != (sequence, previous):
        return ChainBreak(sequence + 1, "head_differs")
    return None
