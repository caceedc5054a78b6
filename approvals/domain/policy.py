"""The answers to what reports asks about people (reports/domain/access.py), from the assignments in force."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from approvals.domain import offers, permissions, queries
from approvals.domain.history import EVENT_LABELS, SUBJECT_LABELS
from approvals.domain.mandates import mandates, roles_in
from approvals.enums import AGENCY_WIDE_ROLES, Capacity, Role
from approvals.models import Assignment, Consultation, Desk
from approvals.models.labels import LABELS
from reports.domain.access import OfferedMove, Principal, Standing, TrailEntry
from reports.enums import Ability
from reports.models import Agency, Report, Section, User

_WORDS: Mapping[str, Promise] = {
    **{word.value: LABELS[word] for words in (Role, Capacity) for word in words},
    **EVENT_LABELS,
    **SUBJECT_LABELS,
}


class RolePolicy:
    """Least privilege: without a role in force a person sees nothing. A superuser may look, never write or decide."""

    def can(self, user: User, ability: Ability, subject: Agency | Report | Section, now: datetime) -> bool:
        if ability is Ability.VIEW:
            return self._can_view(user, subject, now)
        roles = self._roles(user, subject, now)
        if ability is Ability.EDIT:
            return Role.CONTRIBUTOR in roles
        if ability is Ability.WAIVE:
            return bool(roles & {Role.SUPERVISOR, Role.SECRETARIAT})
        return Role.SECRETARIAT in roles

    def _roles(self, user: User, subject: Agency | Report | Section, now: datetime) -> frozenset[Role]:
        if isinstance(subject, Section):
            held = mandates(user, agency_id=subject.report.agency_id, now=now, section=subject)
            return roles_in(held, subject.division_id)
        agency_id = subject.agency_id if isinstance(subject, Report) else subject.pk
        return roles_in(mandates(user, agency_id=agency_id, now=now), None)

    def _can_view(self, user: User, subject: Agency | Report | Section, now: datetime) -> bool:
        if isinstance(subject, Section):
            return self.visible_sections(user, now).filter(pk=subject.pk).exists()
        if isinstance(subject, Report):
            return self.visible_reports(user, now).filter(pk=subject.pk).exists()
        return user.is_superuser or self._in_force(user, now).filter(division__agency=subject).exists()

    def _in_force(self, user: User, now: datetime) -> QuerySet[Assignment]:
        return Assignment.objects.in_force(permissions.office_date(now)).filter(user=user)

    def visible_sections(self, user: User, now: datetime) -> QuerySet[Section]:
        """The sections of one's own divisions and those one is asked about or signs; all of the agency for the
        secretariat and the head. A substitute named for one kind of section sees that kind.
        """
        if user.is_superuser:
            return Section.objects.all()
        held = self._in_force(user, now)
        unlimited, limited = held.filter(section_kind=""), held.filter(section_kind=OuterRef("kind"))
        people = Q(user=user) | Q(user__in=unlimited.values("acting_for"))
        desks = Desk.objects.filter(people & Q(role="") | _seat_of(unlimited))
        desk_of_principal = Q(acting_for__desks__role="") | Q(acting_for__desks__role=F("role"))
        return Section.objects.filter(
            Q(division__in=unlimited.values("division"))
            | Q(report__agency__in=unlimited.filter(role__in=AGENCY_WIDE_ROLES).values("division__agency"))
            | Q(pk__in=Consultation.objects.filter(division__in=_asked(unlimited)).values("section"))
            | Q(pk__in=desks.values("round__section"))
            | Exists(limited.filter(division=OuterRef("division")))
            | Exists(limited.filter(role__in=AGENCY_WIDE_ROLES, division__agency=OuterRef("report__agency")))
            | Exists(limited.filter(role=Role.SUPERVISOR, division__consultations__section=OuterRef("pk")))
            | Exists(limited.filter(desk_of_principal, acting_for__desks__round__section=OuterRef("pk")))
        )

    def visible_reports(self, user: User, now: datetime) -> QuerySet[Report]:
        """The reports of the agencies in which one holds any role."""
        if user.is_superuser:
            return Report.objects.all()
        return Report.objects.filter(agency__in=self._in_force(user, now).values("division__agency"))

    def own_sections(self, user: User, now: datetime) -> QuerySet[Section]:
        """The sections one contributes to."""
        held = self._in_force(user, now).filter(role=Role.CONTRIBUTOR)
        return Section.objects.filter(division__in=held.values("division"))

    def overseen_agencies(self, user: User, now: datetime) -> QuerySet[Agency]:
        """The agencies in which one holds a role that reaches over the whole of them."""
        if user.is_superuser:
            return Agency.objects.all()
        wide = self._in_force(user, now).filter(role__in=AGENCY_WIDE_ROLES)
        return Agency.objects.filter(pk__in=wide.values("division__agency"))

    def holds_seat(self, user: User, agency: Agency, now: datetime) -> bool:
        """Whether the agency counts on this person: a role now or later, or an open desk that names them."""
        left = Q(valid_to__isnull=True) | Q(valid_to__gte=permissions.office_date(now))
        desks = Desk.objects.filter(user=user, closed_at__isnull=True, round__section__report__agency=agency)
        return Assignment.objects.filter(left, user=user, division__agency=agency).exists() or desks.exists()

    def principal(self, user: User, section: Section, now: datetime) -> Principal | None:
        """Nobody's while one holds the role oneself: mandates come with one's own first."""
        held = mandates(user, agency_id=section.report.agency_id, now=now, section=section)
        writing = next((mandate for mandate in held if mandate.holds(Role.CONTRIBUTOR, section.division_id)), None)
        if writing is None or writing.acting_for is None:
            return None
        return Principal(writing.acting_for, writing.capacity or "")

    def capacity_label(self, capacity: str) -> Promise | str:
        return LABELS[Capacity(capacity)]

    def word(self, code: str) -> Promise | str:
        return _WORDS.get(code, code)

    def offered_moves(self, user: User, subject: Report | Section, now: datetime) -> tuple[OfferedMove, ...]:
        return tuple(offers.offered_moves(user, subject, now))

    def standings(self, sections: Iterable[Section], now: datetime) -> Mapping[int, Standing]:
        return queries.standings(list(sections), now)

    def trail(self, subject: Report | Section) -> tuple[TrailEntry, ...]:
        return queries.trail(subject)

    def trails(self, sections: Iterable[Section]) -> Mapping[int, Sequence[TrailEntry]]:
        return queries.trails(sections)


def _asked(held: QuerySet[Assignment]) -> Any:
    return held.filter(role=Role.SUPERVISOR).values("division")


def _seat_of(held: QuerySet[Assignment]) -> Exists:
    """A desk of a named division whose role is held there."""
    return Exists(held.filter(role=OuterRef("role"), division=OuterRef("division")))


POLICY = RolePolicy()
