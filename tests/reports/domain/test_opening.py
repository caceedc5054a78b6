"""Opening a year: the template, who may, and what is refused."""

import pytest

from reports.domain.access import NotPermitted
from reports.domain.opening import NewSection, UnableToOpen, add_section, open_report, roll_forward
from reports.enums import SectionKind, SectionStatus
from reports.models import Report
from tests.factories.office import NOW, make_office

pytestmark = pytest.mark.django_db


def test_a_report_opens_with_the_chapters_of_its_family():
    report = make_office().report

    assert list(report.chapters.values_list("title", flat=True)) == [
        "年度施政目標",
        "年度重要計畫達成情形",
        "年度目標推動成果具體事蹟",
        "前年度「綜合意見」辦理情形",
        "綜合意見",
    ]


def test_a_year_is_opened_once():
    office = make_office()

    with pytest.raises(UnableToOpen) as caught:
        open_report(agency=office.agency, roc_year=114, sections=[], actor=office.people["secretary"], now=NOW)

    assert caught.value.code == "year_exists"
    assert "114" in caught.value.text
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "code"),
    [("114\u202e年度報告", "unprintable"), ("年度報告\U0001f600", "unprintable"), ("報" * 201, "too_long")],
)
def test_a_title_that_no_file_could_print_opens_nothing(title, code):
    office = make_office()

    with pytest.raises(UnableToOpen) as caught:
        open_report(
            agency=office.agency, roc_year=115, sections=[], actor=office.people["secretary"], now=NOW, title=title
        )

    assert caught.value.code == code
    assert Report.objects.count() == 1


@pytest.mark.parametrize("who", ["writer", "chief", "head", "outsider"])
def test_only_the_secretariat_opens_a_year(who):
    office = make_office()

    with pytest.raises(NotPermitted):
        open_report(agency=office.agency, roc_year=115, sections=[], actor=office.people[who], now=NOW)


def test_a_section_for_another_agencys_division_is_refused():
    office, other = make_office(), make_office("other-agency")
    new = NewSection(SectionKind.PLAN, "計畫", other.divisions["line"])

    with pytest.raises(UnableToOpen) as caught:
        add_section(report=office.report, new=new, actor=office.people["secretary"], now=NOW)

    assert caught.value.code == "other_agency"


def test_a_chapter_that_holds_one_section_takes_no_second():
    office = make_office()
    new = NewSection(SectionKind.GOALS, "目標", office.divisions["secretariat"])

    with pytest.raises(UnableToOpen) as caught:
        add_section(report=office.report, new=new, actor=office.people["secretary"], now=NOW)

    assert caught.value.code == "no_such_chapter"


def test_rolling_forward_opens_the_next_year_empty_in_the_same_hands():
    office = make_office(plans=2)
    office.write("goals")

    report = roll_forward(last=office.report, actor=office.people["secretary"], now=NOW)

    assert report.roc_year == 115
    fields = ("code", "title", "division")
    assert list(report.sections.values_list(*fields)) == list(office.report.sections.values_list(*fields))
    assert {section.status for section in report.sections.all()} == {SectionStatus.DRAFTING}
    assert not report.sections.filter(current_revision__isnull=False).exists()
