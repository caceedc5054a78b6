"""Who sits where: the holders of roles for many deadlines at once, substitutes before the people they stand in for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from approvals.enums import AGENCY_WIDE_ROLES, Audience, DeadlineKind, Role
from approvals.models import Assignment, Deadline, Desk
from reports.enums import ReportStatus, SectionStatus


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A person in a role of a division. `is_copy`: a substitute is in force, so the person only gets a copy."""

    user_id: int
    division_id: int
    is_copy: bool = False


Audiences = Mapping[Audience, tuple[Seat, ...]]


@dataclass(frozen=True, slots=True)
class _Held:
    user_id: int
    division_id: int
    agency_id: int
    role: Role
    acting_for: int | None
    section_kind: str

    @property
    def is_of_person(self) -> int:
        return self.acting_for or self.user_id


class Seats:
    """Every seat in force on one date in the agencies of these deadlines; two queries, however many deadlines."""

    def __init__(self, deadlines: Collection[Deadline], *, on: date) -> None:
        self._in_division: dict[tuple[Role, int], list[_Held]] = defaultdict(list)
        self._in_agency: dict[tuple[Role, int], list[_Held]] = defaultdict(list)
        self._of_person: dict[int, list[_Held]] = defaultdict(list)
        held = Assignment.objects.in_force(on).filter(
            division__agency__in={deadline.report.agency_id for deadline in deadlines}
        )
        fields = ("user", "division", "division__agency", "role", "acting_for", "section_kind")
        for user, division, agency, role, acting_for, section_kind in held.values_list(*fields):
            row = _Held(user, division, agency, Role(role), acting_for, section_kind)
            self._in_division[row.role, division].append(row)
            self._in_agency[row.role, agency].append(row)
            self._of_person[row.is_of_person].append(row)
        sections = {deadline.section_id for deadline in deadlines if deadline.section_id is not None}
        self._desks: dict[int, list[Desk]] = defaultdict(list)
        open_desks = Desk.objects.filter(round__section__in=sections, closed_at__isnull=True)
        for desk in open_desks.select_related("round", "user"):
            self._desks[desk.round.section_id].append(desk)

    def audiences(self, deadline: Deadline) -> Audiences | None:
        """Whom each kind of rung of this deadline reaches; None when there is nothing left for anybody to do."""
        section, agency = deadline.section, deadline.report.agency_id
        kind = section.kind if section is not None else ""
        if section is not None and section.status == SectionStatus.SIGNED_OFF:
            return None
        holding = self._holding(deadline)
        divisions = {seat.division_id for seat in holding}
        if deadline.consultation is not None:
            divisions.add(deadline.consultation.division_id)
        elif section is not None and section.status == SectionStatus.DRAFTING:
            divisions.add(section.division_id)
        return {
            Audience.HOLDER: _merged(holding),
            Audience.REGISTRY: self._of_divisions(Role.REGISTRY, divisions, kind),
            Audience.SUPERVISOR: self._of_divisions(Role.SUPERVISOR, divisions, kind),
            Audience.SECRETARIAT: _seats(self._in_agency[Role.SECRETARIAT, agency], kind),
        }

    def holding(self, deadline: Deadline) -> tuple[Seat, ...]:
        """Whose turn it is to do what the deadline asks for, each person once."""
        return _merged(self._holding(deadline))

    def _holding(self, deadline: Deadline) -> tuple[Seat, ...]:
        """The same, a person once for each desk."""
        section = deadline.section
        if section is None:
            return _seats(self._in_agency[self._report_role(deadline), deadline.report.agency_id], "")
        if deadline.consultation is not None:
            return _seats(self._in_division[Role.SUPERVISOR, deadline.consultation.division_id], section.kind)
        if section.status == SectionStatus.DRAFTING:
            return _seats(self._in_division[Role.CONTRIBUTOR, section.division_id], section.kind)
        at_desks = (self._at(desk, deadline.report.agency_id, section.kind) for desk in self._desks[section.pk])
        return tuple(seat for seats in at_desks for seat in seats)

    def _at(self, desk: Desk, agency_id: int, section_kind: str) -> tuple[Seat, ...]:
        if desk.user is not None and not desk.role:
            if not desk.user.is_active:
                return ()
            standing_in = [row for row in self._of_person[desk.user.pk] if _stands_in(row, section_kind)]
            seats = {Seat(row.user_id, row.division_id) for row in standing_in}
            return _merged([*seats, Seat(desk.user.pk, desk.division_id or 0, is_copy=bool(seats))])
        role = Role(desk.role)
        is_wide = role in AGENCY_WIDE_ROLES
        rows = self._in_agency[role, agency_id] if is_wide else self._in_division[role, desk.division_id or 0]
        if desk.user_id is not None:
            rows = [row for row in rows if row.is_of_person == desk.user_id]
        return _seats(rows, section_kind)

    def _of_divisions(self, role: Role, divisions: Iterable[int], section_kind: str) -> tuple[Seat, ...]:
        found = (_seats(self._in_division[role, division], section_kind) for division in divisions)
        return _merged(seat for seats in found for seat in seats)

    def _report_role(self, deadline: Deadline) -> Role:
        awaits_head = deadline.report.status == ReportStatus.AWAITING_APPROVAL
        return Role.HEAD if deadline.kind == DeadlineKind.APPROVAL_DUE and awaits_head else Role.SECRETARIAT


def _stands_in(row: _Held, section_kind: str) -> bool:
    return row.acting_for is not None and row.section_kind in {"", section_kind}


def _seats(rows: Iterable[_Held], section_kind: str) -> tuple[Seat, ...]:
    """The people of these rows: substitutes who may act for this kind of section, and principals."""
    rows = list(rows)
    standing_in = [row for row in rows if _stands_in(row, section_kind)]
    absent = {(row.acting_for, row.division_id) for row in standing_in}
    principals = [row for row in rows if row.acting_for is None]
    return _merged([
        *(Seat(row.user_id, row.division_id) for row in standing_in),
        *(Seat(row.user_id, row.division_id, (row.user_id, row.division_id) in absent) for row in principals),
    ])  # fmt: skip


def _merged(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Each person once, in a fixed order; who has to act in one seat and reads along in another has to act."""
    chosen: dict[int, Seat] = {}
    for seat in sorted(seats, key=lambda each: (each.is_copy, each.user_id, each.division_id)):
        chosen.setdefault(seat.user_id, seat)
    return tuple(sorted(chosen.values()))
