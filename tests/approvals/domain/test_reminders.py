"""稽催: each rung once, to whoever holds the work, on the office calendar."""

from datetime import date, timedelta

import pytest

from approvals.domain.deadlines import set_deadline
from approvals.domain.preferences import set_preferences
from approvals.domain.reminders import Raised, raise_due
from approvals.enums import Audience, DeadlineKind, NoticeKind, NoticeStatus, Role
from approvals.models import Assignment, Deadline, LadderPolicy, LadderRung, Notice, OfficeDay, Reminder
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, report_due, section_due
from tests.factories.office import assign, make_office, make_user, substitute_for
from tests.support.races import race


def told(*receivers: str) -> list[tuple[str, str, int]]:
    """Receiver without the agency's prefix, kind and rung of every entry of a mail, in order; of some or of all."""
    kinds = [NoticeKind.REMINDER, NoticeKind.OVERDUE]
    rows = Notice.objects.filter(kind__in=kinds).order_by("id").select_related("receiver")
    found = [(row.receiver.username.partition("-")[2], row.kind, row.params["rung"]) for row in rows]
    return [row for row in found if not receivers or row[0] in receivers]


def mails() -> list[str]:
    """Whom a mail of the day was written for, one for each mail."""
    rows = Notice.objects.filter(kind=NoticeKind.DAILY).order_by("id")
    return [name.partition("-")[2] for name in rows.values_list("receiver__username", flat=True)]


def ids() -> set[str]:
    return set(Notice.objects.filter(kind=NoticeKind.DAILY).values_list("message_id", flat=True))


def ledger(receiver: str) -> list[int]:
    return list(
        Reminder.objects.filter(receiver__username=f"nia-{receiver}").order_by("rung").values_list("rung", flat=True)
    )


@pytest.fixture
def office(db):
    import_2026()
    return make_office()


def test_each_rung_is_raised_once_over_the_season(office):
    assign(make_user("nia-registry", office.agency), office.divisions["line"], Role.REGISTRY)
    section_due(office)

    for day in range(40):
        raise_due(now=morning(date(2026, 1, 20) + timedelta(days=day)))
        raise_due(now=morning(date(2026, 1, 20) + timedelta(days=day)) + timedelta(minutes=1))

    before = [(who, "reminder", rung) for rung in (-7, -3, -1, 0) for who in ("writer", "second_writer")]
    assert told() == [
        *before,
        ("writer", "overdue", 1), ("second_writer", "overdue", 1), ("registry", "overdue", 1),
        ("writer", "overdue", 3), ("second_writer", "overdue", 3), ("chief", "overdue", 3),
        ("secretary", "overdue", 5),
    ]  # fmt: skip


def test_missed_rungs_collapse_into_one_entry(office):
    section_due(office)

    raised = raise_due(now=morning(date(2026, 2, 9)))

    assert raised == Raised(3)
    assert told() == [("writer", "reminder", -1), ("second_writer", "reminder", -1)]
    assert ledger("writer") == [-7, -3, -1]


@pytest.mark.parametrize("day_off", [date(2026, 2, 1), date(2026, 2, 7), date(2026, 2, 27)])
def test_nothing_is_raised_on_a_day_off(office, day_off):
    section_due(office, due_on=date(2026, 1, 30))

    assert raise_due(now=morning(day_off)) == Raised(0)
    assert not Notice.objects.exists()


def test_nothing_is_raised_in_quiet_hours_and_everybody_has_their_hour(office):
    section_due(office)
    set_preferences(user=office.people["writer"], language="en", digest_hour=10, without_mail=())
    eight = morning(date(2026, 1, 30))

    assert raise_due(now=eight - timedelta(minutes=1)) == Raised(0)
    assert raise_due(now=eight + timedelta(hours=10)) == Raised(0)
    assert (raise_due(now=eight).count, told()) == (1, [("second_writer", "reminder", -7)])
    assert raise_due(now=eight + timedelta(hours=1, minutes=59)).count == 0
    assert raise_due(now=eight + timedelta(hours=2)).count == 1
    assert told("writer") == [("writer", "reminder", -7)]


def test_several_items_make_one_mail_a_day(office):
    for code in ("plan-1", "goals", "follow-up"):
        section_due(office, code)

    raise_due(now=morning(date(2026, 2, 9)))

    assert mails() == ["writer", "second_writer", "clerk", "secretary"]
    assert told("clerk") == [("clerk", "reminder", -1)] * 2
    daily = Notice.objects.get(receiver=office.people["clerk"], kind=NoticeKind.DAILY)
    assert set(daily.bundled.values_list("status", flat=True)) == {NoticeStatus.BUNDLED}


def test_what_comes_up_after_the_mail_of_the_day_waits_for_the_next_one(office):
    section_due(office, "goals")
    raise_due(now=morning(date(2026, 2, 9)))
    section_due(office, "follow-up")

    assert raise_due(now=morning(date(2026, 2, 9)) + timedelta(hours=3)) == Raised(0)
    raise_due(now=morning(date(2026, 2, 10)))

    assert told("clerk") == [("clerk", "reminder", -1), *[("clerk", "reminder", 0)] * 2]


