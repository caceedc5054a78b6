"""Routes: which one is taken, how its steps are signed, and what stands after a change."""

import pytest

from approvals.domain import actions
from approvals.domain.desk import sections_awaiting
from approvals.domain.refusals import UnableToDecide
from approvals.domain.routes import DEFAULT_ROUTE, problems, route_for, steps_of
from approvals.enums import Quorum, Role
from approvals.models import Desk, Round, Route, Step
from reports.content import Paragraph
from reports.domain.access import policy
from reports.enums import Scope, SectionKind, SectionStatus
from reports.models import Section
from tests.factories.contents import budget, plan
from tests.factories.office import Office, assign, make_office, make_user
from tests.factories.routes import by_division, by_people, decide, make_route

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    return make_office()


def endorse(office: Office, who: str) -> None:
    actions.endorse(section=office.section(), actor=office.people[who], now=office.now())


def open_desks(section: Section) -> list[str]:
    return [str(desk.user or desk.role) for desk in Desk.objects.filter(round__section=section, closed_at=None)]


def test_without_a_route_the_supervisor_endorses_and_the_secretariat_decides(office):
    assert route_for(office.section()) == DEFAULT_ROUTE


def test_the_most_particular_route_is_taken(office):
    make_route(office, decide(name="機關"))
    make_route(office, decide(name="機關計畫"), section_kind=SectionKind.PLAN)
    assert route_for(office.section())[0].name == "機關計畫"

    make_route(office, decide(name="本報告"), for_report=True)

    assert route_for(office.section())[0].name == "本報告"
    assert route_for(make_office("other-agency").section()) == DEFAULT_ROUTE


def test_editing_a_route_changes_new_rounds_only(office):
    route = make_route(office, {}, {"name": "第二關"}, decide())
    section = office.submit()

    Step.objects.filter(route=route, position=2).delete()

    assert [step.name for step in steps_of(Round.objects.get(section=section))] == ["第1關", "第二關", "核定"]
    assert len(route_for(section)) == 2


def test_three_levels_in_order(office):
    deputy = office.people["deputy"] = make_user("deputy", office.agency)
    make_route(office, {}, by_people(deputy), decide())
    office.submit()

    endorse(office, "chief")
    assert open_desks(office.section()) == ["deputy"]
    endorse(office, "deputy")
    actions.approve(section=office.section(), actor=office.people["secretary"], now=office.now())

    assert office.section().status == SectionStatus.SIGNED_OFF


def test_a_later_desk_may_not_sign_early(office):
    deputy = office.people["deputy"] = make_user("deputy", office.agency)
    make_route(office, {}, by_people(deputy), decide())
    office.submit()

    with pytest.raises(UnableToDecide) as caught:
        endorse(office, "deputy")

    assert caught.value.code == "wrong_desk"


def test_a_named_divisions_supervisor_signs_and_may_read(office):
    make_route(office, by_division(office.divisions["other"]), decide())
    office.submit()

    endorse(office, "other_chief")

    assert open_desks(office.section()) == [Role.SECRETARIAT]


@pytest.mark.parametrize(
    ("quorum", "count", "needed"), [(Quorum.ANY, None, 1), (Quorum.ALL, None, 3), (Quorum.COUNT, 2, 2)]
)
def test_a_quorum_of_named_people(office, quorum, count, needed):
    people = [make_user(f"member-{n}", office.agency) for n in range(3)]
    make_route(office, by_people(*people, quorum=quorum, quorum_count=count), decide())
    office.submit()

    for signed, person in enumerate(people[:needed], 1):
        actions.endorse(section=office.section(), actor=person, now=office.now())
        assert (open_desks(office.section()) == [Role.SECRETARIAT]) is (signed == needed)


def test_nobody_fills_two_seats_of_a_quorum(office):
    people = [make_user(f"member-{n}", office.agency) for n in range(2)]
    make_route(office, by_people(*people, quorum=Quorum.ALL), decide())
    office.submit()
    actions.endorse(section=office.section(), actor=people[0], now=office.now())

    with pytest.raises(UnableToDecide) as caught:
        actions.endorse(section=office.section(), actor=people[0], now=office.now())

    assert caught.value.code == "wrong_desk"


def test_all_holders_of_a_role_are_seated_when_the_step_opens(office):
    second = make_user("second-chief", office.agency)
    assign(second, office.divisions["line"], Role.SUPERVISOR)
    make_route(office, {"quorum": Quorum.ALL}, decide())
    office.submit()

    endorse(office, "chief")

    assert open_desks(office.section()) == ["second-chief"]


