"""Reads of the review that more than one edge needs: where sections stand, what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain.calendar import last_ended
from approvals.domain.mandates import office_date
from approvals.enums import AGENCY_WIDE_ROLES, Action, DeadlineKind, Role
from approvals.models import Assignment, Deadline, Decision, Desk
from approvals.models.labels import LABELS
from reports.domain.access import Standing, TrailEntry
from reports.enums import SectionStatus
from reports.models import Report, Section

Holders = Mapping[tuple[Role, int], tuple[str, ...]]
"""(role, division) → names; (role, agency) for the agency-wide roles."""


def standings(sections: Sequence[Section], now: datetime) -> dict[int, Standing]:
    """Deadline, desk and holders of each section, by primary key, in five queries whatever their number.

    A sixth asks the office calendar where a date may be late.

    The sections need their report at hand (select_related).
    """
    if not sections:
        return {}
    desks: dict[int, list[Desk]] = {}
    open_desks = Desk.objects.filter(round__section__in=sections, closed_at__isnull=True).order_by("id")
    for desk in open_desks.select_related("round", "user", "division"):
        desks.setdefault(desk.round.section_id, []).append(desk)
    deadlines = {
        row.section_id: row for row in Deadline.objects.filter(section__in=sections, kind=DeadlineKind.SECTION_DUE)
    }
    decided = _last_decisions(sections)
    holders = _holders({section.report.agency_id for section in sections}, now)
    ended = last_ended((row.due_on for row in deadlines.values() if row.met_at is None), office_date(now))
    return {
        section.pk: _standing(
            section, desks.get(section.pk, []), deadlines.get(section.pk), decided.get(section.pk), holders, ended
        )
        for section in sections
    }


def _last_decisions(sections: Sequence[Section]) -> dict[int | None, Decision]:
    last = Decision.objects.filter(section__in=sections).order_by().values("section").annotate(last=Max("id"))
    return {row.section_id: row for row in Decision.objects.filter(pk__in=last.values("last")).select_related("actor")}


def _holders(agencies: set[int], now: datetime) -> Holders:
    found: dict[tuple[Role, int], list[str]] = {}
    held = Assignment.objects.in_force(office_date(now)).filter(division__agency__in=agencies)
    for row in held.select_related("user", "division").order_by("user_id"):
        role = Role(row.role)
        place = row.division.agency_id if role in AGENCY_WIDE_ROLES else row.division_id
        found.setdefault((role, place), []).append(str(row.user))
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def _standing(  # noqa: PLR0917  one value from each query
    section: Section, desks: list[Desk], deadline: Deadline | None, last: Decision | None,
    holders: Holders, ended: date,
) -> Standing:  # fmt: skip
    due_on = deadline.due_on if deadline else None
    is_open = deadline is not None and deadline.met_at is None
    since = desks[0].opened_at if desks else last.decided_at if last else section.report.opened_at
    is_sent_back = section.status == SectionStatus.DRAFTING and last is not None and last.action == Action.SEND_BACK
    label: Promise | str
    if section.status == SectionStatus.DRAFTING:
        label, names = LABELS[Role.CONTRIBUTOR], holders.get((Role.CONTRIBUTOR, section.division_id), ())
    elif desks:
        label, names = _label(desks), tuple(name for desk in desks for name in _sitting(desk, section, holders))
    else:
        return Standing(due_on=due_on, since=since)
    return Standing(
        due_on=due_on,
        is_overdue=bool(is_open and due_on and due_on <= ended),
        desk=label,
        since=since,
        holders=names,
        sent_back_by=str(last.actor) if is_sent_back and last is not None else "",
        sent_back_reason=last.comment if is_sent_back and last is not None else "",
    )


def _label(desks: Sequence[Desk]) -> Promise | str:
    return LABELS[Role(desks[0].role)] if desks[0].role else _("Named people")


def _sitting(desk: Desk, section: Section, holders: Holders) -> tuple[str, ...]:
    if desk.user is not None:
        return (str(desk.user),)
    role = Role(desk.role)
    place = section.report.agency_id if role in AGENCY_WIDE_ROLES else desk.division_id or section.division_id
    return holders.get((role, place), ())


def trail(subject: Report | Section) -> tuple[TrailEntry, ...]:
    """The decisions on a section, or on a report as a whole, oldest first."""
    rows = subject.decisions.select_related("actor", "acting_for", "revision").order_by("id")
    if isinstance(subject, Report):
        rows = rows.filter(section__isnull=True)
    return tuple(map(_entry, rows))


def trails(sections: Iterable[Section]) -> dict[int, list[TrailEntry]]:
    """The decisions on each of these sections, by primary key, in one query."""
    found: dict[int, list[TrailEntry]] = {}
    rows = Decision.objects.filter(section__in=sections).select_related("actor", "acting_for", "revision")
    for row in rows.order_by("id"):
        found.setdefault(row.section_id or 0, []).append(_entry(row))
    return found


def _entry(row: Decision) -> TrailEntry:
    return TrailEntry(
        label=row.get_action_display(),
        role=row.get_role_display(),
        actor=str(row.actor),
        at=row.decided_at,
        comment=row.comment,
        revision_number=row.revision.number if row.revision else None,
        acting_for=str(row.acting_for or ""),
        capacity=row.get_capacity_display(),
    )
