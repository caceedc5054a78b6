"""立即稽催: the secretariat has whoever holds an open deadline reminded now; recorded, once a day for each item."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain.calendar import calendar_between, last_day
from approvals.domain.cases import case_of
from approvals.domain.mandates import office_date
from approvals.domain.notices import new_notice
from approvals.domain.seats import Seats
from approvals.enums import NoticeKind
from approvals.models import Deadline, Notice, Nudge
from reports.domain import access, audit
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Report, User

LONGEST_CLOSURE = timedelta(days=60)


class UnableToRemind(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "met": _("What was due has been done; there is nobody to remind."),
        "waiting": _("It waits for somebody else; its holder cannot do anything now."),
        "nobody": _("Nobody holds it now: see who has which role."),
        "already": _("They have been reminded of it today already."),
    }


def remind_now(*, deadline: Deadline, actor: User, now: datetime) -> Nudge:
    """Write a notice to each holder (a substitute before the principal); it leaves in the office's hours."""
    access.require(actor, Ability.MANAGE, deadline.report, now)
    with transaction.atomic():
        locked = Deadline.objects.select_for_update(of=("self",), no_key=True).get(pk=deadline.pk)
        _require_running(locked)
        whole = Deadline.objects.whole().get(pk=deadline.pk)
        case = case_of(whole)
        holders = [seat for seat in Seats([case], on=office_date(now)).holding(case) if not seat.is_copy]
        if not holders:
            raise UnableToRemind("nobody")
        nudge, is_new = Nudge.objects.get_or_create(
            deadline=locked, on_date=office_date(now), defaults={"actor": actor, "reminded_at": now}
        )
        if not is_new:
            raise UnableToRemind("already")
        receivers = User.objects.filter(pk__in=[seat.user_id for seat in holders]).order_by("pk")
        Notice.objects.bulk_create([_notice(whole, receiver, actor, now) for receiver in receivers])
        audit.append_event(
            report=whole.report, actor=actor, action="remind_now", subject=_subject(whole),
            payload={"kind": whole.kind, "due_on": whole.due_on.isoformat(), "to": [r.username for r in receivers]},
            now=now,
        )  # fmt: skip
    return nudge


def _require_running(deadline: Deadline) -> None:
    if deadline.met_at is not None:
        raise UnableToRemind("met")
    if deadline.paused_at is not None:
        raise UnableToRemind("waiting")


def _subject(deadline: Deadline) -> str:
    return f"section:{deadline.section.code}" if deadline.section is not None else "report"


def _notice(deadline: Deadline, receiver: User, actor: User, now: datetime) -> Notice:
    params: dict[str, object] = {"actor": str(actor), "deadline": deadline.kind, "due_on": deadline.due_on.isoformat()}
    calendar = calendar_between(deadline.due_on, deadline.due_on + LONGEST_CLOSURE)
    params["last_day"] = last_day(calendar, deadline.due_on).isoformat()
    return new_notice(
        receiver=receiver, kind=NoticeKind.NUDGE, report=deadline.report, section=deadline.section, params=params,
        now=now,
    )  # fmt: skip


def remindable(report: Report, now: datetime) -> dict[int | None, Deadline]:
    """What can be reminded of now and was not today: of each section (None: the report) what is due first."""
    found = Deadline.objects.running().filter(report=report).exclude(nudges__on_date=office_date(now))
    return {row.section_id: row for row in found.order_by("-due_on", "-id")}
