"""展期: a request for more office days, decided at the level that its length demands.

At most three times and thirty office days in all for one deadline (domain.md §3; the numbers are settings). The length
counts what was granted before as well, so that many short requests do not pass below the level of one long one. A
higher level may decide what a lower one may, and nobody decides on their own request, nor on one that was made in their
seat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import calendar, guards, limits, notices
from approvals.domain.cases import case_of
from approvals.domain.mandates import Mandate, mandates, office_date
from approvals.domain.refusals import UnableToDecide
from approvals.domain.seats import Seats
from approvals.enums import DeadlineKind, ExtensionAction, ExtensionStatus, NoticeKind, Role
from approvals.models import Deadline, Desk, Extension
from reports.domain import audit
from reports.domain.locks import lock_section
from reports.enums import SectionStatus
from reports.models import User

LEVELS = (Role.SUPERVISOR, Role.SECRETARIAT, Role.HEAD)
"""Who decides, from the shortest extension to the longest."""
EXTENDABLE = (DeadlineKind.SECTION_DUE, DeadlineKind.STEP_DUE, DeadlineKind.CONSULTATION_DUE)
"""The report's own dates are the secretariat's to move."""


class UnableToExtend(UnableToDecide):
    """Why an extension was not asked for, granted or refused; nothing was written."""

    texts: ClassVar[Mapping[str, Promise]] = {
        **UnableToDecide.texts,
        "not_extendable": _("The report's own dates are not extended; the secretariat moves them."),
        "not_holding": _("Only who has to meet the date may ask for more time."),
        "met": _("What was due has been done; there is nothing to extend."),
        "bad_days": _("Ask for at least one office day."),
        "requested_already": _("More time has been asked for already and not been decided yet."),
        "too_often": _("It has been extended %(times)s times; more is not allowed."),
        "too_long": _("At most %(left)s office days more are allowed: %(most)s in all."),
        "own_request": _("Nobody decides on their own request."),
        "higher_level": _("So long an extension is decided by a higher level: %(level)s."),
        "decided": _("%(person)s has decided already."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        **UnableToDecide.statuses, "not_extendable": 400, "not_holding": 403, "bad_days": 400, "too_often": 422,
        "too_long": 422, "own_request": 403, "higher_level": 403,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """What the rule still leaves one deadline: how many extensions, and how many office days in all."""

    times: int
    days: int


def room(deadline: Deadline) -> Room:
    rows = Extension.objects.filter(deadline=deadline, status=ExtensionStatus.GRANTED)
    granted = rows.aggregate(n=Count("pk"), days=Sum("days"))
    return Room(
        max(0, settings.JIBAO_EXTENSION_MAX_TIMES - granted["n"]),
        max(0, settings.JIBAO_EXTENSION_MAX_DAYS - (granted["days"] or 0)),
    )


def request_extension(
    *, deadline: Deadline, days: int, reason: str, actor: User, now: datetime, address: str | None = None
) -> Extension:
    """Ask for so many office days more; by who has to meet the date. Raises UnableToExtend or CalendarEnds."""
    with transaction.atomic():
        row = _locked(deadline)
        if row.met_at is not None:
            raise UnableToExtend("met")
        mandate = _held_by(row, actor, now)
        text = guards.kept_comment(reason)
        if not text:
            raise UnableToExtend("comment_required")
        _require_room(row, days)
        if Extension.objects.filter(deadline=row, status=ExtensionStatus.REQUESTED).exists():
            raise UnableToExtend("requested_already")
        later(row.due_on, days)
        level = _level(row, days, mandate, now)
        extension = Extension.objects.create(
            deadline=row, days=days, reason=text, level=level, requested_by=actor, requested_at=now,
            requested_for_id=mandate.acting_for, requested_capacity=mandate.capacity or "",
        )  # fmt: skip
        _record(extension, ExtensionAction.REQUEST, actor=actor, mandate=mandate, now=now, said={
            "reason": text, "level": level.value, "address": address or "",
        })  # fmt: skip
        deciders = notices.holders(report=row.report, section=row.section, roles=[level], now=now)
        notices.tell_about_extension(
            extension=extension, kind=NoticeKind.EXTENSION_REQUESTED, receivers=deciders, actor=actor,
            due_on=row.due_on, now=now,
        )  # fmt: skip
        return extension


def grant_extension(
    *, extension: Extension, actor: User, now: datetime, comment: str = "", address: str | None = None
) -> Extension:
    """Give the days: the deadline moves in the same transaction. Raises UnableToExtend or CalendarEnds."""
    with transaction.atomic():
        deadline, row, mandate = _begin(extension, actor, now)
        if deadline.met_at is not None:
            raise UnableToExtend("met")
        _require_room(deadline, row.days)
        row.from_on, row.to_on = deadline.due_on, later(deadline.due_on, row.days)
        deadline.is_own_date = deadline.kind == DeadlineKind.SECTION_DUE
        limits.give_date(deadline, row.to_on, now=now)
        return _decide(row, ExtensionStatus.GRANTED, comment, actor, mandate, now, address)


def refuse_extension(
    *, extension: Extension, actor: User, comment: str, now: datetime, address: str | None = None
) -> Extension:
    """Leave the date as it is, with a reason."""
    with transaction.atomic():
        _deadline, row, mandate = _begin(extension, actor, now)
        if not comment.strip():
            raise UnableToExtend("comment_required")
        return _decide(row, ExtensionStatus.REFUSED, comment, actor, mandate, now, address)


def later(due_on: date, days: int) -> date:
    """The date so many office days after a due date. CalendarEnds past the imported calendar."""
    reach = timedelta(days=2 * days) + limits.CALENDAR_REACH
    return calendar.calendar_between(due_on, due_on + reach).shift(due_on, days)


def level_for(kind: DeadlineKind, days: int) -> Role:
    """The least level for so many office days in all; the limits of a review are never the division's to stretch."""
    if days > settings.JIBAO_EXTENSION_SECRETARIAT_DAYS:
        return Role.HEAD
    is_short = days <= settings.JIBAO_EXTENSION_SUPERVISOR_DAYS
    return Role.SUPERVISOR if is_short and kind is DeadlineKind.SECTION_DUE else Role.SECRETARIAT