def test_it_can_be_sent_back_to_an_earlier_step(office):
    make_route(office, {}, by_division(office.divisions["other"]), decide())
    office.submit()
    endorse(office, "chief")

    actions.send_back(
        section=office.section(), actor=office.people["other_chief"], comment="請再確認", to_step=1, now=office.now()
    )

    section = office.section()
    assert (section.status, open_desks(section)) == (SectionStatus.IN_REVIEW, [Role.SUPERVISOR])


@pytest.mark.parametrize("to_step", [0, 2, 3, 9])
def test_it_cannot_be_sent_back_to_a_step_that_is_not_earlier(office, to_step):
    make_route(office, {}, by_division(office.divisions["other"]), decide())
    office.submit()
    endorse(office, "chief")

    with pytest.raises(UnableToDecide) as caught:
        actions.send_back(
            section=office.section(), actor=office.people["other_chief"], comment="x", to_step=to_step, now=office.now()
        )

    assert caught.value.code == "not_a_step"


def test_reassigning_leaves_the_desk_to_one_person(office):
    second = office.people["second_chief"] = make_user("second-chief", office.agency)
    assign(second, office.divisions["line"], Role.SUPERVISOR)
    section = office.submit()

    actions.reassign(
        section=section, actor=office.people["secretary"], person=second, comment="原主管出差", now=office.now()
    )

    with pytest.raises(UnableToDecide) as caught:
        endorse(office, "chief")
    assert caught.value.code == "wrong_desk"
    endorse(office, "second_chief")


def sent_back_by_the_secretariat(office: Office, **changes: object) -> Section:
    """Endorsed, sent back by the secretariat, changed and submitted again."""
    office.endorse()
    actions.send_back(section=office.section(), actor=office.people["secretary"], comment="改", now=office.now())
    office.write(content=plan(**changes))
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())
    return office.section()


def test_an_endorsement_over_unchanged_bytes_is_carried_over(office):
    section = sent_back_by_the_secretariat(office)

    assert open_desks(section) == [Role.SECRETARIAT]
    event = office.report.audit_events.filter(action="submit").last()
    assert '"carried":["單位主管核章"]' in event.payload_json


def test_a_change_asks_the_step_again(office):
    section = sent_back_by_the_secretariat(office, paragraphs=(Paragraph("p1", "改寫過。"),))

    assert open_desks(section) == [Role.SUPERVISOR]


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"paragraphs": (Paragraph("p1", "改寫過。"),)}, Role.SECRETARIAT),
        ({"budgets": (budget(expended_thousands=950, explanation="補充"),)}, Role.SUPERVISOR),
    ],
)
def test_a_step_over_the_budget_is_asked_again_only_when_the_budget_changed(office, changes, asked):
    make_route(office, {"scope": Scope.BUDGET}, decide())

    section = sent_back_by_the_secretariat(office, **changes)

    assert open_desks(section) == [asked]


def test_the_step_that_sent_it_back_is_asked_again_even_without_a_change(office):
    office.submit()
    actions.send_back(section=office.section(), actor=office.people["chief"], comment="改", now=office.now())

    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())

    assert open_desks(office.section()) == [Role.SUPERVISOR]


def test_an_endorsement_on_another_route_is_not_carried_over(office):
    route = make_route(office, by_division(office.divisions["other"]), decide())
    office.submit()
    endorse(office, "other_chief")
    actions.send_back(section=office.section(), actor=office.people["secretary"], comment="改", now=office.now())
    Route.objects.filter(pk=route.pk).update(is_active=False)
    office.submit()
    actions.recall(section=office.section(), actor=office.people["writer"], now=office.now())

    office.submit()

    assert open_desks(office.section()) == [Role.SUPERVISOR]


def test_a_desk_put_on_a_person_is_theirs_only_while_they_hold_the_role(office):
    second = office.people["second_chief"] = make_user("second-chief", office.agency)
    seat = assign(second, office.divisions["line"], Role.SUPERVISOR)
    section = office.submit()
    actions.reassign(
        section=section, actor=office.people["secretary"], person=second, comment="原主管出差", now=office.now()
    )
    assert policy().visible_sections(second, office.now()).exists()

    seat.delete()

    with pytest.raises(UnableToDecide) as caught:
        endorse(office, "second_chief")
    assert caught.value.code == "no_role"
    assert not policy().visible_sections(second, office.now()).exists()
    assert not sections_awaiting(second, office.now()).exists()


def test_what_makes_a_route_unusable_is_named(office):
    empty = make_route(office, by_people(), {})
    steps = route_for(office.section())

    assert problems(steps) == ["no_decision", "nobody"]
    assert problems(()) == ["no_steps"]
    assert empty.steps.count() == 2
