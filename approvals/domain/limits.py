"""Limits in office days that a move starts and a move stops: of the step that is open, and of a consultation's reply.

Whose work lies with somebody else loses no office day (docs/adr/0010-dates-that-wait.md): while a mandatory
consultation keeps a step from closing, the step's limit is paused, and then has as many office days left as before.
Every caller holds the section's row lock; where a date is counted on from the one that stands, the deadline's as well,
for the secretariat moves it without the section's.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q

from approvals.domain import calendar
from approvals.domain.mandates import office_date
from approvals.enums import DeadlineKind
from approvals.models import Consultation, Deadline, Desk, Round
from reports.domain.corrections import is_under_way
from reports.models import Section

CALENDAR_REACH = timedelta(days=60)
"""How far beyond the days counted the calendar is read; no closure of the offices is nearly as long."""


def due_in(days: int, now: datetime) -> date | None:
    """The date so many office days from now; None past the end of the imported calendar, which is never guessed."""
    today = office_date(now)
    try:
        return calendar.calendar_between(today, today + CALENDAR_REACH).shift(today, days)
    except calendar.CalendarEnds:
        return None


def moved_on(due_on: date, *, since: datetime, now: datetime) -> date | None:
    """The date with as many office days left now as there were at `since`; None past the end of the calendar."""
    then, today = office_date(since), office_date(now)
    reach = 2 * (today - then) + CALENDAR_REACH
    known = calendar.calendar_between(min(due_on, then) - CALENDAR_REACH, max(due_on, today) + reach)
    try:
        away = known.count(then, today)
        return known.shift(due_on, away) if away else due_on
    except calendar.CalendarEnds:
        return None


def give_date(deadline: Deadline, due_on: date, *, now: datetime) -> None:
    """Write a deadline's date, there and where the desk or the consultation shows it."""
    if due_on != deadline.due_on:
        deadline.times_moved, deadline.moved_at = deadline.times_moved + 1, now
    deadline.due_on = due_on
    deadline.save(update_fields=["due_on", "times_moved", "moved_at", "is_own_date", "paused_at", "met_at"])
    if deadline.round_id is not None:
        Desk.objects.filter(round=deadline.round_id, closed_at__isnull=True).update(due_on=due_on)
    elif deadline.consultation_id is not None:
        Consultation.objects.filter(pk=deadline.consultation_id).update(due_on=due_on)


def start_step(round_: Round, *, due_on: date | None, now: datetime) -> None:
    """The limit of the step that has just opened, with its consultations; a step without one has none."""
    if due_on is None:
        return
    section = round_.section
    Deadline.objects.create(
        report=section.report, section=section, kind=DeadlineKind.STEP_DUE, round=round_, due_on=due_on,
        started_at=now, paused_at=now if _is_waiting(section, round_.step or 0) else None,
    )  # fmt: skip


def stop_step(round_: Round, *, now: datetime) -> None:
    Deadline.objects.filter(round=round_, met_at__isnull=True).update(met_at=now)


def start_consultation(consultation: Consultation, *, now: datetime) -> None:
    if consultation.due_on is not None:
        Deadline.objects.create(
            report=consultation.section.report, section=consultation.section, kind=DeadlineKind.CONSULTATION_DUE,
            consultation=consultation, due_on=consultation.due_on, started_at=now,
        )  # fmt: skip


def stop_consultation(consultation: Consultation, *, now: datetime) -> None:
    Deadline.objects.filter(consultation=consultation, met_at__isnull=True).update(met_at=now)


def stop_consultations(section: Section, *, now: datetime) -> None:
    """The section is signed off: whoever has not replied by now is no longer waited for."""
    unanswered = Deadline.objects.filter(section=section, kind=DeadlineKind.CONSULTATION_DUE, met_at__isnull=True)
    unanswered.update(met_at=now)


def wait_or_go_on(section: Section, *, now: datetime) -> dict[str, object]:
    """Pause or resume the open step's limit after a consultation was asked or ended; what an audit event says of it."""
    step = (
        Deadline.objects.filter(section=section, kind=DeadlineKind.STEP_DUE, met_at__isnull=True)
        .select_related("round").select_for_update(of=("self",), no_key=True).first()
    )  # fmt: skip
    if step is None or step.round is None:
        return {}
    waits = _is_waiting(section, step.round.step or 0)
    if waits and step.paused_at is None:
        Deadline.objects.filter(pk=step.pk).update(paused_at=now)
        return {"step_limit": {"paused": True}}
    if not waits and step.paused_at is not None:
        return {"step_limit": _go_on(step, since=step.paused_at, now=now)}
    return {}


def compiled_first() -> Q:
    """Deadlines of reports without a correction under way: the year's schedule ended with the publication."""
    return ~Q(is_under_way("report"))


def resume_section(section: Section, *, now: datetime) -> dict[str, object]:
    """The section is its division's again: its date stands again, later by the office days it was away."""
    met = Deadline.objects.filter(section=section, kind=DeadlineKind.SECTION_DUE, met_at__isnull=False)
    row = met.filter(compiled_first()).select_for_update(no_key=True).first()
    if row is None or row.met_at is None:
        return {}
    return {"section_due": _resume(row, since=row.met_at, now=now)}


def _go_on(step: Deadline, *, since: datetime, now: datetime) -> dict[str, object]:
    """A date that was set by hand while the step waited is the one that holds."""
    if not step.is_own_date:
        return _resume(step, since=since, now=now)
    step.paused_at, step.is_own_date = None, False
    give_date(step, step.due_on, now=now)
    return {"from": step.due_on.isoformat(), "to": step.due_on.isoformat(), "by_hand": True}


def _resume(row: Deadline, *, since: datetime, now: datetime) -> dict[str, object]:
    before = row.due_on
    row.met_at = row.paused_at = None
    after = moved_on(before, since=since, now=now)
    give_date(row, after or before, now=now)
    said: dict[str, object] = {"from": before.isoformat(), "to": row.due_on.isoformat()}
    return said if after else {**said, "calendar_ends": True}


def _is_waiting(section: Section, step: int) -> bool:
    """Whether a mandatory consultation that keeps this step from closing has not been replied to."""
    return Consultation.objects.filter(
        section=section, is_mandatory=True, step__lte=step, replied_at__isnull=True, withdrawn_at__isnull=True
    ).exists()
