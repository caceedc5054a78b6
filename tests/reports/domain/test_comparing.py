"""What a section is compared with, and what cannot be."""

import pytest

from approvals.domain import actions
from reports.domain.comparing import UnableToCompare, compare
from reports.domain.opening import roll_forward
from reports.models import Section
from tests.factories.contents import plan
from tests.factories.office import make_office
from tests.support.releases import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make_office()
    office.sign_off()
    return office


def rewritten(office, title="新的計畫名稱"):
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())
    return office.write(content=plan(title=title))


def test_the_last_sign_off_is_the_usual_baseline(office):
    signed = office.section().signed_off_revision
    rewritten(office)
    section = rewritten_again(office)

    found = compare(section)

    assert (found.revision, found.against, found.newer.number) == (signed, "1", 3)
    assert found == compare(section, against="signed_off")


def rewritten_again(office):
    return office.write(content=plan(title="再改"))


def test_without_a_later_text_it_is_the_revision_before(office):
    rewritten(office)

    assert compare(office.section(), number=2).against == "1"
    assert compare(office.section(), number=1).against == ""


def test_any_two_revisions_are_compared(office):
    section = rewritten(office)

    found = compare(section, against="2", number=1)

    assert (found.old.title, found.new.title) == ("新的計畫名稱", plan().title)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"against": "yesterday"}, "unknown_baseline"), ({"against": "²"}, "unknown_baseline"),
        ({"against": "-1"}, "unknown_baseline"), ({"against": "9"}, "no_such_revision"),
        ({"against": "9" * 40}, "no_such_revision"), ({"number": 0}, "no_such_revision"),
        ({"against": "last_year"}, "nothing_last_year"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(office, asked, code):
    with pytest.raises(UnableToCompare) as refused:
        compare(office.section(), **asked)

    assert refused.value.code == code
    assert refused.value.text


def test_a_section_that_was_never_signed_off_says_so():
    office = make_office()

    assert compare(office.section()).against == ""
    with pytest.raises(UnableToCompare, match="never_signed_off"):
        compare(office.section(), against="signed_off")


def next_year(office) -> Section:
    this_year = roll_forward(last=office.report, actor=office.people["secretary"], now=office.now())
    return Section.objects.select_related("report").get(report=this_year, code="plan-1")


def test_last_year_is_the_published_edition_and_nothing_else(office):
    edition = office.publish()
    section = next_year(office)
    with pytest.raises(UnableToCompare, match="nothing_last_year"):
        compare(section, against="last_year")

    release(edition, office.now())

    found = compare(section, against="last_year")
    assert (found.edition, found.against, found.old.title) == (edition, "last_year", plan().title)


def test_last_years_withdrawn_edition_is_quoted_nowhere(office):
    office.make_public()
    office.correct("plan-1", plan("更正後的名稱"))
    section = next_year(office)
    newest = compare(section, against="last_year").edition.number
    office.withdraw(2)

    found = compare(section, against="last_year")
    office.withdraw(1)

    assert (newest, found.edition.number, found.old.title) == (2, 1, plan().title)
    with pytest.raises(UnableToCompare, match="nothing_last_year"):
        compare(section, against="last_year")


def test_last_year_of_another_agency_is_not_ones_own(office):
    release(office.publish(), office.now())
    other = make_office("npa", roc_year=115)

    with pytest.raises(UnableToCompare, match="nothing_last_year"):
        compare(other.section(), against="last_year")
