"""GET sections/{id}/differences."""

import pytest

from approvals.domain import actions
from reports.content import Paragraph
from tests.factories.contents import plan
from tests.factories.office import make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make_office()
    office.sign_off()
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())
    office.write(content=plan(paragraphs=(Paragraph("p1", "全年完成設備更新並驗收。"),)))
    return office


def asked(office, query="", who="writer"):
    address = f"{ROOT}/sections/{office.section().pk}/differences{query}"
    return client_of(office.people[who]).get(address)


def test_the_change_since_the_sign_off_comes_by_runs(office):
    found = asked(office).json()

    assert (found["against"], found["older"]["number"], found["newer"]["number"]) == ("1", 1, 2)
    assert found["differences"] == [
        {
            "kind": "changed", "field": "paragraphs.text", "field_label": "Paragraph", "row": "p1",
            "place": "Paragraph 1",
            "old": "全年完成設備汰換並驗收。", "new": "全年完成設備更新並驗收。",
            "runs": [
                {"kind": "same", "text": "全年完成設備"}, {"kind": "removed", "text": "汰換"},
                {"kind": "added", "text": "更新"}, {"kind": "same", "text": "並驗收。"},
            ],
        }
    ]  # fmt: skip


def test_any_revision_may_be_asked_for(office):
    assert [row["new"] for row in asked(office, "?against=2&revision=1").json()["differences"]] == [
        "全年完成設備汰換並驗收。"
    ]
    assert asked(office, "?against=1&revision=1").json()["differences"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?against=x", (400, "unknown_baseline")), ("?against=9", (404, "no_such_revision")),
        ("?against=last_year", (409, "nothing_last_year")), ("?revision=0", (400, "invalid")),
        ("?revision=9", (404, "no_such_revision")), ("?revision=99999999999", (400, "invalid")),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(office, query, expected):
    assert refusal(asked(office, query)) == expected


def test_another_division_is_told_of_no_section(office):
    assert refusal(asked(office, who="other_writer")) == (404, "not_found")


def test_queries_do_not_grow_with_the_differences(office, django_assert_num_queries):
    with django_assert_num_queries(4):
        asked_once = asked(office, "?against=signed_off")
    office.write(content=plan(paragraphs=tuple(Paragraph("", f"第{n}段。") for n in range(1, 61))))

    with django_assert_num_queries(4):
        asked_again = asked(office, "?against=signed_off")

    assert len(asked_once.json()["differences"]) < len(asked_again.json()["differences"])
