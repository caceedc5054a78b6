import pytest
from django.urls import reverse

from tests.factories import contents
from tests.support.forms import posted_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(office, client_of):
    """What the server says to the plan's form with some fields typed over."""
    office.write("goals")
    office.write("achievement-1")
    section = office.write("plan-1")
    client = client_of("writer")

    def asked(**changes: str) -> dict:
        fields = posted_fields(section, **changes)
        return client.post(reverse("reports:section-preview", args=[section.pk]), fields).json()

    return asked


def test_a_preview_of_what_is_saved_finds_nothing(ask):
    assert ask() == {
        "rates": {"indicators[0]": "100%", "budgets[0]": "95.00%"},
        "errors": {},
        "findings": {},
        "summary": "No findings.",
        "is_stale": False,
    }


def test_findings_and_rates_follow_what_is_typed(ask, office):
    answer = ask(**{"indicators[0].actual": "49.5%"})

    assert answer["rates"]["indicators[0]"] == "50.00%"
    assert [found["check"] for found in answer["findings"]["indicators[0]"]] == ["KPI-01", "KPI-09", "KPI-09"]
    assert answer["summary"] == "3 errors"
    assert office.section().content == contents.plan()


def test_a_new_row_has_its_findings_where_it_stands_on_the_page(ask):
    answer = ask(**{
        "indicators[4].name": "新指標", "indicators[4].target": "100項", "indicators[4].actual": "90項",
    })  # fmt: skip

    assert answer["rates"]["indicators[4]"] == "90.00%"
    assert {found["check"] for found in answer["findings"]["indicators[4]"]} == {"KPI-09"}


def test_a_field_that_cannot_be_read_is_named_while_typing(ask):
    answer = ask(**{"budgets[0].expended_thousands": "12,34"})

    assert list(answer["errors"]) == ["budgets[0].expended_thousands"]
    assert answer["summary"] == "Some fields cannot be read. They are marked."


def test_a_preview_tells_that_somebody_else_has_saved(ask, office):
    office.write("plan-1", contents.plan("別人改過"), by="second_writer")

    assert ask()["is_stale"] is True


def test_a_preview_takes_as_many_queries_for_one_row_as_for_many(office, client_of, django_assert_num_queries):
    office.write("goals")
    client = client_of("writer")
    for rows in (1, 20):
        indicators = tuple(contents.indicator("", name=f"指標{n}") for n in range(1, rows + 1))
        section = office.write("plan-1", contents.plan(indicators=indicators, budgets=(), paragraphs=()))
        fields = posted_fields(section)
        with django_assert_num_queries(6):
            client.post(reverse("reports:section-preview", args=[section.pk]), fields)
