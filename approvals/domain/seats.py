"""Who sits where: the holders of roles for many deadlines at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from approvals.enums import AGENCY_WIDE_ROLES, DeadlineKind, Role
from approvals.models import Assignment, Deadline, Desk
from reports.enums import ReportStatus, SectionStatus


@dataclass(frozen=True, slots=True)
class Seat:
    """A person and the division in which they hold the role."""

    user_id: int
    division_id: int


class Seats:
    """Every seat in force on one date in the agencies of these deadlines; two queries, however many deadlines.

    The deadlines need what `Deadline.objects.whole()` brings along.
    """

    def __init__(self, deadlines: Collection[Deadline], *, on: date) -> None:
        self._in_division: dict[tuple[Role, int], set[Seat]] = defaultdict(set)
        self._in_agency: dict[tuple[Role, int], set[Seat]] = defaultdict(set)
        held = Assignment.objects.in_force(on).filter(
            division__agency__in={deadline.report.agency_id for deadline in deadlines}
        )
        for user, division, agency, role in held.values_list("user", "division", "division__agency", "role"):
            self._in_division[Role(role), division].add(Seat(user, division))
            self._in_agency[Role(role), agency].add(Seat(user, division))
        sections = {deadline.section_id for deadline in deadlines if deadline.section_id is not None}
        self._desks: dict[int, list[Desk]] = defaultdict(list)
        open_desks = Desk.objects.filter(round__section__in=sections, closed_at__isnull=True).select_related("round")
        for desk in open_desks:
            self._desks[desk.round.section_id].append(desk)

    def holding(self, deadline: Deadline) -> set[Seat]:
        """Whose turn it is to do what the deadline asks for; empty when nobody has to do anything."""
        section = deadline.section
        if section is None:
            return self._in_agency[self._report_role(deadline), deadline.report.agency_id]
        if deadline.consultation is not None:
            return self._in_division[Role.SUPERVISOR, deadline.consultation.division_id]
        if section.status == SectionStatus.DRAFTING:
            return self._in_division[Role.CONTRIBUTOR, section.division_id]
        return {seat for desk in self._desks[section.pk] for seat in self._at(desk, deadline)}

    def _at(self, desk: Desk, deadline: Deadline) -> set[Seat]:
        if desk.user_id is not None:
            return {Seat(desk.user_id, desk.division_id or 0)}
        role = Role(desk.role)
        if role in AGENCY_WIDE_ROLES:
            return self._in_agency[role, deadline.report.agency_id]
        return self._in_division[role, desk.division_id or 0]

    def above(self, seats: Iterable[Seat]) -> set[Seat]:
        """The supervisors of the divisions of these seats."""
        return {above for seat in seats for above in self._in_division[Role.SUPERVISOR, seat.division_id]}

    def _report_role(self, deadline: Deadline) -> Role:
        awaits_head = deadline.report.status == ReportStatus.AWAITING_APPROVAL
        return Role.HEAD if deadline.kind == DeadlineKind.APPROVAL_DUE and awaits_head else Role.SECRETARIAT
