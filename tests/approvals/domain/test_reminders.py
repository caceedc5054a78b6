"""稽催: each rung once, to whoever holds the work, on the office calendar."""

from datetime import date, timedelta

import pytest

from approvals.domain.deadlines import set_deadline
from approvals.domain.reminders import Raised, due_rungs, raise_due
from approvals.enums import DeadlineKind, Role
from approvals.models import Assignment, Deadline, Notice, OfficeDay, Reminder
from tests.factories.calendar import calendar_2026, import_2026
from tests.factories.deadlines import DUE_ON, morning, report_due, section_due
from tests.factories.office import assign, make_office, make_user
from tests.support.races import race


def told() -> list[tuple[str, str, int]]:
    """Receiver without the agency's prefix, kind and rung of every notice, in order."""
    rows = Notice.objects.order_by("id").select_related("receiver")
    return [(row.receiver.username.partition("-")[2], row.kind, row.params["rung"]) for row in rows]


def ledger(receiver: str) -> list[int]:
    return list(
        Reminder.objects.filter(receiver__username=f"nia-{receiver}").order_by("rung").values_list("rung", flat=True)
    )


@pytest.fixture
def office(db):
    import_2026()
    return make_office()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 29), ()),
        (date(2026, 1, 30), (-7,)),
        (date(2026, 2, 4), (-7,)),
        (date(2026, 2, 5), (-7, -3)),
        (date(2026, 2, 9), (-7, -3, -1)),
        (date(2026, 2, 10), (-7, -3, -1, 0)),
        (date(2026, 2, 11), (-7, -3, -1, 0, 1)),
        (date(2026, 12, 31), (-7, -3, -1, 0, 1)),
    ],
)
def test_rungs_go_by_office_days(today, expected):
    assert due_rungs(calendar_2026(), DUE_ON, today) == expected


@pytest.mark.parametrize(
    ("due_on", "today", "expected"),
    [
        (date(2026, 2, 14), date(2026, 2, 13), (-7, -3, -1)),  # the Saturday before 春節 ends on 2/23
        (date(2026, 2, 14), date(2026, 2, 23), (-7, -3, -1, 0)),
        (date(2026, 12, 31), date(2026, 12, 31), (-7, -3, -1, 0)),  # T+1 lies in a year that is not imported
    ],
)
def test_rungs_around_days_off(due_on, today, expected):
    assert due_rungs(calendar_2026(), due_on, today) == expected


def test_each_rung_is_raised_once_over_the_season(office):
    section_due(office)

    for day in range(40):
        raise_due(now=morning(date(2026, 1, 20) + timedelta(days=day)))
        raise_due(now=morning(date(2026, 1, 20) + timedelta(days=day)) + timedelta(minutes=1))

    per_rung = [("writer", "reminder"), ("second_writer", "reminder")]
    assert told() == [
        *((who, kind, rung) for rung in (-7, -3, -1, 0) for who, kind in per_rung),
        ("writer", "overdue", 1), ("second_writer", "overdue", 1), ("chief", "overdue", 1),
    ]  # fmt: skip


def test_missed_rungs_collapse_into_one_notice(office):
    section_due(office)

    raised = raise_due(now=morning(date(2026, 2, 9)))

    assert raised == Raised(2)
    assert told() == [("writer", "reminder", -1), ("second_writer", "reminder", -1)]
    assert ledger("writer") == [-7, -3, -1]


@pytest.mark.parametrize("day_off", [date(2026, 2, 1), date(2026, 2, 7), date(2026, 2, 27)])
def test_nothing_is_raised_on_a_day_off(office, day_off):
    section_due(office, due_on=date(2026, 1, 30))

    assert raise_due(now=morning(day_off)) == Raised(0)
    assert not Reminder.objects.exists()


def test_the_day_changes_at_midnight_in_taipei(office):
    section_due(office)
    eve = morning(date(2026, 1, 30)) - timedelta(hours=8, minutes=1)

    assert raise_due(now=eve).count == 0
    assert raise_due(now=eve + timedelta(minutes=1)).count == 2


def test_a_met_deadline_is_not_reminded_of(office):
    section_due(office, "goals")
    section_due(office)
    office.submit("goals")
    Notice.objects.all().delete()

    raise_due(now=morning(date(2026, 2, 11)))

    assert [row[0] for row in told()] == ["writer", "second_writer", "chief"]


def test_a_section_in_review_is_its_desks_business(office):
    office.submit("plan-1")
    office.endorse("achievement-1")
    section_due(office, "plan-1")
    section_due(office, "achievement-1")
    Notice.objects.all().delete()

    raise_due(now=morning(date(2026, 2, 10)))

    assert told() == [("chief", "reminder", 0), ("secretary", "reminder", 0)]


def test_a_signed_off_section_is_nobodys_business(office):
    office.sign_off("plan-1")
    section_due(office, "plan-1")
    Notice.objects.all().delete()

    assert raise_due(now=morning(date(2026, 2, 11))) == Raised(0)