def test_an_escalation_names_what_was_told_before(office):
    section_due(office, "goals", due_on=date(2026, 2, 9))
    raise_due(now=morning(date(2026, 2, 12)))
    section_due(office, "follow-up")

    raise_due(now=morning(date(2026, 2, 13)))

    daily = Notice.objects.filter(receiver=office.people["clerk"], kind=NoticeKind.DAILY).latest("id")
    assert [item["subject"] for item in daily.params["still_open"]] == ["年度施政目標"]
    assert told("clerk") == [("clerk", "overdue", 3)] * 2


def test_a_substitute_is_reminded_and_the_principal_gets_a_copy(office):
    section_due(office)
    section_due(office, "goals")
    deputy = substitute_for(office, "writer", "deputy")
    substitute_for(office, "clerk", "goals_deputy", section_kind="plan")

    raise_due(now=morning(date(2026, 2, 10)))

    copies = dict(Notice.objects.filter(kind=NoticeKind.REMINDER).values_list("receiver__username", "params__is_copy"))
    assert copies == {deputy.username: False, "nia-writer": True, "nia-second_writer": False, "nia-clerk": False}


def test_a_rung_that_may_be_switched_off_stays_in_the_inbox(office):
    section_due(office)
    for name in ("writer", "second_writer"):
        off = [NoticeKind.REMINDER]
        set_preferences(user=office.people[name], language="en", digest_hour=None, without_mail=off)

    raise_due(now=morning(date(2026, 2, 5)))
    optional = set(Notice.objects.exclude(receiver=office.people["secretary"]).values_list("status", flat=True))
    raise_due(now=morning(date(2026, 2, 9)))

    assert optional == {NoticeStatus.INBOX_ONLY}
    assert set(Notice.objects.filter(kind="reminder", params__rung=-1).values_list("status", flat=True)) == {
        NoticeStatus.BUNDLED
    }


def test_the_week_is_listed_to_the_secretariat_once(office):
    section_due(office, due_on=date(2026, 2, 9))
    section_due(office, "goals", due_on=date(2026, 2, 6))
    section_due(office, "follow-up", due_on=date(2026, 2, 23))

    for day in (9, 10, 11):
        raise_due(now=morning(date(2026, 2, day)))

    [notice] = Notice.objects.filter(kind=NoticeKind.WEEKLY_LIST)
    assert notice.receiver == office.people["secretary"]
    assert [(item["subject"], item["is_late"], item["holders"]) for item in notice.params["items"]] == [
        ("年度施政目標", True, ["nia-clerk"]), ("計畫1", False, ["nia-writer", "nia-second_writer"]),
    ]  # fmt: skip


def test_a_list_that_was_missed_on_monday_comes_later_in_the_week(office):
    section_due(office, due_on=date(2026, 2, 11))

    raise_due(now=morning(date(2026, 2, 4)))
    assert not Notice.objects.filter(kind=NoticeKind.WEEKLY_LIST).exists()
    raise_due(now=morning(date(2026, 2, 11)))

    assert Notice.objects.filter(kind=NoticeKind.WEEKLY_LIST).count() == 1


def test_the_list_holds_what_would_be_told_beside_it(office):
    section_due(office, due_on=date(2026, 1, 26))

    raise_due(now=morning(date(2026, 2, 2)))

    assert told("secretary") == []
    assert ledger("secretary") == [5]
    assert Notice.objects.filter(kind=NoticeKind.WEEKLY_LIST).count() == 1


def test_a_ladder_of_ones_own_holds(office):
    policy = LadderPolicy.objects.create(agency=office.agency, first_hour=9, last_hour=12)
    LadderRung.objects.create(ladder=policy, office_days=-2, audience=Audience.HOLDER)
    section_due(office)

    assert raise_due(now=morning(date(2026, 2, 6))) == Raised(0)
    raise_due(now=morning(date(2026, 2, 6)) + timedelta(hours=1))

    assert told() == [("writer", "reminder", -2), ("second_writer", "reminder", -2)]


def test_a_met_deadline_is_not_reminded_of(office):
    section_due(office, "goals")
    section_due(office)
    office.submit("goals")

    raise_due(now=morning(date(2026, 2, 11)))

    assert told() == [("writer", "overdue", 1), ("second_writer", "overdue", 1)]


def test_a_section_in_review_is_its_desks_business(office):
    office.submit("plan-1")
    office.endorse("achievement-1")
    section_due(office, "plan-1")
    section_due(office, "achievement-1")

    raise_due(now=morning(date(2026, 2, 10)))

    assert told() == [("chief", "reminder", 0), ("secretary", "reminder", 0)]


def test_a_signed_off_section_is_nobodys_business(office):
    office.sign_off("plan-1")
    section_due(office, "plan-1")

    assert raise_due(now=morning(date(2026, 2, 11))) == Raised(0)


def test_a_section_without_a_writer_is_still_escalated(office):
    Assignment.objects.filter(role=Role.CONTRIBUTOR).delete()
    section_due(office)

    raise_due(now=morning(date(2026, 2, 13)))

    assert told() == [("chief", "overdue", 3)]


