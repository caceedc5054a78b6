"""The marks of the public page: which office approved a row, in which edition it changed; inside the house, who."""

import re

import pytest

from reports.domain import origins
from reports.pages import report_body
from tests.factories import contents
from tests.factories.office import make_office
from tests.support.releases import release
from tests.support.validators import html_findings

pytestmark = pytest.mark.django_db
BASE = "/published/nia/114/"


@pytest.fixture
def corrected(office):
    """Two editions: in the second the only indicator of the plan has another name."""
    return office.correct("plan-1", contents.plan(indicators=(contents.indicator(name="查驗設備妥善率"),)))


def mark(page: str, anchor: str) -> str:
    """The text of the mark behind the row with this anchor."""
    found = re.search(rf'<(?:tr|p|li|div) [^>]*id="{anchor}".*?<details class="origin".*?</details>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0].rpartition("<details")[2]) if found else ""


def test_a_mark_says_which_office_approved_a_row_and_when_it_last_changed(corrected, client):
    page = client.get(f"{BASE}2/").content.decode()

    assert "Written by line科. Approved by secretariat科 (Secretariat) on 2026-01-12." in mark(page, "plan-1-i1")
    assert "Last changed in edition 2." in mark(page, "plan-1-i1")
    assert "Last changed in edition 1." in mark(page, "plan-1-b1")
    assert f'<a href="{BASE}#plan-1-i1">' in page
    assert "nia-secretary" not in page


def test_the_edition_before_says_what_it_always_said(corrected, client):
    page = client.get(f"{BASE}1/").content.decode()

    assert "Last changed in edition 1." in mark(page, "plan-1-i1")
    assert "Edition 1 is superseded by edition 2" in page


def test_the_withdrawal_of_an_edition_changes_no_mark_of_the_next(corrected, office, client):
    office.withdraw(1)

    page = client.get(f"{BASE}2/").content.decode()

    assert "Last changed in edition 1." in mark(page, "plan-1-b1")
    assert "Last changed in edition 2." in mark(page, "plan-1-i1")


def test_every_row_has_an_anchor_a_mark_and_a_record_of_its_section(corrected, client):
    page = client.get(f"{BASE}2/").content.decode()

    marked = set(re.findall(rf'<a href="{BASE}#([\w-]+)">', page))
    assert {"goals-g1", "plan-1", "plan-1-i1", "plan-1-b1", "plan-1-p1", "achievement-1-t1", "follow-up-a1"} <= marked
    assert all(f'id="{anchor}"' in page for anchor in marked)
    assert set(re.findall(r'href="#(record-[\w-]+)"', page)) == set(
        re.findall(r'id="(record-(?!heading)[\w-]+)"', page)
    )
    assert html_findings(page) == []


def test_people_are_named_where_the_agency_chose_so(office, client):
    office.agency.prints_names = True
    office.agency.save()
    office.fresh_report()
    release(office.publish(), office.now())

    assert "secretariat科 (Secretariat, nia-secretary)" in client.get(f"{BASE}1/").content.decode()


def test_the_page_is_made_once_for_an_edition_and_language(corrected, client, django_assert_num_queries):
    report_body._made.cache_clear()
    origins._states.cache_clear()
    with django_assert_num_queries(9):
        first = client.get(f"{BASE}2/").context["body"]
    with django_assert_num_queries(6):
        again = client.get(f"{BASE}2/").context["body"]
    chinese = client.get(f"{BASE}2/", headers={"Accept-Language": "zh-hant"}).context["body"]

    assert again is first
    assert "核定：secretariat科（秘書單位），115年1月12日" in chinese.report


@pytest.mark.parametrize("name", ["secretary", "head"])
def test_inside_the_house_one_reads_who_and_what_differs(corrected, client_of, name):
    page = client_of(name).get(f"{BASE}2/")

    entries = {entry.section.code: entry for entry in page.context["house"]}
    assert [entry.actor for entry in entries["plan-1"].signatures][-1] == "nia-secretary"
    assert entries["goals"].before is None
    text = page.content.decode()
    different = f"?against={entries['plan-1'].before}&amp;revision={entries['plan-1'].revision}"
    assert different in text
    assert client_of(name).get(f"/sections/{entries['plan-1'].section.pk}/compare/{different}").status_code == 200


def test_inside_one_reads_of_ones_own_sections_alone(corrected, client_of, client):
    assert [entry.section.code for entry in client_of("writer").get(f"{BASE}2/").context["house"]] == ["plan-1"]
    assert client_of("outsider").get(f"{BASE}2/").context["house"] == []
    assert "Inside the house" not in client.get(f"{BASE}2/").content.decode()


def test_another_agency_is_not_inside(corrected, client):
    client.force_login(make_office("other").people["secretary"])

    assert client.get(f"{BASE}2/").context["house"] == []


@pytest.mark.parametrize("plans", [1, 3])
def test_the_house_takes_as_many_queries_for_one_section_as_for_many(plans, client, django_assert_num_queries):
    office = make_office(plans=plans)
    release(office.publish(), office.now())
    client.force_login(office.people["secretary"])
    client.get(f"{BASE}1/")

    with django_assert_num_queries(13):
        page = client.get(f"{BASE}1/")

    assert len(page.context["house"]) == plans + 4