def _level(row: Deadline, days: int, mandate: Mandate, now: datetime) -> Role:
    """The level that the length demands, or the next one at which somebody else than the people who ask sits."""
    asking = [mandate.user_id, mandate.principal_id]
    granted = settings.JIBAO_EXTENSION_MAX_DAYS - room(row).days
    least = LEVELS.index(level_for(DeadlineKind(row.kind), granted + days))
    for level in LEVELS[least:]:
        if notices.holders(report=row.report, section=row.section, roles=[level], now=now).exclude(pk__in=asking):
            return level
    return LEVELS[-1]


def _locked(deadline: Deadline) -> Deadline:
    """The deadline as it stands once its section's row is ours, and its own: the secretariat moves it without that."""
    if deadline.section is None or deadline.kind not in EXTENDABLE:
        raise UnableToExtend("not_extendable")
    lock_section(deadline.section)
    Deadline.objects.select_for_update(no_key=True).get(pk=deadline.pk)
    return Deadline.objects.whole().select_related("report__agency").get(pk=deadline.pk)


def _held_by(row: Deadline, actor: User, now: datetime) -> Mandate:
    """In whose seat this person has to meet the date: their own before a principal's."""
    section = row.section
    assert section is not None
    desks = list(Desk.objects.filter(round__section=section, closed_at__isnull=True))
    for mandate in mandates(actor, agency_id=row.report.agency_id, now=now, section=section):
        if row.consultation is not None:
            is_held = mandate.holds(Role.SUPERVISOR, row.consultation.division_id)
        elif section.status == SectionStatus.DRAFTING:
            is_held = mandate.holds(Role.CONTRIBUTOR, section.division_id)
        else:
            is_held = any(mandate.fits(desk) for desk in desks)
        if is_held:
            return mandate
    raise UnableToExtend("not_holding")


def _holders(row: Deadline, now: datetime) -> set[int]:
    case = case_of(row)
    return {seat.user_id for seat in Seats([case], on=office_date(now)).holding(case)}


