"""展期: who may ask for how much, who decides, and that a granted one moves the date or nothing happens."""

import json
from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError

from approvals.domain.calendar import CalendarEnds
from approvals.domain.deadlines import move_deadline, schedule
from approvals.domain.extending import extending, extensions_awaiting
from approvals.domain.extensions import UnableToExtend, grant_extension, refuse_extension, request_extension
from approvals.enums import Capacity, DeadlineKind, ExtensionStatus, NoticeKind, Role
from approvals.models import Assignment, Deadline, Extension, Notice
from reports.domain.audit import first_break
from reports.enums import SectionKind
from reports.models import AuditEvent
from tests.factories.calendar import import_2026
from tests.factories.deadlines import DUE_ON, report_due, section_due
from tests.factories.office import Office, assign, make_office, substitute_for
from tests.factories.routes import by_people, decide, make_route, with_accounting
from tests.support.failing_table import refusing_inserts
from tests.support.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    import_2026()
    office = make_office()
    section_due(office)
    return office


def ask(office: Office, days: int = 3, who: str = "writer", **changes: object) -> Extension:
    arguments = {"deadline": Deadline.objects.get(kind="section_due"), "reason": "資料待廠商提供", **changes}
    return request_extension(days=days, actor=office.people[who], now=office.now(), **arguments)


def grant(office: Office, row: Extension, who: str = "chief") -> Extension:
    return grant_extension(extension=row, actor=office.people[who], now=office.now())


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(UnableToExtend) as caught:
        call(*arguments, **named)
    assert caught.value.text
    return caught.value.code


def told(kind: NoticeKind) -> set[str]:
    names = Notice.objects.filter(kind=kind).values_list("receiver__username", flat=True)
    return {name.partition("-")[2] for name in names}


def test_a_granted_extension_moves_the_date_and_tells_everybody_who_has_to_meet_it(office):
    row = grant(office, ask(office, days=4))

    deadline = Deadline.objects.get()
    # From Tuesday 2/10 four office days on: 春節 lies between.
    assert (row.from_on, row.to_on, deadline.due_on) == (DUE_ON, date(2026, 2, 23), date(2026, 2, 23))
    assert (row.status, row.decided_by, row.decided_at) == (
        ExtensionStatus.GRANTED, office.people["chief"], office.clock,
    )  # fmt: skip
    assert told(NoticeKind.EXTENSION_REQUESTED) == {"chief"}
    assert told(NoticeKind.EXTENSION_GRANTED) == {"writer", "second_writer"}
    assert first_break(office.report) is None
    assert json.loads(AuditEvent.objects.get(action="grant_extension").payload_json) == {
        "extension": row.pk, "deadline": "section_due", "days": 4, "role": "supervisor", "acting_for": None,
        "capacity": "", "comment": "", "address": "", "from": "2026-02-10", "to": "2026-02-23",
    }  # fmt: skip


def test_a_refused_extension_leaves_the_date_and_says_why(office):
    row = ask(office)

    without_reason = refusal(
        refuse_extension, extension=row, actor=office.people["chief"], comment=" ", now=office.now()
    )
    refused = refuse_extension(extension=row, actor=office.people["chief"], comment="請如期", now=office.now())

    assert (without_reason, refused.status, refused.comment) == ("comment_required", "refused", "請如期")
    assert Deadline.objects.get().due_on == DUE_ON
    assert told(NoticeKind.EXTENSION_REFUSED) == {"writer", "second_writer"}
    assert ask(office).status == ExtensionStatus.REQUESTED


@pytest.mark.parametrize(
    ("days", "level"),
    [(1, "supervisor"), (5, "supervisor"), (6, "secretariat"), (15, "secretariat"), (16, "head"), (30, "head")],
)
def test_the_length_says_who_decides(office, days, level):
    assert ask(office, days=days).level == level


def test_the_length_counts_what_was_granted_before(office):
    grant(office, ask(office, days=5))

    assert ask(office, days=1).level == "secretariat"


@pytest.mark.parametrize("days", [3, 10, 20])
def test_the_queue_of_everybody_is_what_they_may_decide(office, days):
    foreign = make_office("fia")
    row = ask(office, days=days)
    by_days = {3: {"chief", "secretary", "head"}, 10: {"secretary", "head"}, 20: {"head"}}
    people = {**office.people, **{f"foreign {name}": user for name, user in foreign.people.items()}}
    seen = {name for name, user in people.items() if row in extensions_awaiting(user, office.now())}
    refused = {
        name: refusal(refuse_extension, extension=row, actor=user, comment="不宜", now=office.now())
        for name, user in people.items()
        if name not in by_days[days]
    }

    assert seen == by_days[days]
    assert set(refused.values()) <= {"no_role", "higher_level"}
    assert {name for name, code in refused.items() if code == "higher_level"} <= {"chief", "secretary"}


