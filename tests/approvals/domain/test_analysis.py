"""The board's numbers from a report at work."""

from datetime import date, timedelta

import pytest

from approvals.domain import actions, consultations
from approvals.domain.analysis import analysis
from approvals.enums import DeadlineKind
from approvals.models import Deadline
from reports.enums import Scope
from tests.factories.calendar import import_2026
from tests.factories.deadlines import report_due, section_due
from tests.factories.office import Office, make_office
from tests.factories.routes import decide, make_route

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    import_2026()
    return make_office()


def test_divisions_count_their_sections_and_the_questions_they_were_asked(office):
    section_due(office, "plan-1", date(2026, 1, 9))
    section_due(office, "achievement-1", date(2026, 1, 30))
    consultations.request_consultation(
        section=office.submit("plan-1"), division=office.divisions["other"], scope=Scope.ALL, is_mandatory=False,
        actor=office.people["chief"], now=office.now(),
    )  # fmt: skip

    found = analysis(office.report, office.now() + timedelta(days=7)).divisions

    assert [(row.name, row.late, row.overdue, row.to_come) for row in found] == [
        ("line科", 1, 0, 0), ("other科", 0, 1, 1),
    ]  # fmt: skip


def test_steps_are_late_under_the_name_that_the_round_froze(office):
    make_route(office, {"name": "科長核章", "limit_days": 1}, decide(name="秘書核定", limit_days=2))
    office.submit()
    office.clock += timedelta(days=3)
    actions.endorse(section=office.section(), actor=office.people["chief"], now=office.now())

    found = analysis(office.report, office.now()).steps

    assert [(row.name, row.late, row.to_come, row.most_days_late) for row in found] == [
        ("科長核章", 1, 0, 2), ("秘書核定", 0, 1, 0),
    ]  # fmt: skip


def test_open_items_age_since_they_came_to_where_they_lie(office):
    office.submit("plan-1")

    found = analysis(office.report, office.now() + timedelta(days=8)).ages

    assert [row.counts for row in found if row.total] == [(4, 1, 0)]
    assert [(row.first, row.last) for row in found if row.total] == [(6, 10)]


def test_a_reopened_section_no_longer_counts_for_the_pace(office):
    report_due(office, DeadlineKind.REVIEW_DUE, date(2026, 2, 10))
    report_due(office, DeadlineKind.PUBLICATION_DUE, date(2026, 2, 12))
    office.sign_off("plan-1")
    office.sign_off("goals")
    before = analysis(office.report, office.now()).forecast
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())

    after = analysis(office.report, office.now()).forecast

    assert (before.lately, before.remaining) == (2, 3)
    assert (after.lately, after.remaining) == (1, 4)
    assert before.expected_on < after.expected_on


def test_a_published_report_has_no_forecast(office):
    office.publish()

    assert analysis(office.fresh_report(), office.now()).forecast.reason == "published"


@pytest.mark.parametrize("plans", [1, 3])
def test_the_numbers_take_as_many_queries_for_one_section_as_for_more(plans, django_assert_num_queries):
    office = make_office(plans=plans)
    for number in range(1, plans + 1):
        office.sign_off(f"plan-{number}")
        section_due(office, f"plan-{number}")

    with django_assert_num_queries(11):
        analysis(office.report, office.now())

    assert Deadline.objects.filter(kind=DeadlineKind.SECTION_DUE).count() == plans
