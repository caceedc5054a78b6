"""The inbox as a page: listed, filtered, opened, marked."""

import pytest

from approvals.enums import NoticeKind
from approvals.models import Notice
from approvals.pages.inbox import NOTICES_A_PAGE
from tests.factories.notices import queue

pytestmark = pytest.mark.django_db


def sentences(answer) -> list[str]:
    return [row["told"].sentence for row in answer.context["rows"]]


def test_a_notice_is_opened_and_then_read(office, client_of):
    section = office.section("plan-1")
    notice = queue(office, "writer", NoticeKind.SENT_BACK, section=section, comment="請補<b>")
    client = client_of("writer")

    page = client.get("/inbox/").content.decode()
    opened = client.post(f"/inbox/{notice.pk}/")

    assert "承辦人甲 sent “計畫1” back." in page
    assert "請補&lt;b&gt;" in page
    assert opened["Location"] == f"/sections/{section.pk}/"
    assert client.get(opened["Location"]).status_code == 200
    assert sentences(client.get("/inbox/?unread=1")) == []
    assert len(sentences(client.get("/inbox/"))) == 1


def test_opening_takes_a_button_press(office, client_of):
    notice = queue(office, "writer")

    assert client_of("writer").get(f"/inbox/{notice.pk}/").status_code == 405
    assert Notice.objects.get().read_at is None


def test_somebody_elses_notice_does_not_exist(office, client_of):
    notice = queue(office, "chief")
    client = client_of("writer")

    assert client.post(f"/inbox/{notice.pk}/").status_code == 404
    client.post("/inbox/read/", {"up_to": str(notice.pk)})
    assert sentences(client.get("/inbox/")) == []
    assert Notice.objects.get().read_at is None


def test_all_that_was_seen_is_marked(office, client_of):
    client = client_of("writer")
    seen = queue(office, "writer")
    assert f'name="up_to" value="{seen.pk}"' in client.get("/inbox/").content.decode()
    queue(office, "writer")

    answer = client.post("/inbox/read/", {"up_to": str(seen.pk)}, follow=True)

    assert "1 notice has been marked as read." in answer.content.decode()
    assert Notice.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize("up_to", ["", "-1", "x", "²", "9" * 30, "9" * 5000])
def test_a_number_that_cannot_be_marks_nothing_wrong(office, client_of, up_to):
    assert client_of("writer").post("/inbox/read/", {"up_to": up_to}).status_code == 302


def test_the_header_shows_how_many_are_unread(office, client_of):
    client = client_of("writer")
    assert "unread-count" not in client.get("/account/").content.decode()

    queue(office, "writer")
    queue(office, "writer")

    assert '<span class="count unread-count">2<' in client.get("/account/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_notice_as_for_many(
    office, client_of, number, django_assert_num_queries
):
    for _each in range(number):
        queue(office, "writer", section=office.section("plan-1"))
    client = client_of("writer")

    # The session, the person, the rows and their number, the menu, the unread count.
    with django_assert_num_queries(6):
        assert len(sentences(client.get("/inbox/"))) == number


def test_the_pages_of_a_filtered_inbox_stay_filtered(office, client_of):
    for _each in range(NOTICES_A_PAGE + 1):
        queue(office, "writer")
    client = client_of("writer")

    first = client.get("/inbox/?unread=1")

    assert 'href="?unread=1&amp;page=2"' in first.content.decode()
    assert len(sentences(client.get("/inbox/?unread=1&page=2"))) == 1