def test_only_who_has_to_meet_the_date_may_ask(office):
    for who in ("chief", "other_writer", "secretary", "head", "outsider"):
        assert refusal(ask, office, who=who) == "not_holding"
    assert not Extension.objects.exists()


def test_nobody_decides_on_their_own_request(office):
    chief = office.people["writer"]
    Assignment.objects.create(
        user=chief, division=office.divisions["line"], role=Role.SUPERVISOR, valid_from=date(2025, 1, 1)
    )
    row = ask(office)

    assert refusal(grant, office, row, "writer") == "own_request"
    assert not extensions_awaiting(chief, office.now()).exists()
    assert extensions_awaiting(office.people["chief"], office.now()).get() == row


def test_neither_does_who_acts_for_the_person_who_asked(office):
    Assignment.objects.create(
        user=office.people["writer"], division=office.divisions["line"], role=Role.SUPERVISOR,
        valid_from=date(2025, 1, 1),
    )  # fmt: skip
    Assignment.objects.create(
        user=office.people["second_writer"], division=office.divisions["line"], role=Role.SUPERVISOR,
        valid_from=date(2025, 1, 1), acting_for=office.people["writer"], capacity=Capacity.ACTING,
    )  # fmt: skip
    row = ask(office)

    assert refusal(grant, office, row, "second_writer") == "own_request"
    assert not extensions_awaiting(office.people["second_writer"], office.now()).exists()


def test_a_substitute_asks_in_their_principals_seat(office):
    deputy = substitute_for(office, "writer", "deputy")
    assign(office.people["writer"], office.divisions["line"], Role.SUPERVISOR)

    row = ask(office, who="deputy")

    assert (row.requested_by, row.requested_for, row.requested_capacity) == (deputy, office.people["writer"], "acting")
    said = json.loads(AuditEvent.objects.get(action="request_extension").payload_json)
    assert (said["role"], said["acting_for"], said["capacity"]) == ("contributor", office.people["writer"].pk, "acting")
    assert extending(office.section(), deputy, office.now()).requests[0].asked_by == "nia-deputy acting for nia-writer"
    assert refusal(grant, office, row, "writer") == "own_request"
    assert not extensions_awaiting(office.people["writer"], office.now()).exists()
    assert extensions_awaiting(office.people["chief"], office.now()).get() == row


def test_who_holds_the_role_themselves_asks_in_their_own_seat(office):
    Assignment.objects.create(
        user=office.people["second_writer"], division=office.divisions["line"], role=Role.CONTRIBUTOR,
        valid_from=date(2025, 1, 1), acting_for=office.people["writer"], capacity=Capacity.ACTING,
    )  # fmt: skip

    row = ask(office, who="second_writer")

    assert (row.requested_for, row.requested_capacity) == (None, "")


def test_the_substitute_at_a_desk_asks_in_the_seat_of_who_sits_there(office):
    make_route(office, by_people(office.people["chief"], limit_days=3), decide())
    substitute_for(office, "chief", "deputy")
    office.submit()

    row = ask(office, days=1, who="deputy", deadline=Deadline.objects.get(kind="step_due"))

    assert row.requested_for == office.people["chief"]


def test_a_substitute_decides_in_their_principals_name(office):
    Assignment.objects.create(
        user=office.people["second_writer"], division=office.divisions["line"], role=Role.SUPERVISOR,
        valid_from=date(2025, 1, 1), acting_for=office.people["chief"], capacity=Capacity.ACTING,
    )  # fmt: skip

    row = grant(office, ask(office), "second_writer")

    assert (row.acting_for, row.capacity) == (office.people["chief"], "acting")


def test_without_anybody_else_at_the_level_the_next_one_decides(office):
    Assignment.objects.filter(role=Role.SUPERVISOR, division=office.divisions["line"]).delete()

    assert ask(office).level == "secretariat"


def test_at_most_three_times(office):
    for _each in range(3):
        grant(office, ask(office, days=1))

    assert refusal(ask, office, days=1) == "too_often"
    assert extending(office.section(), office.people["writer"], office.now()).askable == ()


def test_at_most_thirty_days_in_all(office):
    grant(office, ask(office, days=20), "head")

    assert refusal(ask, office, days=11) == "too_long"
    assert ask(office, days=10).level == "head"


def test_what_the_rule_no_longer_allows_is_not_granted_either(office, settings):
    row = ask(office, days=5)
    settings.JIBAO_EXTENSION_MAX_DAYS = 4

    assert refusal(grant, office, row) == "too_long"
    assert Deadline.objects.get().due_on == DUE_ON


