"""In whose name a person may act: their own roles, and those of the people they substitute for (職務代理)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from approvals.enums import AGENCY_WIDE_ROLES, Capacity, Role
from approvals.models import Assignment, Desk
from reports.models import Section, User


@dataclass(frozen=True, slots=True)
class Mandate:
    """One way in which a person may act. `acting_for` is the principal's id for a substitute, None for one's own.

    `role` None is the bare identity that a step naming people asks for.
    """

    user_id: int
    role: Role | None
    division_id: int | None
    acting_for: int | None = None
    capacity: Capacity | None = None

    @property
    def principal_id(self) -> int:
        """Whose seat it is."""
        return self.acting_for or self.user_id

    def holds(self, role: Role, division_id: int | None) -> bool:
        """Whether this is the role, of this division or of the whole agency."""
        return self.role is role and (role in AGENCY_WIDE_ROLES or self.division_id == division_id)

    def fits(self, desk: Desk) -> bool:
        """Whether this mandate may sign at a desk; a role's desk put on one person is still that role's."""
        if desk.user_id is not None and self.principal_id != desk.user_id:
            return False
        if not desk.role:
            return True
        return self.holds(Role(desk.role), desk.division_id)


def office_date(now: datetime) -> date:
    """The date in the office (Asia/Taipei) at an aware time; roles and deadlines go by it."""
    return timezone.localtime(now).date()


def mandates(user: User, *, agency_id: int, now: datetime, section: Section | None = None) -> tuple[Mandate, ...]:
    """Everything this person may act as in an agency now, their own roles first.

    A substitute named for one kind of section has no mandate for another, nor for a report as a whole.
    """
    if not user.is_active:
        return ()
    rows = Assignment.objects.in_force(office_date(now)).filter(user=user, division__agency_id=agency_id)
    kinds = ["", section.kind] if section is not None else [""]
    rows = rows.filter(section_kind__in=kinds).order_by("acting_for", "id")
    found = [as_mandate(row) for row in rows]
    own = [Mandate(user.pk, None, None)] if user.agency_id == agency_id else []
    direct = [mandate for mandate in found if mandate.acting_for is None]
    return (*direct, *own, *(mandate for mandate in found if mandate.acting_for is not None))


def as_mandate(row: Assignment) -> Mandate:
    return Mandate(
        row.user_id,
        Role(row.role),
        row.division_id,
        row.acting_for_id,
        Capacity(row.capacity) if row.capacity else None,
    )


def roles_in(found: Iterable[Mandate], division_id: int | None) -> frozenset[Role]:
    """The roles among these mandates that reach a division: its own, and the agency-wide ones (None: only those)."""
    return frozenset(m.role for m in found if m.role is not None and m.holds(m.role, division_id))


def desks_of(user: User, now: datetime) -> Q:
    """The open desks (a filter on Desk) at which this person may sign, directly or for somebody else."""
    found = Q(user=user, role="")
    held = Assignment.objects.in_force(office_date(now)).filter(user=user).select_related("division")
    for row in held:
        seat = Q(role=row.role) & (Q(user__isnull=True) | Q(user=row.acting_for_id or user.pk))
        if row.role in AGENCY_WIDE_ROLES:
            seat &= Q(round__section__report__agency=row.division.agency_id)
        else:
            seat &= Q(division=row.division_id)
        if row.acting_for_id is not None:
            seat |= Q(user=row.acting_for_id, role="", round__section__report__agency=row.division.agency_id)
        if row.section_kind:
            seat &= Q(round__section__kind=row.section_kind)
        found |= seat
    return Q(closed_at__isnull=True) & found
