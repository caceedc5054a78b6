"""Dates are set by the secretariat, met by the moves, and stand again when a move is undone."""

from datetime import date

import pytest

from approvals.domain import actions
from approvals.domain.deadlines import default_schedule, schedule
from approvals.enums import DeadlineKind
from approvals.models import Deadline
from reports.domain.access import NotPermitted
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


def opened(office) -> list[str]:
    """What is still open: the code of a section, or the kind of a date of the report."""
    rows = Deadline.objects.filter(report=office.report, met_at__isnull=True).select_related("section").order_by("id")
    return [row.section.code if row.section else row.kind for row in rows]


@pytest.fixture
def office():
    """A scheduled report."""
    office = make_office()
    dates = default_schedule(office.report.roc_year)
    schedule(report=office.report, dates=dates, actor=office.people["secretary"], now=office.now())
    return office


REPORT_DATES = ["review_due", "approval_due", "publication_due"]


def test_a_schedule_dates_every_section_and_the_report(office):
    due = dict(Deadline.objects.filter(section__isnull=True).values_list("kind", "due_on"))

    assert due == {
        "review_due": date(2026, 2, 15), "approval_due": date(2026, 2, 25), "publication_due": date(2026, 3, 31),
    }  # fmt: skip
    assert set(Deadline.objects.filter(section__isnull=False).values_list("due_on", flat=True)) == {date(2026, 2, 10)}
    assert set(opened(office)) == {*REPORT_DATES, *office.report.sections.values_list("code", flat=True)}


def test_only_the_secretariat_schedules(office):
    dates = {DeadlineKind.SECTION_DUE: date(2026, 2, 28)}

    with pytest.raises(NotPermitted):
        schedule(report=office.report, dates=dates, actor=office.people["head"], now=office.now())

    assert not Deadline.objects.filter(due_on=date(2026, 2, 28)).exists()


def test_submitting_meets_the_sections_date_and_sending_back_lets_it_stand_again(office):
    office.submit("plan-1")
    after_submit = opened(office)
    actions.send_back(
        section=office.section("plan-1"), actor=office.people["chief"], comment="數據請補", now=office.now()
    )

    assert "plan-1" not in after_submit
    assert "plan-1" in opened(office)


def test_the_report_moves_meet_their_dates(office):
    sent_up = office.send_up()
    after_sending_up = opened(office)
    actions.approve_report(report=sent_up, actor=office.people["head"], now=office.now())
    after_approval = opened(office)
    actions.publish_report(report=office.fresh_report(), actor=office.people["secretary"], now=office.now())

    assert after_sending_up == ["approval_due", "publication_due"]
    assert after_approval == ["publication_due"]
    assert opened(office) == []


def test_a_report_that_is_sent_back_is_under_review_again(office):
    report = office.send_up()

    actions.send_back_report(report=report, actor=office.people["head"], comment="請再檢視", now=office.now())

    assert opened(office) == REPORT_DATES


def test_reopening_a_section_undoes_the_heads_approval_date_too(office):
    office.approve_report()

    actions.reopen(
        section=office.section("plan-1"), actor=office.people["secretary"], comment="數字誤植", now=office.now()
    )

    assert sorted(opened(office)) == sorted(["plan-1", *REPORT_DATES])
