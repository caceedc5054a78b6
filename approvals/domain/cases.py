"""What of a deadline decides whom it concerns. Thousands of deadlines share a case, so one case is looked up once."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, F, Q, QuerySet

from approvals.models import Deadline
from approvals.models.deadline import DeadlineQuerySet
from reports.enums import SectionStatus


class Case(NamedTuple):
    """`section_status` None: of the report as a whole. `consulted_id` is the division that has to reply.

    `reviewed_id` is the section that is in review: its own desks hold it, so it is a case by itself.
    """

    agency_id: int
    kind: str
    report_status: str
    section_status: str | None
    section_kind: str | None
    division_id: int | None
    consulted_id: int | None
    reviewed_id: int | None


COLUMNS = (
    "report__agency", "kind", "report__status", "section__status", "section__kind", "section__division",
    "consultation__division", "reviewed",
)  # fmt: skip
"""The columns of a Case, in its order, of a query that went through `with_case`."""

Told = Mapping[tuple[date, Case, int, int], int]
"""By due date, case, receiver and rung: of how many deadlines the receiver was told so."""


def with_case(deadlines: DeadlineQuerySet) -> DeadlineQuerySet:
    in_review = Q(section__status=SectionStatus.IN_REVIEW)
    return deadlines.annotate(reviewed=models.Case(models.When(in_review, then="section")))


class Row(NamedTuple):
    """A deadline as planning needs it. `title` is the section's, None where it is of the report as a whole."""

    pk: int
    report_id: int
    section_id: int | None
    title: str | None
    report_title: str
    due_on: date
    case: Case


def rows_of(deadlines: DeadlineQuerySet) -> Iterator[Row]:
    """What is due first at the top."""
    for pk, report, section, title, report_title, due_on, *case in table_of(deadlines):
        yield Row(pk, report, section, title, report_title, due_on, Case(*case))


def table_of(deadlines: DeadlineQuerySet) -> QuerySet[Deadline, tuple[Any, ...]]:
    """The same as plain tuples: models would take longer to make than the database takes to find them."""
    columns = ("pk", "report", "section", "section__title", "report__title", "due_on", *COLUMNS)
    return with_case(deadlines).values_list(*columns)


def case_of(deadline: Deadline) -> Case:
    """Of one that was read with `whole()`."""
    section, consultation, report = deadline.section, deadline.consultation, deadline.report
    if section is None:
        return Case(report.agency_id, deadline.kind, report.status, None, None, None, None, None)
    return Case(
        report.agency_id, deadline.kind, report.status, section.status, section.kind, section.division_id,
        consultation.division_id if consultation is not None else None,
        section.pk if section.status == SectionStatus.IN_REVIEW else None,
    )  # fmt: skip


def outline(deadlines: DeadlineQuerySet) -> dict[tuple[date, Case], int]:
    """How many deadlines there are of each case and date: a row of the database each, not one a deadline."""
    rows = with_case(deadlines).order_by().values_list("due_on", *COLUMNS).annotate(Count("pk"))
    return {(due_on, Case(*case)): count for due_on, *case, count in rows}


def told_outline(deadlines: DeadlineQuerySet, rungs: Collection[int]) -> Told:
    """The ledger of these rungs counted in the same way, as far as it is of the dates as they are now."""
    told = with_case(deadlines).filter(reminders__due_on=F("due_on"), reminders__rung__in=rungs).order_by()
    rows = told.values_list("due_on", *COLUMNS, "reminders__receiver", "reminders__rung").annotate(Count("pk"))
    return {(due_on, Case(*case), receiver, rung): count for due_on, *case, receiver, rung, count in rows}
