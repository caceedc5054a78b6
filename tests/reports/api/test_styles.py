"""An agency's look by API: the defaults, a change through the domain, and who may do neither."""

import pytest

from reports.domain.styles import FIELDS, style_of
from reports.models import AgencyEvent, StyleProfile
from tests.factories.office import make_office, make_user
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def address(office) -> str:
    return f"{ROOT}/agencies/{office.agency.code}/style"


def put(office, data, by="secretary"):
    return client_of(office.people[by]).put(address(office), data, format="json")


def test_an_agency_without_a_row_shows_the_defaults(office):
    response = client_of(office.people["head"]).get(address(office))

    assert response.status_code == 200
    assert set(response.json()) == set(FIELDS)
    assert (response.json()["body_face"], response.json()["has_cover"]) == ("kai", True)
    assert not StyleProfile.objects.exists()


def test_the_secretariat_changes_what_it_names_and_nothing_else(office):
    put(office, {"has_cover": False})
    response = put(office, {"accent_colour": "#7b1fa2"})

    assert response.status_code == 200
    assert (response.json()["accent_colour"], response.json()["has_cover"]) == ("#7b1fa2", False)
    assert client_of(office.people["secretary"]).get(address(office)).json() == response.json()
    assert style_of(office.agency).accent_colour == "#7b1fa2"
    assert AgencyEvent.objects.filter(action="change_style", actor=office.people["secretary"]).count() == 2


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ({"accent_colour": "red"}, (400, "no_colour")),
        ({"heading_colour": "#eeeeee"}, (400, "too_pale")),
        ({"header_text": "甲\u202e乙"}, (400, "unprintable")),
        ({"body_face": "comic"}, (400, "invalid")),
        ({"header_text": "長" * 61}, (400, "invalid")),
        ({"has_cover": "perhaps"}, (400, "invalid")),
        ({"accent_color": "#7b1fa2"}, (400, "invalid")),
        ([], (400, "invalid")),
    ],
)
def test_a_look_that_cannot_be_is_refused(office, data, answer):
    assert refusal(put(office, data)) == answer
    assert not StyleProfile.objects.exists()


def test_the_head_reads_it_and_may_not_change_it(office):
    assert refusal(put(office, {"has_cover": False}, by="head")) == (403, "no_role")
    assert not StyleProfile.objects.exists()


@pytest.mark.parametrize("name", ["writer", "outsider"])
def test_who_oversees_nothing_finds_no_style(office, name):
    assert refusal(client_of(office.people[name]).get(address(office))) == (404, "not_found")
    assert refusal(put(office, {"has_cover": False}, by=name)) == (404, "not_found")


def test_another_agencys_style_has_no_address(office):
    stranger = client_of(make_office("fia").people["secretary"])

    assert refusal(stranger.get(address(office))) == (404, "not_found")
    assert refusal(stranger.put(address(office), {"has_cover": False}, format="json")) == (404, "not_found")


def test_the_installations_administrator_changes_any(office):
    client = client_of(make_user("root", is_superuser=True))

    assert client.put(address(office), {"has_cover": False}, format="json").json()["has_cover"] is False
