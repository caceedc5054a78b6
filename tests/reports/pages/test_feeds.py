"""The Atom feeds: what RFC 4287 asks of every feed, and that they tell all that happened."""

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from reports.models import Edition
from tests.factories.contents import plan
from tests.factories.office import make_office, rename

pytestmark = pytest.mark.django_db
A = "{http://www.w3.org/2005/Atom}"


def read(client, path: str = "/published/nia/feed.atom") -> ET.Element:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(answer.content)


def told(feed: ET.Element) -> list[tuple[str, str]]:
    return [(entry.find(f"{A}category").get("term"), entry.findtext(f"{A}title")) for entry in feed.iter(f"{A}entry")]


def ids(feed: ET.Element) -> list[str]:
    return [element.text for element in feed.iter(f"{A}id")]


def test_editions_corrections_and_withdrawals_are_entries_newest_first(office, client):
    office.make_public()
    office.correct("plan-1", plan("新名稱"), reason="漏列加裝數")
    office.correct("plan-1", plan("更新的名稱"), reason="計畫名稱誤植")
    office.withdraw(1, reason="內含個人資料")

    feed = read(client)

    assert [kind for kind, _title in told(feed)] == ["withdrawal", "correction", "correction", "edition"]
    summaries = [entry.findtext(f"{A}summary") for entry in feed.iter(f"{A}entry")]
    assert "內含個人資料" in summaries[0]
    assert "計畫名稱誤植" in summaries[1]


@pytest.mark.parametrize("withdrawn", [1, 2])
def test_a_reason_is_not_told_on_when_what_it_speaks_of_was_withdrawn(office, client, withdrawn):
    office.make_public()
    office.correct("plan-1", plan("新名稱"), reason="刪除個人資料")
    before = read(client)
    edition = office.withdraw(withdrawn, reason="撤下")

    after = read(client)

    assert "刪除個人資料" in ET.tostring(before, encoding="unicode")
    assert "刪除個人資料" not in ET.tostring(after, encoding="unicode")
    (entry,) = [e for e in after.iter(f"{A}entry") if e.find(f"{A}category").get("term") == "correction"]
    assert datetime.fromisoformat(entry.findtext(f"{A}updated")) == edition.withdrawn_at.replace(microsecond=0)


def test_a_feed_has_what_every_feed_must_have(office, client, settings):
    office.make_public()

    feed = read(client)

    for element in (feed, *feed.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(A + name)) == 1
            assert element.findtext(A + name)
        datetime.strptime(element.findtext(f"{A}updated"), "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007
    assert all(entry.findtext(f"{A}author/{A}name") for entry in feed.iter(f"{A}entry"))
    own = [link.get("href") for link in feed.findall(f"{A}link") if link.get("rel") == "self"]
    assert own == [f"{settings.SITE_URL}/published/nia/feed.atom"]
    assert len(set(ids(feed))) == len(ids(feed))


def test_ids_stay_on_another_host_and_after_more_has_happened(office, client, settings):
    office.make_public()
    before = ids(read(client))
    settings.SITE_URL = "https://other.example.tw"
    office.withdraw()

    after = ids(read(client))

    assert set(before) < set(after)


def test_nothing_is_told_before_its_release(office, client):
    office.publish()

    assert told(read(client)) == []
    assert read(client).findtext(f"{A}updated") == "2000-01-01T00:00:00Z"


def test_the_feed_of_all_agencies_holds_them_all_and_each_its_own(office, client):
    office.make_public()
    make_office("other").make_public()

    assert len(told(read(client, "/published/feed.atom"))) == 2
    assert len(told(read(client))) == 1
    assert client.get("/published/nobody/feed.atom").status_code == 404


def test_a_feed_one_has_is_not_sent_again(office, client):
    office.make_public()
    etag = client.get("/published/feed.atom")["ETag"]

    unchanged = client.get("/published/feed.atom", headers={"If-None-Match": etag})

    assert (unchanged.status_code, unchanged["ETag"]) == (304, etag)


def test_whatever_happens_gives_a_feed_another_tag(office, client):
    tags = [client.get("/published/nia/feed.atom")["ETag"]]
    for happens in (office.make_public, lambda: office.correct("plan-1", plan("新名稱")), lambda: office.withdraw(1)):
        happens()
        tags.append(client.get("/published/nia/feed.atom")["ETag"])
    office.withdraw(2)
    tags += [
        client.get("/published/nia/feed.atom", headers={"Accept-Language": name})["ETag"] for name in ("en", "zh-Hant")
    ]

    assert len(set(tags)) == len(tags)


def test_a_feed_is_kept_for_readers_of_the_same_language_alone(office, client, settings):
    office.make_public()
    english = client.get("/published/feed.atom")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hant"
    chinese = client.get("/published/feed.atom")

    assert english["ETag"] != chinese["ETag"]
    for answer in (english, chinese, client.get("/published/feed.atom", headers={"If-None-Match": chinese["ETag"]})):
        assert {name.strip() for name in answer["Vary"].split(",")} == {"Accept-Language", "Cookie"}


def test_a_feed_says_what_the_edition_says(office, client):
    """The agency has another name by now, and its report another title."""
    office.make_public()
    before = ET.tostring(read(client).find(f"{A}entry"))
    rename(office)

    assert ET.tostring(read(client).find(f"{A}entry")) == before


@pytest.mark.parametrize("corrections", [1, 3])
def test_a_feed_takes_two_queries_without_the_texts_and_one_if_nothing_is_new(
    office, client, corrections, django_assert_num_queries
):
    office.make_public()
    for number in range(corrections):
        office.correct("plan-1", plan(f"第{number}版"))

    with django_assert_num_queries(2) as captured:
        answer = client.get("/published/feed.atom")
    with django_assert_num_queries(1):
        client.get("/published/feed.atom", headers={"If-None-Match": answer["ETag"]})

    assert not any("_json" in query["sql"] for query in captured.captured_queries)
    assert len(told(ET.fromstring(answer.content))) == 1 + corrections == Edition.objects.count()
