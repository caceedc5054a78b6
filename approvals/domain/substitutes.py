"""職務代理: appointing a substitute for a seat, from one date to another, in one of four capacities.

A substitute's assignment is a row like any other, with `acting_for`. It reaches one level: the principal must hold the
role themselves. One seat has one substitute at a time, and two people do not stand in for each other at once.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import appointments
from approvals.domain.mandates import mandates, office_date
from approvals.enums import Capacity, Role
from approvals.models import Assignment
from reports.domain.refusals import Refusal
from reports.models import Agency, User


class UnableToAppoint(Refusal):
    """Why a substitute was not appointed or a substitution not ended."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "no_role": _("Only the person themselves or the secretariat may do this."),
        "oneself": _("Nobody can be their own substitute."),
        "dates": _("A substitution needs a first and a last day in this order."),
        "other_agency": _("%(person)s does not work in this agency."),
        "inactive": _("%(person)s has left."),
        "second_level": _("A substitute cannot have a substitute of their own for this seat."),
        "overlap": _("%(person)s is the substitute from %(start)s to %(end)s already."),
        "circular": _("%(person)s is represented by the principal in these days."),
        "past": _("What has been stays: the earliest last day is %(day)s."),
        "later": _("A substitution is ended earlier, not later; for more days appoint anew."),
        "not_a_substitution": _("This is not a substitution."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "no_role": 403, "oneself": 400, "dates": 400, "other_agency": 400, "past": 400, "later": 400,
    }  # fmt: skip


def appoint(
    *, principal: Assignment, substitute: User, capacity: Capacity, valid_from: date, valid_to: date,
    section_kind: str, actor: User, now: datetime,
) -> Assignment:  # fmt: skip
    """Let `substitute` act in the seat `principal` from one day to another, both included."""
    agency = principal.division.agency
    _require(actor, principal, now)
    if principal.acting_for_id is not None:
        raise UnableToAppoint("second_level")
    if substitute.pk == principal.user_id:
        raise UnableToAppoint("oneself")
    if substitute.agency_id != agency.pk:
        raise UnableToAppoint("other_agency", person=str(substitute))
    if not substitute.is_active:
        raise UnableToAppoint("inactive", person=str(substitute))
    if valid_to < valid_from:
        raise UnableToAppoint("dates")
    with transaction.atomic():
        # The agency's row is what two appointments at once wait for; their rows do not exist yet.
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        _refuse_clash(principal, substitute, section_kind, valid_from, valid_to)
        made = Assignment(
            user=substitute, division=principal.division, role=principal.role, acting_for=principal.user,
            capacity=capacity, section_kind=section_kind, valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
        return appointments.keep(assignment=made, actor=actor, now=now)


def _refuse_clash(principal: Assignment, substitute: User, section_kind: str, start: date, end: date) -> None:
    for row in _in(substitutions_of(principal), start, end):
        if not section_kind or not row.section_kind or row.section_kind == section_kind:
            raise UnableToAppoint("overlap", person=str(row.user), start=row.valid_from, end=row.valid_to)
    back = Assignment.objects.filter(acting_for=substitute, user=principal.user)
    if _in(back, start, end).exists():
        raise UnableToAppoint("circular", person=str(substitute))


def _in(rows: QuerySet[Assignment], start: date, end: date) -> QuerySet[Assignment]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start), valid_from__lte=end).select_related("user")


def substitutions_of(principal: Assignment) -> QuerySet[Assignment]:
    """The substitutes of this seat, past and to come."""
    return Assignment.objects.filter(
        acting_for=principal.user_id, role=principal.role, division=principal.division_id
    ).order_by("valid_from")


def end(*, assignment: Assignment, actor: User, on: date, now: datetime) -> Assignment | None:
    """Let a substitution end after this day, yesterday at the earliest; one that has not begun by then is taken away.

    It never lasts longer than it was appointed for: the days behind it may be somebody else's.
    """
    if assignment.acting_for_id is None:
        raise UnableToAppoint("not_a_substitution")
    _require(actor, assignment, now)
    earliest = office_date(now) - timedelta(days=1)
    if on < earliest:
        raise UnableToAppoint("past", day=earliest)
    if assignment.valid_to is not None and on > assignment.valid_to:
        raise UnableToAppoint("later")
    if on < assignment.valid_from:
        appointments.take_away(assignment=assignment, actor=actor, now=now)
        return None
    assignment.valid_to = on
    return appointments.keep(assignment=assignment, actor=actor, now=now)


def _require(actor: User, seat: Assignment, now: datetime) -> None:
    """The person whose seat it is, or the secretariat of their agency."""
    if actor.pk in {seat.user_id, seat.acting_for_id} and seat.acting_for_id in {None, actor.pk}:
        return
    held = mandates(actor, agency_id=seat.division.agency_id, now=now)
    if not any(mandate.role is Role.SECRETARIAT for mandate in held):
        raise UnableToAppoint("no_role")
