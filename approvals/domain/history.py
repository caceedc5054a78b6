"""A report's whole history as people read it: who, on whose behalf, in which capacity, from where, on which revision.

Made from the audit chain alone, so it says what was recorded then and not what the rows say now; only the names of
people and of sections are looked up.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.enums import Action, Capacity, CommentAction, ExtensionAction, Reply, Role
from approvals.models.labels import LABELS
from reports.enums import ReportStatus, Scope, SectionStatus
from reports.models import AuditEvent, Report, User
from reports.models.labels import LABELS as REPORT_LABELS

EVENT_LABELS: Mapping[str, Promise] = {
    "open": _("Open the report"),
    "add_section": _("Add a section"),
    "save": _("Save"),
    "waive": _("Let a warning stand"),
    "load": _("Load a text"),
    "change_settings": _("Change the settings"),
    "change_section": _("Change a section"),
    "schedule": _("Set the deadlines"),
    "move_deadline": _("Move a deadline"),
    "remind_now": _("Remind by hand"),
    "release": _("Release the files"),
    "move_publication": _("Move the publication"),
    "attach_evidence": _("Attach evidence"),
    "remove_evidence": _("Remove evidence"),
    "grant_role": _("Give a role"),
    "change_role": _("Change a role"),
    "take_role_away": _("Take a role away"),
    "move_person": _("Move a person to another agency"),
    "change_style": _("Change the look of the reports"),
    "change_ladder": _("Change the ladder of reminders"),
    "register_webhook": _("Register a webhook"),
    "change_webhook": _("Change a webhook"),
    "renew_webhook_secret": _("Renew a webhook's secret"),
    **{action.value: LABELS[action] for action in (*Action, *CommentAction, *ExtensionAction)},
}
SUBJECT_LABELS: Mapping[str, Promise] = {
    "report": _("The report"),
    "assignment": _("Role"),
    "person": _("Person"),
    "style": _("Style"),
    "ladder": _("Ladder of reminders"),
    "webhook": _("Webhook"),
}
"""What an event is about, where it is no section."""
_WORDS: Mapping[str, Promise | str] = {
    member.value: label
    for labels in (REPORT_LABELS, LABELS)
    for member, label in labels.items()
    if isinstance(member, Role | Capacity | Reply | Scope | SectionStatus | ReportStatus)
}
_REMARKS = ("comment", "text", "reason", "question", "title")
"""What a person wrote, under the names that the events give it."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event. `signature` is the stamp's name: 「甲」 or 「甲 代理 乙」; `moved` is "" where no state changed."""

    sequence: int
    at: datetime
    actor: str
    acting_for: str
    capacity: str
    role: str
    address: str
    action: str
    subject: str
    revision: int | None
    sha256: str
    moved: str
    remark: str
    payload: str
    hash: str

    @property
    def signature(self) -> str:
        return f"{self.actor} {self.capacity} {self.acting_for}" if self.acting_for else self.actor


def history(report: Report) -> list[HistoryRow]:
    """Every event from the first on, in three queries whatever their number, in the language now active."""
    events = list(report.audit_events.select_related("actor").order_by("sequence"))
    payloads = [json.loads(event.payload_json) for event in events]
    titles = {f"section:{code}": title for code, title in report.sections.values_list("code", "title")}
    titles["report"] = str(SUBJECT_LABELS["report"])
    principals = User.objects.in_bulk(set(_principals(payloads)))
    names = {pk: str(user) for pk, user in principals.items()}
    return [_row(event, payload, titles, names) for event, payload in zip(events, payloads, strict=True)]


def _principals(payloads: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    return (payload["acting_for"] for payload in payloads if payload.get("acting_for"))


def _row(
    event: AuditEvent, payload: Mapping[str, Any], titles: Mapping[str, str], names: Mapping[int, str]
) -> HistoryRow:
    principal = payload.get("acting_for")
    return HistoryRow(
        sequence=event.sequence,
        at=event.at,
        actor=str(event.actor) if event.actor is not None else str(_("The system")),
        acting_for=names.get(principal, f"#{principal}") if principal else "",
        capacity=code_label(payload.get("capacity", "")),
        role=code_label(payload.get("role", "")),
        address=payload.get("address", ""),
        action=str(EVENT_LABELS.get(event.action, event.action)),
        subject=titles.get(event.subject, event.subject),
        revision=payload.get("revision"),
        sha256=payload.get("sha256") or payload.get("set_sha256") or payload.get("scope_sha256") or "",
        moved=_moved(payload),
        remark=next((str(payload[name]) for name in _REMARKS if payload.get(name)), ""),
        payload=event.payload_json,
        hash=event.hash,
    )


def _moved(payload: Mapping[str, Any]) -> str:
    before, after = payload.get("from"), payload.get("to")
    if not (isinstance(before, str) and isinstance(after, str)) or before == after:
        return ""
    return f"{code_label(before)} → {code_label(after)}"


def code_label(value: str | StrEnum) -> str:
    """What people read for a state, and for the role, capacity, reply or scope in an event; "" for none."""
    return str(_WORDS.get(str(value), value))
