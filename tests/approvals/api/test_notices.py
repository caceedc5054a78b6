"""The inbox over the API: one's own notices alone."""

import pytest

from approvals.enums import NoticeKind
from tests.factories.notices import queue
from tests.factories.office import make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db

MINE = f"{ROOT}/me/notices"


@pytest.fixture
def office():
    return make_office()


def ids(client, query: str = "") -> list[int]:
    return [row["id"] for row in client.get(f"{MINE}{query}").json()["results"]]


def test_a_notice_says_what_the_mail_says_in_the_language_asked_for(office):
    section = office.section("plan-1")
    queue(office, "writer", NoticeKind.SENT_BACK, section=section, comment="請補")
    client = client_of(office.people["writer"])

    [row] = client.get(MINE, headers={"Accept-Language": "en"}).json()["results"]
    [zh] = client.get(MINE, headers={"Accept-Language": "zh-hant"}).json()["results"]

    assert row["sentence"] == "承辦人甲 sent “計畫1” back."
    assert zh["sentence"] != row["sentence"]
    assert (row["kind"], row["report"], row["section"]) == ("sent_back", office.report.pk, section.pk)
    assert (row["comment"], row["page"], row["read_at"]) == ("請補", f"/sections/{section.pk}/", None)


def test_one_is_marked_then_all_that_were_seen(office):
    first, second, third = (queue(office, "writer").pk for _each in range(3))
    client = client_of(office.people["writer"])

    marked = client.post(f"{MINE}/{first}/read")
    assert marked.json()["read_at"] is not None
    assert ids(client, "?unread=true") == [third, second]
    assert client.post(f"{MINE}/read-all", {"up_to": second}, format="json").json() == {"count": 1}
    assert ids(client, "?unread=true") == [third]
    assert ids(client) == [third, second, first]


def test_anothers_notice_is_neither_seen_nor_marked(office):
    notice = queue(office, "chief")

    for stranger in (office.people["secretary"], make_office("npa").people["secretary"]):
        client = client_of(stranger)
        assert ids(client) == []
        assert refusal(client.post(f"{MINE}/{notice.pk}/read")) == (404, "not_found")
        assert client.post(f"{MINE}/read-all", {"up_to": notice.pk}, format="json").json() == {"count": 0}


def test_a_filter_that_cannot_be_is_refused(office):
    assert refusal(client_of(office.people["writer"]).get(f"{MINE}?unread=perhaps")) == (400, "invalid")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_notices(office, number, django_assert_num_queries):
    for _each in range(number):
        queue(office, "writer", section=office.section("plan-1"))
    client = client_of(office.people["writer"])

    with django_assert_num_queries(1):
        assert len(ids(client)) == number
