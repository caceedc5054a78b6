"""Which keys a save may name, in a section with a past."""

import pytest

from approvals.domain.actions import reopen
from reports.content import ContentError, Paragraph, SectionContent
from tests.factories.contents import budget, indicator, plan
from tests.factories.office import Office, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    return office


def refused(office: Office, code: str, content: SectionContent) -> tuple[str, str]:
    before = office.section(code).current_revision
    with pytest.raises(ContentError) as caught:
        office.write(code, content)
    assert office.section(code).current_revision == before
    return caught.value.code, caught.value.path


def test_a_published_key_is_never_given_to_another_row(office):
    office.correct("plan-1", plan(paragraphs=(Paragraph("", "另一段文字。"),)))
    office.open_correction()
    reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())

    other = plan(paragraphs=(Paragraph("p1", "再一段文字。"),))
    assert office.section().content.paragraphs == (Paragraph("p2", "另一段文字。"),)
    assert refused(office, "plan-1", other) == ("unknown_key", "paragraphs[0].key")
    assert office.write("plan-1", plan()).content == plan()


def test_a_removed_row_comes_back_under_its_key_in_its_own_words_only(office):
    office.write("plan-1")
    office.write("plan-1", plan(indicators=(), budgets=()))

    for rows in ({"indicators": (indicator("i1", name="別的"),)}, {"budgets": (budget("b1", expended_thousands=1),)}):
        assert refused(office, "plan-1", plan(**{"indicators": (), "budgets": (), **rows}))[0] == "unknown_key"
    assert office.write("plan-1").content == plan()


@pytest.mark.parametrize("key", ["i2", "i99999", "i" + "9" * 15_000, '%"', "b1"])
def test_a_key_that_the_section_never_had_is_refused(office, key):
    office.write("plan-1")

    assert refused(office, "plan-1", plan(indicators=(indicator(key, name="別的"),), budgets=())) == (
        "unknown_key", "indicators[0].key",
    )  # fmt: skip