@pytest.mark.parametrize("kind", [DeadlineKind.REVIEW_DUE, DeadlineKind.APPROVAL_DUE, DeadlineKind.PUBLICATION_DUE])
def test_the_secretariat_holds_a_report_that_is_compiled(office, kind):
    report_due(office, kind)

    raise_due(now=morning(date(2026, 2, 11)))

    assert told() == [("clerk_chief", "overdue", 1), ("secretary", "overdue", 1)]


def test_the_head_holds_a_report_that_awaits_approval(office):
    office.send_up()
    report_due(office, DeadlineKind.APPROVAL_DUE)
    report_due(office, DeadlineKind.PUBLICATION_DUE)
    Notice.objects.all().delete()

    raise_due(now=morning(date(2026, 2, 10)))

    assert told() == [("head", "reminder", 0), ("secretary", "reminder", 0)]


def test_only_people_in_office_are_reminded(office):
    section_due(office)
    Assignment.objects.filter(user=office.people["writer"]).update(valid_to=date(2026, 2, 9))
    office.people["second_writer"].is_active = False
    office.people["second_writer"].save()
    successor = make_user("nia-successor", office.agency)
    assign(successor, office.divisions["line"], Role.CONTRIBUTOR)
    make_office("other")

    raise_due(now=morning(date(2026, 2, 10)))

    assert told() == [("successor", "reminder", 0)]


def test_a_successor_is_reminded_of_what_the_predecessor_knew(office):
    section_due(office)
    raise_due(now=morning(date(2026, 2, 9)))
    Notice.objects.all().delete()
    assign(make_user("nia-successor", office.agency), office.divisions["line"], Role.CONTRIBUTOR)

    raise_due(now=morning(date(2026, 2, 9)))

    assert told() == [("successor", "reminder", -1)]


def test_a_supervisor_who_was_told_of_the_delay_gets_no_earlier_rung(office):
    deadline = section_due(office)
    raise_due(now=morning(date(2026, 2, 11)))
    office.submit("plan-1")
    Deadline.objects.filter(pk=deadline.pk).update(met_at=None)
    Notice.objects.all().delete()

    raise_due(now=morning(date(2026, 2, 12)))

    assert told() == []
    assert ledger("chief") == [-7, -3, -1, 0, 1]


def test_a_moved_deadline_is_reminded_of_anew(office):
    deadline = section_due(office)
    raise_due(now=morning(date(2026, 2, 11)))
    Notice.objects.all().delete()
    set_deadline(
        report=office.report, section=deadline.section, kind=DeadlineKind.SECTION_DUE, due_on=date(2026, 2, 12),
        now=morning(date(2026, 2, 11)),
    )  # fmt: skip

    raise_due(now=morning(date(2026, 2, 11)))

    assert told() == [("writer", "reminder", -1), ("second_writer", "reminder", -1)]


def test_a_date_past_the_calendar_is_named_instead_of_guessed(office):
    section_due(office, "plan-1", due_on=date(2027, 1, 4))
    section_due(office, "goals", due_on=date(2026, 12, 31))

    raised = raise_due(now=morning(date(2026, 12, 31)))

    assert raised == Raised(1, (date(2027, 1, 4),))
    assert told() == [("clerk", "reminder", 0)]


def test_a_day_outside_the_calendar_raises_nothing_and_says_so(office):
    section_due(office, due_on=date(2026, 12, 31))

    assert raise_due(now=morning(date(2027, 1, 5))) == Raised(0, (date(2027, 1, 5),))


def test_no_open_deadline_needs_no_calendar(office):
    OfficeDay.objects.all().delete()

    assert raise_due(now=morning(date(2026, 2, 10))) == Raised(0)


def test_a_notice_says_what_the_mail_needs(office):
    deadline = section_due(office, due_on=date(2026, 2, 15))

    raise_due(now=morning(date(2026, 2, 24)))

    notice = Notice.objects.get(receiver=office.people["chief"])
    assert notice.params == {"deadline": "section_due", "due_on": "2026-02-15", "last_day": "2026-02-23", "rung": 1}
    assert (notice.section_id, notice.report_id) == (deadline.section_id, deadline.report_id)


@pytest.mark.parametrize("plans", [1, 3, 12])
def test_queries_do_not_grow_with_the_deadlines(db, django_assert_num_queries, plans):
    import_2026()
    office = make_office(plans=plans)
    for section in office.report.sections.all():
        section_due(office, section.code)

    with django_assert_num_queries(12):  # two of them: the savepoint
        raise_due(now=morning(date(2026, 2, 11)))
    with django_assert_num_queries(6):
        raise_due(now=morning(date(2026, 2, 11)))


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_simultaneous_runs_raise_each_reminder_once():
    import_2026()
    office = make_office(plans=8)
    for section in office.report.sections.all():
        section_due(office, section.code)

    results = race([lambda: raise_due(now=morning(date(2026, 2, 11)))] * 4)

    # 8 plans of the line division, one section of the other, three of the secretariat; each with its supervisor.
    expected = 8 * 3 + 2 + 3 * 2
    assert all(isinstance(result, Raised) for result in results), results
    assert sum(result.count for result in results) == Notice.objects.count() == expected
    assert Reminder.objects.count() == (8 * 2 + 1 + 3) * 5 + 12
