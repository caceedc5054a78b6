"""Settings of a report and hands of a section: changed through the domain, while that is still possible."""

import pytest

from reports.models import AuditEvent
from tests.factories.office import make_office
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db

SETTINGS = {
    "title": "114年度施政績效報告",
    "is_rate_capped": "on",
    "rate_decimals": "2",
    "bracket_width": "full",
    "explain_execution_below": "90",
    "improve_execution_below": "80",
}


def settings_page(office):
    return f"/admin/reports/report/{office.report.pk}/change/"


def section_page(office, code="plan-1"):
    return f"/admin/reports/section/{office.section(code).pk}/change/"


def test_a_changed_setting_is_saved_and_recorded(office):
    answer = staff_client(office, "secretary").post(settings_page(office), SETTINGS)

    event = AuditEvent.objects.get(action="change_settings")
    assert answer.status_code == 302
    assert office.fresh_report().bracket_width == "full"
    assert (event.actor, event.payload_json) == (
        office.people["secretary"],
        '{"bracket_width":["half","full"],"title":["示範機關nia114年度施政績效報告","114年度施政績效報告"]}',
    )


def test_a_status_that_is_posted_changes_nothing(office):
    staff_client(office, "secretary").post(settings_page(office), {**SETTINGS, "status": "published", "roc_year": 99})

    assert (office.fresh_report().status, office.report.roc_year) == ("compiling", 114)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rate_decimals": "9"}, "at most 4 decimals"),
        ({"improve_execution_below": "95"}, "The thresholds must lie between 0 and 100 %"),
        ({"title": "報告\ue000"}, "U+E000"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(changes, said, office):
    answer = staff_client(office, "secretary").post(settings_page(office), {**SETTINGS, **changes}, follow=True)

    assert said in answer.content.decode()
    assert office.fresh_report().rate_decimals == 2
    assert not AuditEvent.objects.filter(action="change_settings").exists()


def test_settings_are_fixed_once_the_report_was_sent_up(office):
    office.send_up()

    answer = staff_client(office, "secretary").post(settings_page(office), SETTINGS)

    assert answer.status_code == 403
    assert office.fresh_report().bracket_width == "half"


@pytest.mark.parametrize("name", ["head", "chief"])
def test_only_the_secretariat_changes_settings(name, office):
    answer = staff_client(office, name).post(settings_page(office), SETTINGS)

    assert answer.status_code == 403


def test_not_even_the_administrator_changes_a_report(office):
    assert administrator_client().post(settings_page(office), SETTINGS).status_code == 403


def test_a_section_is_given_into_other_hands(office):
    data = {"division": office.divisions["other"].pk, "title": "計畫一"}

    staff_client(office, "secretary").post(section_page(office), data)

    section = office.section("plan-1")
    assert (section.division, section.title, section.lock_version) == (office.divisions["other"], "計畫一", 1)
    assert AuditEvent.objects.get(action="change_section").subject == "section:plan-1"


def test_a_section_in_review_keeps_its_hands(office):
    office.submit("plan-1")
    data = {"division": office.divisions["other"].pk, "title": "計畫一"}

    assert staff_client(office, "secretary").post(section_page(office), data).status_code == 403
    assert office.section("plan-1").division == office.divisions["line"]


def test_a_section_cannot_go_to_another_agency(office):
    foreign = make_office("fia").divisions["line"]

    answer = staff_client(office, "secretary").post(section_page(office), {"division": foreign.pk, "title": "計畫一"})

    assert answer.status_code == 200
    assert office.section("plan-1").division == office.divisions["line"]


def test_a_supervisor_reads_sections_of_the_own_division_only(office):
    client = staff_client(office, "chief")

    assert client.get(section_page(office)).status_code == 200
    assert client.get(section_page(office, "achievement-1")).status_code == 302
    assert client.post(section_page(office), {"title": "x"}).status_code == 403
