"""Dates are set by the secretariat, met by the moves, and stand again when a move is undone."""

from datetime import date

import pytest

from approvals.domain import actions, consultations
from approvals.domain.deadlines import UnableToSchedule, current_schedule, default_schedule, move_deadline, schedule
from approvals.enums import DeadlineKind
from approvals.models import Deadline
from reports.domain.access import NotPermitted
from reports.enums import Scope
from tests.factories.calendar import import_2026
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
        "opening": date(2026, 1, 10), "review_due": date(2026, 2, 15), "approval_due": date(2026, 2, 25),
        "publication_due": date(2026, 3, 31),
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


def move(office, code, due_on):
    deadline = Deadline.objects.get(section__code=code, kind=DeadlineKind.SECTION_DUE)
    return move_deadline(deadline=deadline, due_on=due_on, actor=office.people["secretary"], now=office.now())


def test_a_section_may_have_a_date_of_its_own(office):
    move(office, "plan-1", date(2026, 2, 12))
    dates = {DeadlineKind.SECTION_DUE: date(2026, 2, 11)}
    arguments = {"report": office.report, "dates": dates, "actor": office.people["secretary"]}

    schedule(**arguments, now=office.now())
    kept = Deadline.objects.get(section__code="plan-1").due_on
    schedule(**arguments, now=office.now(), with_own_dates=True)

    assert kept == date(2026, 2, 12)
    assert set(Deadline.objects.filter(section__isnull=False).values_list("due_on", "is_own_date")) == {
        (date(2026, 2, 11), False)
    }
    assert current_schedule(office.report)[DeadlineKind.SECTION_DUE] == date(2026, 2, 11)


def test_a_date_remembers_when_and_how_often_it_was_moved(office):
    first = Deadline.objects.get(section__code="plan-1")
    moved = move(office, "plan-1", date(2026, 2, 12))
    again = move(office, "plan-1", date(2026, 2, 12))
    last = move(office, "plan-1", date(2026, 2, 13))

    assert [row.times_moved for row in (first, moved, again, last)] == [0, 1, 1, 2]
    assert first.moved_at is None
    assert moved.moved_at < last.moved_at == office.clock


def test_the_opening_is_met_by_opening_and_its_date_can_still_be_set(office):
    opening = Deadline.objects.get(kind=DeadlineKind.OPENING)
    moved = move_deadline(
        deadline=opening, due_on=date(2026, 1, 12), actor=office.people["secretary"], now=office.now()
    )

    assert opening.met_at == office.report.opened_at
    assert moved.due_on == date(2026, 1, 12)


def test_the_dates_of_a_schedule_follow_each_other(office):
    with pytest.raises(UnableToSchedule) as refused:
        schedule(
            report=office.report, dates={DeadlineKind.REVIEW_DUE: date(2026, 2, 26)}, actor=office.people["secretary"],
            now=office.now(),
        )  # fmt: skip

    assert refused.value.code == "disorder"
    assert current_schedule(office.report) == default_schedule(office.report.roc_year)


def test_a_schedule_names_no_limits_of_steps(office):
    with pytest.raises(UnableToSchedule) as refused:
        schedule(
            report=office.report, dates={DeadlineKind.STEP_DUE: date(2026, 2, 26)}, actor=office.people["secretary"],
            now=office.now(),
        )  # fmt: skip

    assert refused.value.code == "not_scheduled"


def test_submitting_leaves_the_consultations_limit_open(office):
    office.write("goals")
    office.write("plan-1")
    import_2026()
    asked = consultations.request_consultation(
        section=office.section(), division=office.divisions["other"], scope=Scope.TEXT, is_mandatory=True,
        actor=office.people["writer"], now=office.now(),
    )  # fmt: skip
    office.submit()

    assert Deadline.objects.get(consultation=asked).met_at is None


def test_what_was_done_before_it_got_a_date_is_met_from_the_start():
    office = make_office()
    office.submit("plan-1")
    dates = default_schedule(office.report.roc_year)

    schedule(report=office.report, dates=dates, actor=office.people["secretary"], now=office.now())

    assert "plan-1" not in opened(office)
    assert set(opened(office)) > {"goals", *REPORT_DATES}


def test_a_report_date_set_after_its_move_is_met_from_the_start():
    office = make_office()
    office.approve_report()
    dates = default_schedule(office.report.roc_year)

    schedule(report=office.report, dates=dates, actor=office.people["secretary"], now=office.now())

    assert opened(office) == ["publication_due"]
