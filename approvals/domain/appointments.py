"""Roles as they are given, changed and taken away, each written into the agency's audit chain in the same transaction.

The only place that writes assignments; who may do so is asked by the callers, the admin and substitutes.py.
"""

from datetime import datetime

from django.db import transaction

from approvals.models import Assignment
from reports.domain import audit
from reports.models import User

Facts = dict[str, object]


def keep(*, assignment: Assignment, actor: User | None, now: datetime) -> Assignment:
    """Save a new or a changed assignment. One that stays as it is writes nothing."""
    with transaction.atomic():
        before = _stored(assignment)
        if before == _facts(assignment):
            return assignment
        assignment.save()
        after = _facts(assignment)
        changed = {name: [before[name], after[name]] for name in after if before and before[name] != after[name]}
        _record(assignment, "change_role" if before else "grant_role", {**after, "changed": changed}, actor, now)
    return assignment


def take_away(*, assignment: Assignment, actor: User, now: datetime) -> None:
    """Delete an assignment that was never in force; what has been in force is ended by its last day."""
    with transaction.atomic():
        _record(assignment, "take_role_away", _facts(assignment), actor, now)
        assignment.delete()


def _stored(assignment: Assignment) -> Facts:
    stored = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    return _facts(stored) if stored is not None else {}


def _facts(row: Assignment) -> Facts:
    return {
        "user": row.user_id, "division": row.division_id, "role": str(row.role), "acting_for": row.acting_for_id,
        "capacity": str(row.capacity), "section_kind": str(row.section_kind),
        "valid_from": row.valid_from.isoformat(), "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }  # fmt: skip


def _record(row: Assignment, action: str, payload: Facts, actor: User | None, now: datetime) -> None:
    audit.append_agency_event(
        agency=row.division.agency, actor=actor, action=action, subject=f"assignment:{row.pk}", payload=payload,
        now=now,
    )  # fmt: skip
