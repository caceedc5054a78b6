"""Extensions as one person sees them: what was asked and said, what they may ask for, what awaits their word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from approvals.domain.cases import case_of
from approvals.domain.extensions import EXTENDABLE, LEVELS, Room, room
from approvals.domain.mandates import office_date
from approvals.domain.seats import Seats
from approvals.enums import AGENCY_WIDE_ROLES, ExtensionStatus, Role
from approvals.models import Assignment, Deadline, Extension
from reports.domain.access import stamp
from reports.models import Section, User

RELATED = (
    "deadline__section__division", "deadline__report__agency", "deadline__consultation", "requested_by",
    "requested_for", "decided_by", "acting_for",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One extension, and whether it awaits this person's decision."""

    extension: Extension
    can_decide: bool

    @property
    def asked_by(self) -> str:
        """As on a stamp: 「甲」, or 「甲 代理 乙」."""
        row = self.extension
        return stamp(str(row.requested_by), row.get_requested_capacity_display(), str(row.requested_for or ""))


@dataclass(frozen=True, slots=True)
class Askable:
    """A deadline that this person has to meet and may ask more time for, within `room`."""

    deadline: Deadline
    room: Room


@dataclass(frozen=True, slots=True)
class Extending:
    requests: tuple[Request, ...]
    askable: tuple[Askable, ...]


def extending(section: Section, user: User, now: datetime) -> Extending:
    """What the section's page and the API show."""
    found = Extension.objects.filter(deadline__section=section).order_by("id")
    return Extending(requests(found, user, now), tuple(_askable(section, user, now)))


def requests(found: QuerySet[Extension], user: User, now: datetime) -> tuple[Request, ...]:
    """These extensions as the person sees them; a fixed number of queries."""
    mine = set(extensions_awaiting(user, now).values_list("pk", flat=True))
    return tuple(Request(row, row.pk in mine) for row in found.select_related(*RELATED))


def extensions_awaiting(user: User, now: datetime) -> QuerySet[Extension]:
    """The open requests that this person may decide, in their own name or for a principal; first asked first."""
    found = Q(pk__in=[])
    if user.is_active:
        held = Assignment.objects.in_force(office_date(now)).filter(user=user, role__in=LEVELS)
        for row in held.select_related("division"):
            found |= _decided_by(row)
    rows = Extension.objects.filter(found, status=ExtensionStatus.REQUESTED).exclude(_asked_by(user.pk))
    return rows.order_by("requested_at", "id")


def _decided_by(row: Assignment) -> Q:
    role = Role(row.role)
    reach = Q(level__in=LEVELS[: LEVELS.index(role) + 1])
    if role in AGENCY_WIDE_ROLES:
        reach &= Q(deadline__report__agency=row.division.agency_id)
    else:
        reach &= Q(deadline__section__division=row.division_id)
    if row.section_kind:
        reach &= Q(deadline__section__kind=row.section_kind)
    return reach & ~_asked_by(row.acting_for_id) if row.acting_for_id is not None else reach


def _asked_by(person_id: int) -> Q:
    """In their own name, or in somebody else's seat, or by somebody else in theirs."""
    return Q(requested_by=person_id) | Q(requested_for=person_id)


def _askable(section: Section, user: User, now: datetime) -> Iterable[Askable]:
    waiting = Extension.objects.filter(deadline__section=section, status=ExtensionStatus.REQUESTED)
    opened = Deadline.objects.whole().filter(section=section, kind__in=EXTENDABLE, met_at__isnull=True)
    rows = list(opened.exclude(pk__in=waiting.values("deadline")))
    seats = Seats(map(case_of, rows), on=office_date(now))
    for row in rows:
        if user.pk in {seat.user_id for seat in seats.holding(case_of(row))}:
            left = room(row)
            if left.times and left.days:
                yield Askable(row, left)
