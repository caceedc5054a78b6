from datetime import date

import pytest
from django.urls import reverse

from approvals.enums import DeadlineKind
from tests.factories.calendar import import_2026
from tests.factories.deadlines import report_due, section_due
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


def url(office) -> str:
    return reverse("approvals:board-analysis", args=[office.report.pk])


@pytest.fixture
def at_work(office, time_machine):
    """One division in time, one late, two sections signed off."""
    import_2026()
    section_due(office, "plan-1", date(2026, 1, 20))
    section_due(office, "achievement-1", date(2026, 1, 9))
    report_due(office, DeadlineKind.REVIEW_DUE, date(2026, 1, 12))
    report_due(office, DeadlineKind.PUBLICATION_DUE, date(2026, 1, 13))
    office.sign_off("plan-1")
    office.sign_off("goals")
    time_machine.move_to(office.now())
    return office


def test_the_page_says_and_draws_what_is_late(at_work, client_of):
    page = client_of("secretary").get(url(at_work)).content.decode()

    assert page.count('<svg class="plot" role="img" aria-label=') == 2
    assert '<th scope="row" lang="zh-Hant-TW">other科</th>' in page
    assert "0 late, 1 overdue, of 1" in page
    assert "That is later than planned." in page
    assert 'style="' not in page


def test_the_page_reads_in_chinese(at_work, client_of):
    page = client_of("head").get(url(at_work), headers={"accept-language": "zh-hant"}).content.decode()

    assert "依目前進度" in page
    assert "115年" in page
    assert "Lateness" not in page


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda office: None, "the office calendar does not hold"),
        (lambda office: import_2026(), "nothing was signed off in the last office day."),
        (lambda office: (import_2026(), office.sign_off("plan-1")), "the schedule has no dates"),
        (lambda office: office.publish(), "The report has been published."),
    ],
)
def test_what_cannot_be_told_is_said_plainly(office, client_of, time_machine, make, sentence):
    make(office)
    time_machine.move_to(office.now())

    assert sentence in client_of("secretary").get(url(office)).content.decode()


@pytest.mark.parametrize("who", ["writer", "chief", "outsider"])
def test_only_who_watches_the_report_sees_its_numbers(office, client_of, who):
    assert client_of(who).get(url(office)).status_code == 404


def test_another_agencys_numbers_do_not_exist(client_of):
    assert client_of("secretary").get(url(make_office("fia"))).status_code == 404
