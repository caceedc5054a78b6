"""What the board says of a report's pace: lateness by division and by step, ageing, the forecast of its publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from approvals.domain import pace
from approvals.domain.calendar import Calendar, calendar_between
from approvals.domain.mandates import office_date
from approvals.domain.queries import standings
from approvals.domain.routes import step_at
from approvals.enums import DeadlineKind
from approvals.models import Consultation, Deadline, Decision, Desk
from reports.enums import ReportStatus, SectionStatus
from reports.models import Report, Section

REACH = timedelta(days=366)
"""How far back and ahead the calendar is read; what lies beyond is answered with “cannot be told”."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """`ages` counts drafts, reviews and consultations in this order, None where the calendar lacks their days."""

    divisions: tuple[pace.Lateness, ...]
    steps: tuple[pace.Lateness, ...]
    ages: tuple[pace.Age, ...] | None
    forecast: pace.Forecast


def analysis(report: Report, now: datetime) -> Analysis:
    """A fixed number of queries, whatever the number of sections."""
    today = office_date(now)
    calendar = calendar_between(today - REACH, today + REACH)
    sections = list(report.sections.select_related("report", "division").order_by("division__code", "position"))
    questions = list(
        Consultation.objects.filter(section__report=report, withdrawn_at__isnull=True)
        .select_related("division").defer("question", "reply_text", "answer_text").order_by("id")
    )  # fmt: skip
    return Analysis(
        divisions=pace.lateness(_of_divisions(report, questions), today=today, calendar=calendar),
        steps=pace.lateness(_of_steps(report), today=today, calendar=calendar),
        ages=pace.ages(_waiting(sections, questions, now), today=today, calendar=calendar),
        forecast=_forecast(report, sections, today, calendar),
    )


def _of_divisions(report: Report, questions: Sequence[Consultation]) -> Iterator[pace.Item]:
    """The sections that a division writes and the questions that it was asked."""
    due = Deadline.objects.filter(report=report, kind=DeadlineKind.SECTION_DUE)
    for row in due.select_related("section__division").order_by("section__division__code", "id"):
        assert row.section is not None  # the kind says so
        yield pace.Item(row.section.division.name, row.due_on, _day(row.met_at))
    for asked in questions:
        if asked.due_on is not None:
            yield pace.Item(asked.division.name, asked.due_on, _day(asked.replied_at))


def _of_steps(report: Report) -> Iterator[pace.Item]:
    """Every desk with a limit, under the name that its step had in the route of its round."""
    desks = Desk.objects.filter(round__section__report=report, due_on__isnull=False).select_related("round")
    for desk in desks.order_by("step", "id"):
        assert desk.due_on is not None
        yield pace.Item(step_at(desk.round, desk.step).name, desk.due_on, _day(desk.closed_at))


def _waiting(
    sections: Sequence[Section], questions: Sequence[Consultation], now: datetime
) -> tuple[list[date], list[date], list[date]]:
    """Since when each draft, each section under review and each open question lies."""
    found = standings(sections, now)
    since: dict[str, list[date]] = {status: [] for status in SectionStatus}
    for section in sections:
        lies_since = found[section.pk].since
        if lies_since is not None:
            since[section.status].append(office_date(lies_since))
    asked = [office_date(row.requested_at) for row in questions if row.is_open]
    return since[SectionStatus.DRAFTING], since[SectionStatus.IN_REVIEW], asked


def _forecast(report: Report, sections: Sequence[Section], today: date, calendar: Calendar) -> pace.Forecast:
    due = dict(Deadline.objects.filter(report=report, section__isnull=True).values_list("kind", "due_on"))
    planned_on = due.get(DeadlineKind.PUBLICATION_DUE)
    remaining = sum(section.status != SectionStatus.SIGNED_OFF for section in sections)
    if report.status == ReportStatus.PUBLISHED:
        return pace.Forecast(remaining, 0, pace.WINDOW, planned_on, reason="published")
    signed = (
        Decision.objects.filter(section__report=report, section__status=SectionStatus.SIGNED_OFF)
        .filter(to_status=SectionStatus.SIGNED_OFF).order_by().values("section").annotate(last=Max("decided_at"))
    )  # fmt: skip
    return pace.forecast(
        opened_on=office_date(report.opened_at), signed_on=[office_date(row["last"]) for row in signed],
        remaining=remaining,
        review_on=due.get(DeadlineKind.REVIEW_DUE), planned_on=planned_on, today=today, calendar=calendar,
    )  # fmt: skip


def _day(at: datetime | None) -> date | None:
    return office_date(at) if at is not None else None
