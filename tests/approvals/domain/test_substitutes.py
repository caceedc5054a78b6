"""職務代理: who may act for whom, when, on what, and how it shows."""

from datetime import date

import pytest

from approvals.domain import actions
from approvals.domain.refusals import UnableToDecide
from approvals.domain.substitutes import UnableToAppoint, appoint, end
from approvals.enums import Capacity, Role
from approvals.models import Assignment, Decision
from reports.domain.access import policy
from reports.enums import SectionKind, SectionStatus
from reports.models import User
from tests.factories.office import Office, assign, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]

FROM, TO = date(2026, 1, 1), date(2026, 1, 31)


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.people["stand_in"] = make_user("stand-in", office.agency)
    return office


def appointed(
    office: Office, who: str = "stand_in", principal: str = "chief", principal_row: Assignment | None = None,
    **changes: object,
) -> Assignment:  # fmt: skip
    own = principal_row or Assignment.objects.get(user=office.people[principal], acting_for=None)
    arguments = {
        "principal": own, "substitute": office.people[who], "capacity": Capacity.ACTING,
        "valid_from": FROM, "valid_to": TO, "section_kind": "", "actor": office.people["secretary"],
        "now": office.now(), **changes,
    }  # fmt: skip
    return appoint(**arguments)


def refused(office: Office, **changes: object) -> str:
    with pytest.raises(UnableToAppoint) as caught:
        appointed(office, **changes)
    return caught.value.code


@pytest.mark.parametrize("capacity", Capacity)
def test_a_substitute_signs_in_the_name_of_the_principal(office, capacity):
    appointed(office, capacity=capacity)
    section = office.submit()

    actions.endorse(section=section, actor=office.people["stand_in"], now=office.now())

    decision = Decision.objects.get(action="endorse")
    assert decision.actor == office.people["stand_in"]
    assert (decision.acting_for, decision.capacity) == (office.people["chief"], capacity)


def test_a_substitutes_time_is_over(office):
    appointed(office, valid_to=date(2026, 1, 11))
    section = office.submit()

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=section, actor=office.people["stand_in"], now=office.now())

    assert caught.value.code == "no_role"
    assert not policy().visible_sections(office.people["stand_in"], office.now()).exists()


def test_a_substitute_for_one_kind_of_section_has_no_say_in_another(office):
    appointed(office, section_kind=SectionKind.GOALS)
    section = office.submit("plan-1")

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=section, actor=office.people["stand_in"], now=office.now())

    assert caught.value.code == "no_role"


def test_a_substitution_ends_with_the_principals_own_assignment(office):
    appointed(office)
    section = office.submit()
    Assignment.objects.filter(user=office.people["chief"]).update(valid_to=date(2026, 1, 2))

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=section, actor=office.people["stand_in"], now=office.now())

    assert caught.value.code == "no_role"


def test_a_substitution_ends_when_the_principal_leaves(office):
    appointed(office)
    section = office.submit()
    User.objects.filter(pk=office.people["chief"].pk).update(is_active=False)

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=section, actor=office.people["stand_in"], now=office.now())

    assert caught.value.code == "no_role"


def test_a_substitute_for_one_seat_does_not_sign_at_another_of_the_same_person(office):
    other_seat = assign(office.people["chief"], office.divisions["other"], Role.CONTRIBUTOR)
    appointed(office, principal_row=other_seat)
    section = office.submit()
    reassigned = {"person": office.people["chief"], "comment": "改派", "actor": office.people["secretary"]}
    actions.reassign(section=section, now=office.now(), **reassigned)

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=office.section(), actor=office.people["stand_in"], now=office.now())

    assert caught.value.code == "no_role"
    assert not policy().visible_sections(office.people["stand_in"], office.now()).filter(pk=section.pk).exists()


def test_who_wrote_the_text_does_not_sign_it_as_a_substitute(office):
    appointed(office, who="writer")
    section = office.submit()

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=section, actor=office.people["writer"], now=office.now())

    assert caught.value.code == "own_work"


def test_nobody_signs_for_a_principal_who_wrote_the_text(office):
    assign(office.people["chief"], office.divisions["line"], Role.CONTRIBUTOR)
    own = Assignment.objects.get(user=office.people["chief"], role=Role.SUPERVISOR)
    appoint(
        principal=own, substitute=office.people["stand_in"], capacity=Capacity.ACTING, valid_from=FROM, valid_to=TO,
        section_kind="", actor=office.people["secretary"], now=office.now(),
    )  # fmt: skip
    office.write("goals")
    office.write("plan-1", by="chief")
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=office.section(), actor=office.people["stand_in"], now=office.now())

    assert caught.value.code == "own_work"


def test_a_heads_substitute_approves_the_report(office):
    appointed(office, principal="head", capacity=Capacity.DECIDING_FOR)
    report = office.send_up()

    actions.approve_report(report=report, actor=office.people["stand_in"], now=office.now())

    decision = Decision.objects.get(section=None, action="approve")
    assert (decision.acting_for, decision.capacity) == (office.people["head"], Capacity.DECIDING_FOR)


def test_a_contributors_substitute_writes_and_submits(office):
    appointed(office, principal="writer")
    office.write("goals")
    office.write("plan-1", by="stand_in")

    actions.submit(section=office.section(), actor=office.people["stand_in"], now=office.now())

    assert office.section().status == SectionStatus.IN_REVIEW


def test_settings_that_cannot_hold_are_refused(office):
    assert refused(office, who="chief") == "oneself"
    assert refused(office, valid_to=date(2025, 12, 1)) == "dates"
    assert refused(office, substitute=make_office("far").people["chief"]) == "other_agency"
    assert refused(office, actor=office.people["chief"], principal="other_chief") == "no_role"


def test_overlapping_substitutes_of_one_seat_are_refused(office):
    appointed(office)

    assert refused(office, who="other_chief", valid_from=TO) == "overlap"
    appointed(office, who="other_chief", valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 5))


def test_a_substitute_is_one_level_deep(office):
    row = appointed(office)

    with pytest.raises(UnableToAppoint) as caught:
        appoint(
            principal=row, substitute=office.people["other_chief"], capacity=Capacity.ACTING, valid_from=FROM,
            valid_to=TO, section_kind="", actor=office.people["secretary"], now=office.now(),
        )  # fmt: skip

    assert caught.value.code == "second_level"


def test_two_people_do_not_stand_in_for_each_other_at_once(office):
    appointed(office, who="other_chief")

    assert refused(office, who="chief", principal="other_chief") == "circular"


def test_a_principal_may_appoint_for_themselves_and_end_it(office):
    row = appointed(office, actor=office.people["chief"])

    end(assignment=row, actor=office.people["chief"], on=date(2026, 1, 12), now=office.now())

    row.refresh_from_db()
    assert row.valid_to == date(2026, 1, 12)


@pytest.mark.parametrize(("on", "code"), [(date(2026, 1, 10), "past"), (date(2026, 2, 1), "later")])
def test_an_end_neither_rewrites_what_has_been_nor_adds_days(office, on, code):
    row = appointed(office)

    with pytest.raises(UnableToAppoint) as caught:
        end(assignment=row, actor=office.people["chief"], on=on, now=office.now())

    row.refresh_from_db()
    assert (caught.value.code, row.valid_to) == (code, TO)


def test_a_substitution_that_has_not_begun_is_taken_away(office):
    row = appointed(office, valid_from=date(2026, 1, 20))

    assert end(assignment=row, actor=office.people["chief"], on=date(2026, 1, 12), now=office.now()) is None
    assert not Assignment.objects.filter(acting_for__isnull=False).exists()
