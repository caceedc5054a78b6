"""Who answers for what is published: each section's revision and the decisions on it, as the manifest states them."""

from collections.abc import Iterable, Mapping
from datetime import date

from approvals.domain.mandates import office_date
from approvals.domain.standing import carried_over
from approvals.models import Assignment, Decision
from reports.models import AuditHead, Report

Seats = Mapping[tuple[int, str], list[Assignment]]
"""(person, role) → where and when they held it; under the role "" every seat of that person."""


def provenance(report: Report, approval: Decision) -> dict[str, object]:
    """Section → revision → the decisions that led to its sign-off; the head's approval; where the audit chain stood.

    Among them the signatures that stand from an earlier revision, since what their step answers for did not change.
    Offices, roles and capacities are named; people only where the agency has chosen so (`Agency.prints_names`).
    """
    decided = list(
        Decision.objects.filter(section__report=report, revision__number__isnull=False)
        .select_related("revision", "section", "actor", "acting_for")
        .order_by("id")
    )
    decisions: dict[int, list[Decision]] = {}
    for decision in decided:
        decisions.setdefault(decision.revision_id or 0, []).append(decision)
    carried = carried_over(report, decided)
    seats = _seats(report)
    head = AuditHead.objects.get(report=report)
    sections = report.sections.select_related("signed_off_revision", "division").order_by(
        "chapter__position", "position"
    )
    return {
        "sections": [
            {
                "code": section.code,
                "division": section.division.name,
                "revision": section.signed_off_revision.number,
                "sha256": section.signed_off_revision.sha256,
                "decisions": [
                    *(
                        _entry(d, report, seats) | {"carried_from_revision": d.revision.number}
                        for d in carried.get(section.pk, ())
                        if d.revision is not None and d.revision_id != section.signed_off_revision_id
                    ),
                    *(_entry(d, report, seats) for d in decisions.get(section.signed_off_revision.pk, [])),
                ],
            }
            for section in sections
            if section.signed_off_revision is not None
        ],
        "approval": {**_entry(approval, report, seats), "set_sha256": approval.set_sha256},
        "audit_head": {"sequence": head.sequence, "hash": head.hash},
    }


def office_of(decision: Decision) -> str:
    """The division whose seat the decision came from, as a manifest names it."""
    return _office(decision, _seats(decision.report))


def _seats(report: Report) -> Seats:
    found: dict[tuple[int, str], list[Assignment]] = {}
    held = Assignment.objects.filter(division__agency=report.agency_id, acting_for__isnull=True)
    for row in held.select_related("division").order_by("id"):
        for role in (row.role, ""):
            found.setdefault((row.user_id, role), []).append(row)
    return found


def _entry(decision: Decision, report: Report, seats: Seats) -> dict[str, object]:
    entry: dict[str, object] = {
        "action": decision.action,
        "role": decision.role,
        "office": _office(decision, seats),
        "capacity": decision.capacity,
        "decided_at": decision.decided_at.isoformat(),
    }
    if report.agency.prints_names:
        entry |= {"name": str(decision.actor), "acting_for": str(decision.acting_for or "")}
    return entry


def _office(decision: Decision, seats: Seats) -> str:
    """The division whose seat the signature came from: the section's own where the signer had several; "" if none."""
    signer = decision.acting_for_id or decision.actor_id
    held = list(_held(seats.get((signer, decision.role), ()), office_date(decision.decided_at)))
    section = decision.section
    own = [row for row in held if section is not None and row.division_id == section.division_id]
    return next((row.division.name for row in own + held), "")


def _held(rows: Iterable[Assignment], on: date) -> Iterable[Assignment]:
    return (row for row in rows if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on))
