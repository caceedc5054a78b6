"""Whether an agency counts on a person: what keeps an account in it."""

from datetime import timedelta

import pytest

from approvals.domain.policy import POLICY
from tests.factories.office import NOW, make_office
from tests.factories.routes import by_people, decide, make_route

pytestmark = pytest.mark.django_db


def holds_seat(office, name: str, agency=None) -> bool:
    return POLICY.holds_seat(office.people[name], agency or office.agency, NOW)


def test_a_role_now_or_later_is_a_seat_and_one_that_ended_is_not():
    office, other = make_office(), make_office("other")
    today = NOW.date()
    roles = {name: office.people[name].assignments for name in ("writer", "chief", "head")}
    roles["chief"].update(valid_to=today)
    roles["head"].update(valid_from=today + timedelta(days=30))
    office.people["second_writer"].assignments.update(valid_to=today - timedelta(days=1))

    found = [holds_seat(office, name) for name in ("writer", "chief", "head", "second_writer", "outsider")]

    assert found == [True, True, True, False, False]
    assert not holds_seat(office, "writer", other.agency)


def test_an_open_desk_that_names_the_person_is_a_seat_until_it_is_closed():
    office = make_office()
    make_route(office, by_people(office.people["outsider"]), decide())
    office.submit()
    before = holds_seat(office, "outsider")
    office.section().rounds.get().desks.update(closed_at=NOW)

    assert (before, holds_seat(office, "outsider")) == (True, False)
