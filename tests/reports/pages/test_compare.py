import pytest
from django.urls import reverse
from django.utils.html import escape

from approvals.domain import actions
from reports.content import Paragraph
from tests.factories.contents import budget, plan
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(office):
    office.sign_off()
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())
    rows = (Paragraph("p1", "全年完成設備更新並驗收。"),)
    return office.write(content=plan(paragraphs=rows, budgets=(budget(expended_thousands=940),)))


def url(section, query=""):
    return reverse("reports:section-compare", args=[section.pk]) + query


def test_the_page_marks_words_by_character_and_shows_figures_whole(changed, client_of):
    page = client_of("writer").get(url(changed))

    text = page.content.decode()
    assert "全年完成設備<del>汰換</del><ins>更新</ins>並驗收。" in text
    assert "<del>950</del> → <ins>940</ins>" in text
    assert "2 changes." in text


def test_another_revision_can_be_chosen(changed, office, client_of):
    office.write(content=plan(title="再改一次"))

    page = client_of("writer").get(url(changed, "?against=2&revision=3"))

    assert [str(change.label) for change in page.context["changes"]][:1] == ["Title of the plan"]
    assert '<option value="3" selected>' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [("?against=last_year", 409), ("?against=x", 400), ("?against=99", 404), ("?revision=²", 404)],
)
def test_what_cannot_be_compared_is_said_on_the_page(changed, client_of, query, status):
    page = client_of("writer").get(url(changed, query))

    assert page.status_code == status
    assert escape(page.context["refused"]) in page.content.decode()


def test_a_section_that_was_never_saved_has_nothing_to_compare(office, client_of):
    page = client_of("writer").get(url(office.section()))

    assert "There is nothing earlier to compare with." in page.content.decode()


@pytest.mark.parametrize("who", ["other_writer", "outsider"])
def test_nobody_else_sees_it(changed, client_of, who):
    assert client_of(who).get(url(changed)).status_code == 404


def test_a_section_of_another_agency_does_not_exist(client_of):
    assert client_of("secretary").get(url(make_office("npa").section())).status_code == 404


def test_queries_do_not_grow_with_the_differences(changed, office, client_of, django_assert_num_queries):
    client = client_of("writer")
    client.get(url(changed))
    with django_assert_num_queries(QUERIES):
        client.get(url(changed))
    office.write(content=plan(paragraphs=tuple(Paragraph("", f"第{n}段。") for n in range(1, 61))))

    with django_assert_num_queries(QUERIES):
        client.get(url(changed))


QUERIES = 7
