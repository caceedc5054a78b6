"""The look of an agency's reports, changed in the admin through the domain."""

import pytest

from reports.models import StyleProfile
from tests.factories.office import make_office
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/styleprofile/"


def form(office, **changes):
    return {
        "agency": office.agency.pk, "body_face": "serif", "heading_face": "sans", "item_mark": "comma",
        "bracket_width": "half", "heading_colour": "#000000", "accent_colour": "#7b1fa2",
        "table_head_fill": "#eeeeee", "table_head_text": "#000000", "has_cover": "on", "header_text": "",
    } | changes  # fmt: skip


def test_the_secretariat_gives_its_agency_a_look(office):
    answer = staff_client(office, "secretary").post(f"{PAGE}add/", form(office))

    profile = StyleProfile.objects.get()
    assert answer.status_code == 302
    assert (profile.agency, profile.accent_colour, profile.item_mark) == (office.agency, "#7b1fa2", "comma")


def test_there_is_one_look_an_agency(office):
    client = staff_client(office, "secretary")
    client.post(f"{PAGE}add/", form(office))

    assert client.get(f"{PAGE}add/").status_code == 403


def test_a_pale_colour_is_refused_in_words(office):
    client = staff_client(office, "secretary")

    answer = client.post(f"{PAGE}add/", form(office, heading_colour="#aaaaaa"), follow=True)

    assert "has a contrast of 2.32 to 1" in answer.content.decode()
    assert not StyleProfile.objects.exists()


def test_another_agencys_look_is_out_of_reach(office):
    foreign = make_office("fia")
    staff_client(foreign, "secretary").post(f"{PAGE}add/", form(foreign))
    profile = StyleProfile.objects.get()
    client = staff_client(office, "secretary")

    assert client.get(f"{PAGE}{profile.pk}/change/").status_code == 302
    assert "fia" not in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{profile.pk}/change/", form(foreign, header_text="別人的"))
    assert StyleProfile.objects.get().header_text == ""


@pytest.mark.parametrize("name", ["head", "chief"])
def test_who_does_not_manage_the_agency_sees_no_look(office, name):
    assert staff_client(office, name).get(PAGE).status_code == 403


def test_the_administrator_changes_any_look(office):
    client = administrator_client()
    client.post(f"{PAGE}add/", form(office))
    profile = StyleProfile.objects.get()

    client.post(f"{PAGE}{profile.pk}/change/", form(office, header_text="績效報告"))

    assert StyleProfile.objects.get().header_text == "績效報告"


def test_colours_are_chosen_from_a_palette(office):
    html = staff_client(office, "secretary").get(f"{PAGE}add/").content.decode()

    assert html.count('type="color"') == 4
