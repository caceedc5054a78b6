"""Every action in every state by everybody: the whole table written out, every cell really tried."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from approvals.domain.actions import REPORT_MOVES, SECTION_MOVES, reassign
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Action, Capacity, Role, Subject
from approvals.models import Assignment
from approvals.workflow import actions
from reports.models import Report, Section, User
from tests.factories.office import Office, assign, make_office, make_user

pytestmark = pytest.mark.django_db

Matrix = dict[tuple[Action, str], dict[str, str]]

SECTION_STATES: dict[str, Callable[[Office], Section]] = {
    "drafting": lambda office: (office.write("goals"), office.write("plan-1"))[1],
    "at supervisor": lambda office: office.submit("plan-1"),
    "at secretariat": lambda office: office.endorse("plan-1"),
    "signed off": lambda office: office.sign_off("plan-1"),
}
# Who is not named in a cell has no role for the action: "no_role".
SECTION_MATRIX: Matrix = {
    (Action.SUBMIT, "drafting"): {"writer": "ok", "second_writer": "ok"},
    (Action.SUBMIT, "at supervisor"): {"writer": "wrong_status", "second_writer": "wrong_status"},
    (Action.SUBMIT, "at secretariat"): {"writer": "wrong_status", "second_writer": "wrong_status"},
    (Action.SUBMIT, "signed off"): {"writer": "wrong_status", "second_writer": "wrong_status"},
    (Action.RECALL, "drafting"): {"writer": "wrong_status", "second_writer": "wrong_status"},
    (Action.RECALL, "at supervisor"): {"writer": "ok", "second_writer": "ok"},
    (Action.RECALL, "at secretariat"): {"writer": "desk_has_acted", "second_writer": "desk_has_acted"},
    (Action.RECALL, "signed off"): {"writer": "wrong_status", "second_writer": "wrong_status"},
    (Action.ENDORSE, "drafting"): {"chief": "wrong_status", "writing_chief": "wrong_status"},
    (Action.ENDORSE, "at supervisor"): {"chief": "ok", "writing_chief": "own_work"},
    (Action.ENDORSE, "at secretariat"): {"chief": "wrong_desk", "writing_chief": "wrong_desk"},
    (Action.ENDORSE, "signed off"): {"chief": "wrong_status", "writing_chief": "wrong_status"},
    (Action.APPROVE, "drafting"): {"secretary": "wrong_status"},
    (Action.APPROVE, "at supervisor"): {"secretary": "wrong_desk"},
    (Action.APPROVE, "at secretariat"): {"secretary": "ok"},
    (Action.APPROVE, "signed off"): {"secretary": "wrong_status"},
    (Action.SEND_BACK, "drafting"): {
        "chief": "wrong_status", "writing_chief": "wrong_status", "secretary": "wrong_status",
    },
    (Action.SEND_BACK, "at supervisor"): {"chief": "ok", "writing_chief": "own_work", "secretary": "wrong_desk"},
    (Action.SEND_BACK, "at secretariat"): {
        "chief": "wrong_desk", "writing_chief": "wrong_desk", "secretary": "ok",
    },
    (Action.SEND_BACK, "signed off"): {
        "chief": "wrong_status", "writing_chief": "wrong_status", "secretary": "wrong_status",
    },
    (Action.REASSIGN, "drafting"): {"secretary": "wrong_status"},
    (Action.REASSIGN, "at supervisor"): {"secretary": "ok"},
    (Action.REASSIGN, "at secretariat"): {"secretary": "not_of_the_role"},
    (Action.REASSIGN, "signed off"): {"secretary": "wrong_status"},
    (Action.REOPEN, "drafting"): {"secretary": "wrong_status"},
    (Action.REOPEN, "at supervisor"): {"secretary": "wrong_status"},
    (Action.REOPEN, "at secretariat"): {"secretary": "wrong_status"},
    (Action.REOPEN, "signed off"): {"secretary": "ok"},
}  # fmt: skip
REPORT_STATES: dict[str, Callable[[Office], Report]] = {
    "compiling": Office.sign_off_all,
    "awaiting": Office.send_up,
    "approved": Office.approve_report,
    "published": lambda office: (office.publish(), office.fresh_report())[1],
    "public": lambda office: (office.make_public(), office.fresh_report())[1],
}
REPORT_MATRIX: Matrix = {
    (Action.SUBMIT, "compiling"): {"secretary": "ok"},
    (Action.SUBMIT, "awaiting"): {"secretary": "wrong_status"},
    (Action.SUBMIT, "approved"): {"secretary": "wrong_status"},
    (Action.SUBMIT, "published"): {"secretary": "wrong_status"},
    (Action.SUBMIT, "public"): {"secretary": "wrong_status"},
    (Action.SEND_BACK, "compiling"): {"head": "wrong_status"},
    (Action.SEND_BACK, "awaiting"): {"head": "ok"},
    (Action.SEND_BACK, "approved"): {"head": "wrong_status"},
    (Action.SEND_BACK, "published"): {"head": "wrong_status"},
    (Action.SEND_BACK, "public"): {"head": "wrong_status"},
    (Action.APPROVE, "compiling"): {"head": "wrong_status"},
    (Action.APPROVE, "awaiting"): {"head": "ok"},
    (Action.APPROVE, "approved"): {"head": "wrong_status"},
    (Action.APPROVE, "published"): {"head": "wrong_status"},
    (Action.APPROVE, "public"): {"head": "wrong_status"},
    (Action.PUBLISH, "compiling"): {"secretary": "wrong_status"},
    (Action.PUBLISH, "awaiting"): {"secretary": "wrong_status"},
    (Action.PUBLISH, "approved"): {"secretary": "ok"},
    (Action.PUBLISH, "published"): {"secretary": "wrong_status"},
    (Action.PUBLISH, "public"): {"secretary": "wrong_status"},
    (Action.CANCEL_PUBLICATION, "compiling"): {"secretary": "wrong_status"},
    (Action.CANCEL_PUBLICATION, "awaiting"): {"secretary": "wrong_status"},
    (Action.CANCEL_PUBLICATION, "approved"): {"secretary": "wrong_status"},
    (Action.CANCEL_PUBLICATION, "published"): {"secretary": "ok"},
    (Action.CANCEL_PUBLICATION, "public"): {"secretary": "already_public"},
    (Action.CORRECT, "compiling"): {"secretary": "wrong_status"},
    (Action.CORRECT, "awaiting"): {"secretary": "wrong_status"},
    (Action.CORRECT, "approved"): {"secretary": "wrong_status"},
    (Action.CORRECT, "published"): {"secretary": "not_public_yet"},
    (Action.CORRECT, "public"): {"secretary": "ok"},
    (Action.WITHDRAW, "compiling"): {"secretary": "no_public_edition"},
    (Action.WITHDRAW, "awaiting"): {"secretary": "no_public_edition"},
    (Action.WITHDRAW, "approved"): {"secretary": "no_public_edition"},
    (Action.WITHDRAW, "published"): {"secretary": "no_public_edition"},
    (Action.WITHDRAW, "public"): {"secretary": "ok"},
}


def everybody(office: Office) -> dict[str, User]:
    """The office's people, and those who might slip in: another agency's, one whose time is over, a superuser."""
    other = make_office("other-agency")
    people = dict(office.people)
    for name in ("writer", "chief", "secretary", "head"):
        people[f"{name} of another agency"] = other.people[name]
    for role in Role:
        former = people[f"former {role}"] = make_user(f"former-{role}", office.agency)
        assign(former, office.divisions["line"], role, valid_to=office.clock.date().replace(year=2025))
    gone = people["deactivated chief"] = make_user("gone", office.agency, is_active=False)
    assign(gone, office.divisions["line"], Role.SUPERVISOR)
    people["superuser"] = make_user("root", is_superuser=True, is_staff=True)
    return people


# A substitute stands where the principal does, an author's substitute too; one whose days are over, or who was named
# for another kind of section, stands nowhere.
STANDS_LIKE = {
    "deputy of chief": "chief",
    "deputy of writing_chief": "writing_chief",
    "deputy of secretary": "secretary",
    "deputy of head": "head",
    "deputy of other_chief": "other_chief",
}
NO_LONGER = ("former deputy of chief", "deputy of chief for goals")


def substitutes_of(office: Office) -> dict[str, User]:
    """A substitute for each of these seats, and two who have no say."""
    found = {name: _substitute(office, name, who) for name, who in STANDS_LIKE.items() if who in office.people}
    last_year = office.clock.date().replace(year=2025)
    found[NO_LONGER[0]] = _substitute(office, NO_LONGER[0], "chief", valid_to=last_year)
    found[NO_LONGER[1]] = _substitute(office, NO_LONGER[1], "chief", section_kind="goals")
    return found


def _substitute(office: Office, name: str, principal: str, **fields: object) -> User:
    seat = office.people[principal].assignments.get()
    user = make_user(name.replace(" ", "-"), office.agency)
    Assignment.objects.create(
        user=user, division=seat.division, role=seat.role, acting_for=seat.user, capacity=Capacity.ACTING,
        **{"valid_from": seat.valid_from, **fields},
    )  # fmt: skip
    return user


def expected(matrix: Matrix, state: str, people: dict[str, User]) -> dict[tuple[Action, str], str]:
    return {
        (action, name): cell.get(STANDS_LIKE.get(name, name), "no_role")
        for (action, found), cell in matrix.items()
        if found == state
        for name in people
    }


def outcome(move: Callable[..., object], **arguments: object) -> str:
    """What the move says, with everything it wrote taken back."""
    with transaction.atomic():
        try:
            move(comment="理由", **arguments)
        except UnableToDecide as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)
    return "ok"


def section_move(action: Action, person: User) -> Callable[..., object]:
    return partial(reassign, person=person) if action is Action.REASSIGN else SECTION_MOVES[action]


@pytest.mark.parametrize("state", SECTION_STATES)
def test_section_moves(state):
    office = make_office()
    writing_chief = office.people["writing_chief"] = make_user("writing-chief", office.agency)
    assign(writing_chief, office.divisions["line"], Role.CONTRIBUTOR)
    office.write("goals")
    office.write("plan-1", by="writing_chief")
    writing_chief.assignments.update(role=Role.SUPERVISOR)
    section = SECTION_STATES[state](office)
    people = {**everybody(office), **substitutes_of(office)}

    found = {
        (action, name): outcome(section_move(action, people["chief"]), section=section, actor=user, now=office.now())
        for action in actions(Subject.SECTION)
        for name, user in people.items()
    }

    assert found == expected(SECTION_MATRIX, state, people)


@pytest.mark.parametrize("state", REPORT_STATES)
def test_report_moves(state):
    office = make_office()
    report = REPORT_STATES[state](office)
    people = {**everybody(office), **substitutes_of(office)}

    found = {
        (action, name): outcome(REPORT_MOVES[action], report=report, actor=user, now=office.now())
        for action in actions(Subject.REPORT)
        for name, user in people.items()
    }

    assert found == expected(REPORT_MATRIX, state, people)


def test_the_matrix_has_a_cell_for_every_action_and_state():
    assert set(SECTION_MATRIX) == {(action, state) for action in actions(Subject.SECTION) for state in SECTION_STATES}
    assert set(REPORT_MATRIX) == {(action, state) for action in actions(Subject.REPORT) for state in REPORT_STATES}
