"""The state of a report as its audit chain tells it, from zero: nothing else is read."""

import json
from dataclasses import dataclass, field
from typing import Any

from reports.enums import ReportStatus, SectionStatus
from reports.models import AuditEvent, Report

# Events that change no state.
SILENT = frozenset(
    {
        "waive", "release", "move_publication", "request_consultation", "reply", "answer_objection",
        "withdraw_consultation",
    }
)  # fmt: skip
REPORT = "report"


class Unexplained(AssertionError):
    """An event that does not follow from the ones before it."""


@dataclass
class SectionTold:
    """A section: its state, its last revision and the one that is signed off (0: none), the hashes of all."""

    status: str = SectionStatus.DRAFTING.value
    revision: int = 0
    signed_off: int = 0
    hashes: dict[int, str] = field(default_factory=dict)


@dataclass
class Told:
    """What the chain says so far."""

    status: str = ""
    sections: dict[str, SectionTold] = field(default_factory=dict)
    editions: int = 0

    def hear(self, event: AuditEvent) -> None:
        payload = json.loads(event.payload_json)
        if event.subject == REPORT:
            self._hear_report(event.action, payload)
        else:
            self._hear_section(event.action, event.subject.removeprefix("section:"), payload)

    def _hear_report(self, action: str, payload: dict[str, Any]) -> None:
        if action == "open":
            self.status = ReportStatus.COMPILING.value
        elif action not in SILENT:
            _expect(self.status, payload["from"], action)
            self.status = payload["to"]
            self.editions += {"publish": 1, "cancel_publication": -1}.get(action, 0)
            if action in {"submit", "approve", "publish"}:
                _expect({s.status for s in self.sections.values()}, {SectionStatus.SIGNED_OFF.value}, action)

    def _hear_section(self, action: str, code: str, payload: dict[str, Any]) -> None:
        if action == "add_section":
            self.sections[code] = SectionTold()
            return
        section = self.sections[code]
        if action == "save":
            _expect(section.status, SectionStatus.DRAFTING.value, action)
            _expect(section.revision + 1, payload["revision"], action)
            section.revision = payload["revision"]
            section.hashes[section.revision] = payload["sha256"]
        elif action not in SILENT:
            self._move(section, action, payload)

    def _move(self, section: SectionTold, action: str, payload: dict[str, Any]) -> None:
        _expect(section.status, payload["from"], action)
        _expect(section.hashes.get(payload["revision"]), payload["sha256"], action)
        _expect(section.revision, payload["revision"], action)
        section.status = payload["to"]
        if section.status == SectionStatus.SIGNED_OFF:
            section.signed_off = payload["revision"]
        if "voided" in payload:
            _expect(self.status, payload["voided"], action)
            self.status = ReportStatus.COMPILING.value


def replayed(report: Report) -> Told:
    """Raises Unexplained at the first event that cannot have happened."""
    told = Told()
    for event in AuditEvent.objects.filter(report=report).order_by("sequence"):
        told.hear(event)
    return told


def _expect(found: object, wanted: object, action: str) -> None:
    if found != wanted:
        raise Unexplained(f"{action}: the chain so far says {found!r}, the event {wanted!r}")
