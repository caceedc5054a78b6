"""Opening one more section from the board, and what a person is told there and in the lists."""

from datetime import date

import pytest
from django.urls import reverse

from approvals.domain import actions, deadlines
from approvals.enums import DeadlineKind
from approvals.models import Deadline
from reports.enums import SectionKind
from reports.models import Section
from tests.factories.office import PASSWORD, Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def sign_in(client, office, who):
    assert client.login(username=office.people[who].username, password=PASSWORD)
    return client


def new_section(client, office, **changes):
    url = reverse("approvals:board-new-section", args=[office.report.pk])
    given = {"kind": SectionKind.PLAN, "title": "追加計畫", "division": office.divisions["other"].pk, **changes}
    return client.post(url, given)


def test_the_secretariat_opens_another_section_due_with_the_others(client, office):
    deadlines.schedule(
        report=office.report, dates={DeadlineKind.SECTION_DUE: date(2026, 2, 10)}, actor=office.people["secretary"],
        now=office.now(),
    )  # fmt: skip

    answer = new_section(sign_in(client, office, "secretary"), office)

    section = Section.objects.get(report=office.report, code="plan-2")
    assert answer.status_code == 302
    assert (section.title, section.division) == ("追加計畫", office.divisions["other"])
    assert Deadline.objects.get(section=section).due_on == date(2026, 2, 10)


@pytest.mark.parametrize(("who", "status"), [("head", 400), ("chief", 404), ("writer", 404), ("outsider", 404)])
def test_nobody_else_opens_sections(client, office, who, status):
    assert new_section(sign_in(client, office, who), office).status_code == status
    assert not Section.objects.filter(code="plan-2").exists()


def test_another_agencys_division_is_not_a_choice(client, office):
    far = make_office("far").divisions["line"]

    assert new_section(sign_in(client, office, "secretary"), office, division=far.pk).status_code == 400


def test_a_sent_back_section_says_by_whom_and_why(client, office):
    section = office.submit()
    actions.send_back(section=section, actor=office.people["chief"], comment="請補充執行情形", now=office.now())
    sign_in(client, office, "writer")

    for name, args in (("my-sections", []), ("section", [section.pk]), ("section-edit", [section.pk])):
        html = client.get(reverse(f"reports:{name}", args=args)).content.decode()
        assert "請補充執行情形" in html, name


def test_a_section_submitted_again_no_longer_says_so(client, office):
    section = office.submit()
    actions.send_back(section=section, actor=office.people["chief"], comment="請補充執行情形", now=office.now())
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())

    html = sign_in(client, office, "writer").get(reverse("reports:my-sections")).content.decode()

    assert "請補充執行情形" not in html


def test_the_board_names_what_concerns_the_whole_report(client, office):
    office.write("goals")

    page = sign_in(client, office, "secretary").get(reverse("approvals:board", args=[office.report.pk]))

    told = page.context["report_findings"]
    assert {check for _label, check, _words in told} == {"STR-03"}
    assert all(words in page.content.decode() for _label, _check, words in told)


def test_the_heads_desk_is_the_one_of_reports(client, office):
    office.people["head"].is_staff = True
    office.people["head"].save()

    html = sign_in(client, office, "head").get(reverse("approvals:board", args=[office.report.pk])).content.decode()

    assert reverse("admin:approvals_deskreport_changelist") in html
