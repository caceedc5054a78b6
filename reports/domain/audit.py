"""The audit chains of reports and of agencies: append an event, verify a whole chain.

Each event's hash covers its own fields and the hash before it, so a changed, dropped or inserted event breaks every
later link. The head row holds the chain's end; a missing tail shows there. A chain proves changes made after its
head was noted elsewhere, not that the server was honest when it wrote.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from reports.models import Agency, AgencyEvent, AgencyHead, AuditEvent, AuditHead, Report, User
from reports.models.audit import ChainedEvent, ChainHead

GENESIS = "0" * 64
Event = TypeVar("Event", bound=ChainedEvent)


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first event that does not fit. `reason` is a code: hash_differs, gap, link_differs, head_differs."""

    sequence: int
    reason: str


def append_event(
    *, report: Report, actor: User | None, action: str, subject: str, payload: Mapping[str, object], now: datetime
) -> AuditEvent:
    """Append to a report's chain inside the caller's transaction; the head row's lock keeps appenders in line."""
    head = AuditHead.objects.select_for_update(no_key=True).get(report=report)
    event = AuditEvent(report=report, at=now, actor=actor, action=action, subject=subject)
    return _append(event, head, payload)


def append_agency_event(
    *, agency: Agency, actor: User | None, action: str, subject: str, payload: Mapping[str, object], now: datetime
) -> AgencyEvent:
    """The same for what happens in an agency outside any report; its chain begins with the first event."""
    head, _is_new = AgencyHead.objects.select_for_update(no_key=True).get_or_create(agency=agency)
    event = AgencyEvent(agency=agency, at=now, actor=actor, action=action, subject=subject)
    return _append(event, head, payload)


def _append(event: Event, head: ChainHead, payload: Mapping[str, object]) -> Event:
    event.payload_json = _canonical(payload)
    event.sequence, event.previous_hash = head.sequence + 1, head.hash
    event.hash = event_hash(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def start_chain(*, report: Report) -> None:
    AuditHead.objects.create(report=report, sequence=0, hash=GENESIS)


def event_hash(event: ChainedEvent) -> str:
    """sha256 over the canonical JSON of everything the event says, its time in UTC with microseconds."""
    fields = {
        event.CHAIN: getattr(event, f"{event.CHAIN}_id"),
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "action": event.action,
        "subject": event.subject,
        "payload": event.payload_json,
        "previous_hash": event.previous_hash,
    }
    return hashlib.sha256(_canonical(fields).encode()).hexdigest()


def _canonical(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def first_break(chain: Report | Agency) -> ChainBreak | None:
    """Walk a chain from its start; None when every link holds and the head agrees, or an agency has no event yet."""
    previous, sequence = GENESIS, 0
    for event in chain.audit_events.order_by("sequence").iterator():
        sequence += 1
        if event.sequence != sequence:
            return ChainBreak(sequence, "gap")
        if event.previous_hash != previous:
            return ChainBreak(sequence, "link_differs")
        if event.hash != event_hash(event):
            return ChainBreak(sequence, "hash_differs")
        previous = event.hash
    if _head(chain) != (sequence, previous):
        return ChainBreak(sequence + 1, "head_differs")
    return None


def _head(chain: Report | Agency) -> tuple[int, str] | None:
    if isinstance(chain, Report):
        return AuditHead.objects.filter(report=chain).values_list("sequence", "hash").first()
    return AgencyHead.objects.filter(agency=chain).values_list("sequence", "hash").first() or (0, GENESIS)