@pytest.mark.parametrize(
    ("changes", "code"), [({"days": 0}, "bad_days"), ({"days": -1}, "bad_days"), ({"reason": " "}, "comment_required")]
)
def test_what_is_no_request(office, changes, code):
    assert refusal(ask, office, **changes) == code


def test_one_request_at_a_time(office):
    ask(office)

    assert refusal(ask, office) == "requested_already"
    assert extending(office.section(), office.people["writer"], office.now()).askable == ()


def test_a_date_that_was_met_is_not_extended(office):
    row = ask(office)
    office.submit()

    assert refusal(grant, office, row) == "met"
    assert refusal(ask, office) == "met"


def test_past_the_calendar_nothing_is_promised(office):
    Deadline.objects.update(due_on=date(2026, 12, 20))

    with pytest.raises(CalendarEnds):
        ask(office, days=20)
    assert not Extension.objects.exists()


def test_the_reports_own_dates_are_not_extended(office):
    row = report_due(office, DeadlineKind.REVIEW_DUE)

    assert refusal(ask, office, deadline=row, who="secretary") == "not_extendable"


def test_a_consultations_reply_is_extended_by_the_secretariat_at_least(office):
    with_accounting(office)
    office.submit()
    row = ask(office, days=1, who="accountant", deadline=Deadline.objects.get(kind="consultation_due"))

    assert row.level == "secretariat"
    grant(office, row, "secretary")
    consultation = row.deadline.consultation
    consultation.refresh_from_db()
    assert consultation.due_on == row.deadline.due_on.replace(day=16) == date(2026, 1, 16)


def test_the_schedule_does_not_take_a_granted_extension_back(office):
    grant(office, ask(office))
    dates = {DeadlineKind.SECTION_DUE: date(2026, 2, 11)}

    schedule(report=office.report, dates=dates, actor=office.people["secretary"], now=office.now())

    assert Deadline.objects.get(section__code="plan-1").due_on == date(2026, 2, 13)


@pytest.mark.db_sensitive
def test_a_failed_write_leaves_everything_as_it_was(office):
    row = ask(office)

    with refusing_inserts("approvals_notice"), pytest.raises(DatabaseError):
        grant(office, row)

    row.refresh_from_db()
    assert (row.status, row.to_on, Deadline.objects.get().due_on) == (ExtensionStatus.REQUESTED, None, DUE_ON)
    assert not AuditEvent.objects.filter(action="grant_extension").exists()


def test_a_substitute_for_another_kind_of_section_is_neither_asked_nor_told(office):
    substitute_for(office, "chief", "deputy", section_kind=SectionKind.GOALS)
    Assignment.objects.filter(user=office.people["chief"], acting_for=None).update(role=Role.CONTRIBUTOR)
    assign(office.people["chief"], office.divisions["line"], Role.SUPERVISOR)

    row = ask(office, who="chief")

    assert row.level == Role.SECRETARIAT
    assert told(NoticeKind.EXTENSION_REQUESTED) == {"secretary"}


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_of_two_who_decide_at_once_one_wins():
    import_2026()
    office = make_office()
    section_due(office)
    row = ask(office)
    now = office.now()
    results = race([
        lambda: grant_extension(extension=row, actor=office.people["chief"], now=now),
        lambda: refuse_extension(extension=row, actor=office.people["secretary"], comment="不宜", now=now),
        lambda: grant_extension(extension=row, actor=office.people["head"], now=now),
    ])  # fmt: skip

    won = [result for result in results if isinstance(result, Extension)]
    lost = [result.code for result in results if isinstance(result, UnableToExtend)]
    row.refresh_from_db()
    assert (len(won), lost) == (1, ["decided", "decided"])
    assert Deadline.objects.get().due_on == (row.to_on or DUE_ON)
    assert AuditEvent.objects.filter(action__in=["grant_extension", "refuse_extension"]).count() == 1


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_a_date_moved_while_an_extension_is_granted_is_what_the_later_of_the_two_made_of_it():
    import_2026()
    office = make_office()
    deadline = section_due(office)
    for day in (3, 10, 17):
        row, named = ask(office, days=1), {"now": office.now()}
        moved = {"deadline": deadline, "due_on": date(2026, 3, day), "actor": office.people["secretary"]}
        race([
            partial(grant_extension, extension=row, actor=office.people["head"], **named),
            partial(move_deadline, **moved, **named),
        ])  # fmt: skip
        last = AuditEvent.objects.filter(action__in=["grant_extension", "move_deadline"]).latest("sequence")
        assert str(Deadline.objects.get().due_on) == json.loads(last.payload_json)["to"]
        row.refresh_from_db()
        assert (row.from_on != date(2026, 3, day)) is (last.action == "move_deadline")