def _require_room(row: Deadline, days: int) -> None:
    left = room(row)
    if days < 1:
        raise UnableToExtend("bad_days")
    if not left.times:
        raise UnableToExtend("too_often", times=settings.JIBAO_EXTENSION_MAX_TIMES)
    if days > left.days:
        raise UnableToExtend("too_long", left=left.days, most=settings.JIBAO_EXTENSION_MAX_DAYS)


def _begin(extension: Extension, actor: User, now: datetime) -> tuple[Deadline, Extension, Mandate]:
    """Lock, then ask who may, then whether somebody was faster."""
    deadline = _locked(extension.deadline)
    row = Extension.objects.select_related("requested_by", "decided_by").get(pk=extension.pk)
    row.deadline = deadline
    mandate = _may_decide(row, actor, now)
    if row.status != ExtensionStatus.REQUESTED:
        raise UnableToExtend("decided", person=str(row.decided_by))
    return deadline, row, mandate


def _may_decide(row: Extension, actor: User, now: datetime) -> Mandate:
    section = row.deadline.section
    assert section is not None
    deciding = [
        mandate
        for mandate in mandates(actor, agency_id=row.deadline.report.agency_id, now=now, section=section)
        if mandate.role in LEVELS and mandate.holds(mandate.role, section.division_id)
    ]
    high_enough = [m for m in deciding if m.role and LEVELS.index(m.role) >= LEVELS.index(Role(row.level))]
    if not deciding:
        raise UnableToExtend("no_role")
    if not high_enough:
        raise UnableToExtend("higher_level", level=row.get_level_display())
    asking = {row.requested_by_id, row.requested_for_id}
    for mandate in high_enough:
        if asking.isdisjoint({actor.pk, mandate.principal_id}):
            return mandate
    raise UnableToExtend("own_request")


def _decide(  # noqa: PLR0917  what a decision consists of
    row: Extension, status: ExtensionStatus, comment: str, actor: User, mandate: Mandate, now: datetime,
    address: str | None,
) -> Extension:  # fmt: skip
    written = Extension.objects.filter(pk=row.pk, status=ExtensionStatus.REQUESTED).update(
        status=status, comment=guards.kept_comment(comment), decided_by=actor, acting_for=mandate.acting_for,
        capacity=mandate.capacity or "", decided_at=now, from_on=row.from_on, to_on=row.to_on,
    )  # fmt: skip
    if not written:
        raise UnableToExtend("decided", person="")
    row.refresh_from_db(fields=["status", "comment", "decided_by", "acting_for", "capacity", "decided_at"])
    is_granted = status is ExtensionStatus.GRANTED
    dates = {"from": str(row.from_on), "to": str(row.to_on)} if is_granted else {}
    action = ExtensionAction.GRANT if is_granted else ExtensionAction.REFUSE
    said = {"comment": row.comment, "address": address or "", **dates}
    _record(row, action, actor=actor, mandate=mandate, now=now, said=said)
    kind = NoticeKind.EXTENSION_GRANTED if is_granted else NoticeKind.EXTENSION_REFUSED
    told = User.objects.filter(pk__in={row.requested_by_id, *_holders(row.deadline, now)}, is_active=True)
    notices.tell_about_extension(
        extension=row, kind=kind, receivers=told.order_by("pk"), actor=actor, due_on=row.deadline.due_on, now=now
    )
    return row


def _record(
    row: Extension, action: ExtensionAction, *, actor: User, mandate: Mandate | None, now: datetime,
    said: Mapping[str, object],
) -> None:  # fmt: skip
    section = row.deadline.section
    assert section is not None
    audit.append_event(
        report=row.deadline.report, actor=actor, action=action.value, subject=f"section:{section.code}",
        payload={
            "extension": row.pk, "deadline": str(row.deadline.kind), "days": row.days,
            "role": mandate.role.value if mandate and mandate.role else "",
            "acting_for": mandate.acting_for if mandate else None,
            "capacity": mandate.capacity.value if mandate and mandate.capacity else "", **said,
        },
        now=now,
    )  # fmt: skip
