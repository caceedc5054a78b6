"""Who sits where: the holders of roles for many deadlines at once, substitutes before the people they stand in for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from approvals.domain.cases import Case
from approvals.enums import AGENCY_WIDE_ROLES, Audience, DeadlineKind, Role
from approvals.models import Assignment, Desk
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
    """Every seat in force on one date in the agencies of these cases; two queries, however many cases."""

    def __init__(self, cases: Iterable[Case], *, on: date) -> None:
        self._in_division: dict[tuple[Role, int], list[_Held]] = defaultdict(list)
        self._in_agency: dict[tuple[Role, int], list[_Held]] = defaultdict(list)
        self._of_person: dict[int, list[_Held]] = defaultdict(list)
        cases = set(cases)
        held = Assignment.objects.in_force(on).filter(division__agency__in={case.agency_id for case in cases})
        fields = ("user", "division", "division__agency", "role", "acting_for", "section_kind")
        for user, division, agency, role, acting_for, section_kind in held.values_list(*fields):
            row = _Held(user, division, agency, Role(role), acting_for, section_kind)
            self._in_division[row.role, division].append(row)
            self._in_agency[row.role, agency].append(row)
            self._of_person[row.is_of_person].append(row)
        reviewed = {case.reviewed_id for case in cases if case.reviewed_id is not None}
        self._desks: dict[int, list[Desk]] = defaultdict(list)
        open_desks = Desk.objects.filter(round__section__in=reviewed, closed_at__isnull=True)
        for desk in open_desks.select_related("round", "user"):
            self._desks[desk.round.section_id].append(desk)

    def audiences(self, case: Case) -> Audiences | None:
        """Whom each kind of rung of such a deadline reaches; None when there is nothing left for anybody to do."""
        if case.section_status == SectionStatus.SIGNED_OFF:
            return None
        kind = case.section_kind or ""
        holding = self._holding(case)
        divisions = {seat.division_id for seat in holding}
        if case.consulted_id is not None:
            divisions.add(case.consulted_id)
        elif case.section_status == SectionStatus.DRAFTING:
            divisions.add(case.division_id or 0)
        return {
            Audience.HOLDER: _merged(holding),
            Audience.REGISTRY: self._of_divisions(Role.REGISTRY, divisions, kind),
            Audience.SUPERVISOR: self._of_divisions(Role.SUPERVISOR, divisions, kind),
            Audience.SECRETARIAT: _seats(self._in_agency[Role.SECRETARIAT, case.agency_id], kind),
        }

    def holding(self, case: Case) -> tuple[Seat, ...]:
        """Whose turn it is to do what such a deadline asks for, each person once."""
        return _merged(self._holding(case))

    def _holding(self, case: Case) -> tuple[Seat, ...]:
        """The same, a person once for each desk."""
        if case.section_status is None:
            return _seats(self._in_agency[_report_role(case), case.agency_id], "")
        kind = case.section_kind or ""
        if case.consulted_id is not None:
            return _seats(self._in_division[Role.SUPERVISOR, case.consulted_id], kind)
        if case.section_status == SectionStatus.DRAFTING:
            return _seats(self._in_division[Role.CONTRIBUTOR, case.division_id or 0], kind)
        at_desks = (self._at(desk, case.agency_id, kind) for desk in self._desks[case.reviewed_id or 0])
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


def _report_role(case: Case) -> Role:
    awaits_head = case.report_status == ReportStatus.AWAITING_APPROVAL
    return Role.HEAD if case.kind == DeadlineKind.APPROVAL_DUE and awaits_head else Role.SECRETARIAT


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
