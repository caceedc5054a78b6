"""The first day that the calendar lacks is named sixty days before somebody needs it, and no other."""

from datetime import UTC, date, datetime

import pytest

from approvals.domain.coverage import missing_day
from approvals.domain.extensions import request_extension
from approvals.enums import DeadlineKind
from approvals.models import Consultation, Deadline, Extension, OfficeDay
from approvals.tasks import check_calendar
from tests.factories.calendar import import_2026
from tests.factories.deadlines import report_due, section_due
from tests.factories.office import Office, make_office
from tests.factories.routes import with_accounting

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2027, 1, 1)


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


@pytest.fixture
def office() -> Office:
    import_2026()
    return make_office()


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 12, 23), None),  # T+5 is 12/31: 24, 28, 29, 30, 31
        (date(2026, 12, 24), NEW_YEAR),
        (date(2026, 12, 28), NEW_YEAR),
        (date(2027, 3, 31), NEW_YEAR),
    ],
)
def test_the_last_rung_of_the_ladder_is_needed_too(office, due_on, expected):
    report_due(office, DeadlineKind.PUBLICATION_DUE, due_on=due_on)

    assert missing_day(on(12, 1)) == expected


@pytest.mark.parametrize(("today", "is_named"), [((11, 1), False), ((11, 2), True), ((12, 31), True)])
def test_it_is_named_sixty_days_before(office, today, is_named):
    report_due(office, DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 12, 31))

    assert missing_day(on(*today)) == (NEW_YEAR if is_named else None)


def test_what_is_done_needs_no_day(office):
    report_due(office, DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 12, 31))
    Deadline.objects.update(met_at=on(12, 1))

    assert missing_day(on(12, 2)) is None


def test_another_agencys_dates_are_not_this_ones_business(office):
    foreign = make_office("fia")
    report_due(foreign, DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 12, 31))

    assert missing_day(on(12, 2), agency=office.agency) is None
    assert missing_day(on(12, 2), agency=foreign.agency) == missing_day(on(12, 2)) == NEW_YEAR


def test_an_extension_that_is_asked_for_counts(office):
    section_due(office, due_on=date(2026, 12, 1))
    request_extension(
        deadline=Deadline.objects.get(), days=18, reason="待補", actor=office.people["writer"], now=on(11, 20)
    )
    found = missing_day(on(11, 20))
    Extension.objects.all().delete()

    assert (found, missing_day(on(11, 20))) == (NEW_YEAR, None)


def test_a_consultation_without_a_date_wants_one(office):
    OfficeDay.objects.filter(date__gt=date(2026, 1, 13)).delete()
    with_accounting(office).submit()

    assert Consultation.objects.get().due_on is None
    assert missing_day(office.now()) == date(2026, 1, 14)


def test_a_hole_before_the_end_is_named_first(office):
    OfficeDay.objects.filter(date=date(2026, 6, 3)).delete()
    report_due(office, DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 6, 1))

    assert missing_day(on(5, 29)) == date(2026, 6, 3)


@pytest.mark.parametrize("agencies", [1, 3])
def test_queries_do_not_grow(agencies, django_assert_num_queries):
    import_2026()
    for number in range(agencies):
        report_due(make_office(f"a{number}"), DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 12, 31))

    with django_assert_num_queries(5):
        missing_day(on(12, 2))


def test_the_daily_task_says_so_in_the_log(office, time_machine):
    time_machine.move_to(on(12, 2))
    quiet = check_calendar()
    report_due(office, DeadlineKind.PUBLICATION_DUE, due_on=date(2026, 12, 31))

    assert (quiet, check_calendar()) == ("", "2027-01-01")
