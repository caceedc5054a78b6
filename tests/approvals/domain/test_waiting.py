"""Finding by counting who waits for a mail of the day."""

from datetime import date

import pytest

from approvals.domain.reminders import Raised, raise_due
from approvals.enums import NoticeKind
from approvals.models import Deadline, Notice, Reminder
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, section_due
from tests.factories.office import make_office


@pytest.fixture
def office(db):
    import_2026()
    return make_office()


def test_nothing_new_reads_no_deadline(office, django_assert_num_queries):
    for code in ("plan-1", "goals"):
        section_due(office, code)
    raise_due(now=morning(date(2026, 2, 5)))

    with django_assert_num_queries(10) as asked:  # nobody had the mail of the day, and every rung was told
        assert raise_due(now=morning(date(2026, 2, 6))) == Raised(0)

    assert not [query["sql"] for query in asked if 'reports_section"."title' in query["sql"]]


def test_one_untold_deadline_among_many_of_its_case_is_found(office):
    raise_due(now=morning(date(2026, 2, 5)))
    section_due(office, "goals")
    raise_due(now=morning(date(2026, 2, 6)))
    section_due(office, "follow-up")
    later = section_due(office, "overall-opinion", due_on=date(2026, 3, 31))

    raise_due(now=morning(date(2026, 2, 9)))
    Deadline.objects.filter(pk=later.pk).update(due_on=date(2026, 2, 10))
    raise_due(now=morning(date(2026, 2, 10)))

    told = Notice.objects.filter(receiver=office.people["clerk"], kind=NoticeKind.REMINDER).order_by("id")
    assert list(told.values_list("params__rung", flat=True)) == [-3, -1, -1, 0, 0, 0]
    assert Reminder.objects.filter(deadline=later, rung=0).count() == 1


@pytest.mark.parametrize("agencies", [1, 3])
def test_queries_do_not_grow_with_the_agencies(db, django_assert_num_queries, agencies):
    import_2026()
    for number in range(agencies):
        section_due(make_office(f"nia{number}"))

    with django_assert_num_queries(19):
        assert raise_due(now=morning(date(2026, 2, 9))).count == 3 * agencies