@pytest.mark.parametrize("kind", [DeadlineKind.REVIEW_DUE, DeadlineKind.APPROVAL_DUE, DeadlineKind.PUBLICATION_DUE])
def test_the_secretariat_holds_a_report_that_is_compiled(office, kind):
    report_due(office, kind)

    raise_due(now=morning(date(2026, 2, 13)))

    assert told() == [("clerk_chief", "overdue", 3), ("secretary", "overdue", 3)]


def test_the_head_holds_a_report_that_awaits_approval(office):
    office.send_up()
    report_due(office, DeadlineKind.APPROVAL_DUE)
    report_due(office, DeadlineKind.PUBLICATION_DUE)

    raise_due(now=morning(date(2026, 2, 10)))

    assert told() == [("secretary", "reminder", 0), ("head", "reminder", 0)]


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
    assign(make_user("nia-successor", office.agency), office.divisions["line"], Role.CONTRIBUTOR)

    raise_due(now=morning(date(2026, 2, 9)))

    assert told("successor") == [("successor", "reminder", -1)]
    assert len(told()) == 3


def test_who_was_told_of_the_delay_gets_no_earlier_rung(office):
    deadline = section_due(office)
    raise_due(now=morning(date(2026, 2, 13)))
    office.submit("plan-1")
    Deadline.objects.filter(pk=deadline.pk).update(met_at=None)

    raise_due(now=morning(date(2026, 2, 23)))

    assert told("chief") == [("chief", "overdue", 3)]


def test_a_moved_deadline_is_reminded_of_anew(office):
    deadline = section_due(office)
    now = morning(date(2026, 2, 10))
    raise_due(now=now)
    set_deadline(
        report=office.report, section=deadline.section, kind=DeadlineKind.SECTION_DUE, due_on=date(2026, 2, 12), now=now
    )

    raise_due(now=morning(date(2026, 2, 11)))

    assert told("writer") == [("writer", "reminder", 0), ("writer", "reminder", -1)]


def test_a_date_past_the_calendar_is_named_instead_of_guessed(office):
    section_due(office, "plan-1", due_on=date(2027, 1, 4))
    section_due(office, "goals", due_on=date(2026, 12, 31))

    raised = raise_due(now=morning(date(2026, 12, 31)))

    assert raised == Raised(2, (date(2027, 1, 4),))
    assert told() == [("clerk", "reminder", 0)]


def test_a_day_outside_the_calendar_raises_nothing_and_says_so(office):
    section_due(office, due_on=date(2026, 12, 31))

    assert raise_due(now=morning(date(2027, 1, 5))) == Raised(0, (date(2027, 1, 5),))


def test_no_open_deadline_needs_no_calendar(office):
    OfficeDay.objects.all().delete()

    assert raise_due(now=morning(date(2026, 2, 10))) == Raised(0)


def test_a_notice_says_what_the_mail_needs(office):
    deadline = section_due(office, due_on=date(2026, 2, 15))

    raise_due(now=morning(date(2026, 2, 26)))

    notice = Notice.objects.get(receiver=office.people["chief"], kind=NoticeKind.OVERDUE)
    assert notice.params == {
        "deadline": "section_due", "due_on": "2026-02-15", "last_day": "2026-02-23", "rung": 3, "is_late": True,
        "audience": "supervisor_in_copy", "is_copy": True, "holders": ["nia-writer", "nia-second_writer"],
        "report": deadline.report_id, "section": deadline.section_id, "subject": "計畫1",
    }  # fmt: skip
    assert (notice.section_id, notice.report_id) == (deadline.section_id, deadline.report_id)


@pytest.mark.parametrize("plans", [1, 3])
def test_queries_do_not_grow_with_the_deadlines(db, django_assert_num_queries, plans):
    import_2026()
    office = make_office(plans=plans)
    for section in office.report.sections.all():
        section_due(office, section.code)

    with django_assert_num_queries(19):  # two of them: the savepoint
        raise_due(now=morning(date(2026, 2, 13)))
    with django_assert_num_queries(8):
        raise_due(now=morning(date(2026, 2, 13)))


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_simultaneous_runs_write_each_mail_once():
    import_2026()
    office = make_office(plans=8)
    for section in office.report.sections.all():
        section_due(office, section.code)

    results = race([lambda: raise_due(now=morning(date(2026, 2, 13)))] * 4)

    # Those who write, their three supervisors, and the secretary with the week's list.
    everybody = ["writer", "second_writer", "chief", "other_writer", "other_chief", "clerk", "clerk_chief", "secretary"]
    assert all(isinstance(result, Raised) for result in results), results
    assert sum(result.count for result in results) == len(ids())
    assert sorted(mails()) == sorted(everybody)
    # 8 plans of the line division with two writers, 1 section of the other, 3 of the secretariat; 6 rungs to T+3.
    assert Reminder.objects.count() == (8 * 2 + 1 + 3) * 6 + 12
    assert len(told()) == 8 * 3 + 2 + 3 * 2
