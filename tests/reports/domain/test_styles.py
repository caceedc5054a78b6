"""An agency's look: who may change it, what can be read, and that nothing approved ever changes its look."""

import json

import pytest

from approvals.domain import actions
from reports.content import Style
from reports.content.codec import document_from_json
from reports.domain.access import NotPermitted
from reports.domain.assembly import approved_document, draft_to_read
from reports.domain.opening import roll_forward
from reports.domain.styles import UnableToStyle, change_style, style_of
from reports.models import AgencyEvent, StyleProfile
from tests.factories.office import make_office, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def change(office, by="secretary", **changes):
    return change_style(agency=office.agency, changes=changes, actor=office.people[by], now=office.now())


def test_an_agency_without_a_row_has_the_defaults(office):
    assert style_of(office.agency) == Style()


def test_a_change_is_kept_and_recorded_with_both_values(office):
    change(office, accent_colour="#7b1fa2", body_face="serif")

    event = AgencyEvent.objects.get(action="change_style")
    assert style_of(office.agency) == Style(accent_colour="#7b1fa2", body_face="serif")
    assert (event.actor, json.loads(event.payload_json)) == (
        office.people["secretary"],
        {"accent_colour": ["#1f4e79", "#7b1fa2"], "body_face": ["kai", "serif"]},
    )


def test_a_change_that_changes_nothing_is_not_recorded(office):
    change(office, has_cover=False)
    change(office, has_cover=False)

    assert AgencyEvent.objects.filter(action="change_style").count() == 1


@pytest.mark.parametrize("name", ["head", "chief", "writer"])
def test_only_the_secretariat_changes_the_look(office, name):
    with pytest.raises(NotPermitted):
        change(office, by=name, has_cover=False)


def test_another_agencys_secretariat_may_not(office):
    office.people["foreign"] = make_office("fia").people["secretary"]

    with pytest.raises(NotPermitted):
        change(office, by="foreign", has_cover=False)
    assert not StyleProfile.objects.exists()


def test_the_administrator_may(office):
    office.people["root"] = make_user("root", is_superuser=True, is_staff=True)

    assert change(office, by="root", has_cover=False).has_cover is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"accent_colour": "red"}, "no_colour"),
        ({"accent_colour": '#12345"'}, "no_colour"),
        ({"heading_colour": "#999999"}, "too_pale"),
        ({"accent_colour": "#eeeeee"}, "too_pale"),
        ({"table_head_fill": "#000000"}, "too_pale"),
        ({"header_text": "長" * 61}, "too_long"),
        ({"header_text": "兩\n行"}, "too_long"),
        ({"header_text": "頁首\u202e"}, "unprintable"),
        ({"header_text": "頁首\U0001f600"}, "unprintable"),
        ({"body_face": "comic"}, "unknown_choice"),
    ],
)
def test_a_look_that_cannot_be_read_is_refused(office, changes, code):
    with pytest.raises(UnableToStyle) as refusal:
        change(office, **changes)

    assert (refusal.value.code, refusal.value.http_status) == (code, 400)
    assert style_of(office.agency) == Style()


def test_contrast_is_told_in_words(office):
    with pytest.raises(UnableToStyle) as refusal:
        change(office, heading_colour="#999999")

    assert refusal.value.text == (
        "“#999999” on “#ffffff” has a contrast of 2.85 to 1; at least 4.5 to 1 is needed to be read."
    )


def test_a_report_being_compiled_shows_the_present_look(office):
    change(office, header_text="績效報告")

    assert draft_to_read(office.report).settings.style.header_text == "績效報告"


def test_a_report_that_was_sent_up_keeps_its_look(office):
    change(office, header_text="送陳時")
    report = office.send_up()
    change(office, header_text="後來的")

    assert approved_document(report, approved_at=None).settings.style.header_text == "送陳時"


def test_a_look_changed_after_the_approval_stops_no_publication(office):
    office.approve_report()
    change(office, header_text="後來的")

    secretary = office.people["secretary"]
    edition = actions.publish_report(report=office.fresh_report(), actor=secretary, now=office.now())

    assert document_from_json(json.loads(edition.document_json)).settings.style == Style()


def test_a_report_that_is_reopened_has_the_present_look_again(office):
    office.send_up()
    change(office, header_text="後來的")
    head = office.people["head"]
    actions.send_back_report(report=office.fresh_report(), actor=head, comment="再改", now=office.now())

    assert draft_to_read(office.fresh_report()).settings.style.header_text == "後來的"


def test_the_year_after_begins_with_the_agencys_brackets(office):
    change(office, bracket_width="full")

    report = roll_forward(last=office.report, actor=office.people["secretary"], now=office.now())

    assert (report.bracket_width, office.fresh_report().bracket_width) == ("full", "half")
