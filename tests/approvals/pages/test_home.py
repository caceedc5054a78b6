import pytest

from approvals.enums import Role
from tests.factories.office import assign

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("writer", "/sections/mine/"),
        ("chief", "/sections/"),
        ("secretary", "/board/"),
        ("head", "/board/"),
        ("outsider", "/sections/mine/"),
    ],
)
def test_everybody_starts_where_their_work_is(client_of, who, place):
    assert client_of(who).get("/")["Location"] == place


def test_a_visitor_starts_at_the_published_reports(client):
    assert client.get("/")["Location"] == "/published/"


def test_a_supervisor_with_a_desk_starts_there(office, client_of):
    office.people["chief"].is_staff = True
    office.people["chief"].save()

    assert client_of("chief").get("/")["Location"].startswith("/admin/")


def test_who_also_writes_starts_with_what_to_write(office, client_of):
    assign(office.people["chief"], office.divisions["line"], Role.CONTRIBUTOR)

    assert client_of("chief").get("/")["Location"] == "/sections/mine/"


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("writer", ["My sections", "All sections", "Published reports"]),
        ("secretary", ["Board", "All sections", "Published reports"]),
        ("outsider", ["Published reports"]),
    ],
)
def test_the_menu_holds_what_one_may_open(client_of, who, entries):
    page = client_of(who).get("/published/")

    assert [str(entry.label) for entry in page.context["site_menu"]] == entries


def test_a_page_that_does_not_exist_is_said_so_in_the_sites_look(client_of):
    page = client_of("writer").get("/sections/999999/")

    assert page.status_code == 404
    assert "There is no such page, or it is not for you to see." in page.content.decode()
