"""What the public reads of corrections and withdrawals."""

import hashlib
import json

import pytest

from reports.content import Paragraph
from reports.domain.managing import change_settings
from reports.domain.styles import change_style
from reports.models import Edition
from reports.pages import corrections
from tests.factories.contents import GOAL, indicator, plan
from tests.support.releases import release

pytestmark = pytest.mark.django_db
OLD, NEW = "/published/nia/114/1/", "/published/nia/114/2/"
CORRECTED = plan(
    paragraphs=(Paragraph("p1", "全年完成設備汰換，另加裝二十套。"),), indicators=(indicator(name="可用率"),)
)


@pytest.fixture
def corrected(office) -> Edition:
    office.make_public()
    return office.correct("plan-1", CORRECTED, reason="漏列加裝數")


def text_of(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_old_edition_stays_readable_and_names_the_one_that_superseded_it(corrected, client):
    page = text_of(client, OLD)

    assert GOAL in page
    for told in ("漏列加裝數", f'href="{NEW}"', f'href="{NEW}changes/"'):
        assert told in page
    assert client.get("/published/nia/114/")["Location"] == NEW


def test_a_correcting_edition_says_what_it_corrects(corrected, client):
    page = text_of(client, NEW)

    assert "漏列加裝數" in page
    assert f'href="{NEW}changes/"' in page
    assert f'href="{OLD}"' not in page.split("<h1", 1)[0]


def test_the_table_shows_old_and_new(corrected, client):
    page = text_of(client, f"{NEW}changes/")

    assert "<del>查驗設備可用率</del>" in page or "<del>查驗設備</del>" in page
    assert "<ins>" in page
    assert "漏列加裝數" in page


def test_the_table_as_a_file_is_the_one_the_manifest_names(corrected, client):
    answer = client.get(f"{NEW}changes.json")

    digest = hashlib.sha256(answer.content).hexdigest()
    assert json.loads(corrected.manifest_json)["erratum"]["comparison_sha256"] == digest
    assert answer["ETag"] == f'"{digest}"'
    assert {row["section"] for row in answer.json()["changes"]} == {"plan-1"}


def test_a_table_is_compared_once_for_a_language(corrected, client, monkeypatch):
    made = []
    whole = corrections.shown_differences
    monkeypatch.setattr(corrections, "shown_differences", lambda found: (made.append(found), whole(found))[1])
    corrections._sections.cache_clear()

    pages = [client.get(f"{NEW}changes/", headers={"Accept-Language": code}) for code in ("en", "en", "zh-hant", "en")]

    assert len(made) == 2
    assert pages[0].context["sections"] is pages[3].context["sections"]


def test_the_first_edition_has_no_table(office, client):
    office.make_public()

    for name in ("changes/", "changes.json"):
        assert client.get(OLD + name).status_code == 404


def test_nothing_of_a_correction_under_way_is_public(office, client):
    office.open_correction("尚未公開的理由")
    page = text_of(client, OLD)
    release_pending = office.publish()

    assert "尚未公開的理由" not in page
    assert "尚未公開的理由" not in text_of(client, OLD)
    assert client.get(f"{NEW}changes/").status_code == 404
    release(release_pending, office.now())
    assert "尚未公開的理由" in text_of(client, OLD)


@pytest.mark.parametrize(
    "path", ["/published/", OLD, "/published/feed.atom", "/published/catalogue.csv", f"{OLD}dataset.jsonld"]
)
def test_a_title_that_nobody_approved_is_read_nowhere(office, client, path):
    edition = office.make_public()
    report = office.open_correction()
    change_settings(
        report=report, changes={"title": "未核定的標題"}, actor=office.people["secretary"], now=office.now()
    )

    page = text_of(client, path)

    assert "未核定的標題" not in page
    assert edition.title in page


def test_a_new_title_and_look_are_told_in_words(office, client):
    report, secretary = office.open_correction(), office.people["secretary"]
    change_settings(report=report, changes={"title": "更正後的標題"}, actor=secretary, now=office.now())
    change_style(agency=office.agency, changes={"body_face": "sans"}, actor=secretary, now=office.now())
    office.make_public()

    page = client.get(f"{NEW}changes/", headers={"Accept-Language": "zh-hant"}).content.decode()

    assert [word in page for word in ("標題", "內文字體", "楷體", "黑體")] == [True] * 4
    assert "settings." not in page


def test_in_the_place_of_a_withdrawn_edition_stands_its_notice(office, client):
    edition = office.make_public()
    office.withdraw(reason="內含個人資料")

    name = edition.renditions.get(format="pdf").name
    for path in ("", f"files/{name}", "everything.zip", "changes/", "changes.json"):
        page = text_of(client, OLD + path, 410)
        assert "內含個人資料" in page
        assert "secretariat科" in page
        assert GOAL not in page
    assert client.get("/published/nia/114/")["Location"] == OLD


def test_the_manifest_of_a_withdrawn_edition_stays_for_the_chain(office, client):
    edition = office.make_public()
    office.withdraw()

    assert client.get(f"{OLD}manifest.json").content.decode() == edition.manifest_json


def test_a_table_does_not_quote_an_edition_that_was_withdrawn(corrected, office, client):
    office.withdraw(1)

    for path in ("changes/", "changes.json"):
        assert "加裝二十套" not in text_of(client, NEW + path, 410)
    assert "changes/" not in text_of(client, NEW)
    assert "加裝二十套" not in corrected.manifest_json


def test_no_page_that_names_who_is_logged_in_is_kept_for_others(corrected, office, client):
    pages = [client.get(path) for path in (NEW, f"{NEW}changes/", "/published/", "/verify/")]
    office.withdraw(1)
    pages.append(client.get(OLD))

    assert [{*page["Cache-Control"].split(", ")} for page in pages] == [{"private", "no-cache"}] * 5


def test_a_notice_leads_to_a_newer_edition(corrected, office, client):
    office.withdraw(1)

    assert f'href="{NEW}"' in text_of(client, OLD, 410)


def test_a_withdrawn_text_is_in_no_list(office, client):
    office.make_public()
    office.withdraw()

    assert GOAL not in text_of(client, "/published/")


@pytest.mark.parametrize("corrections", [1, 3])
def test_an_old_edition_takes_as_many_queries_however_often_it_was_corrected(
    office, client, corrections, django_assert_max_num_queries
):
    office.make_public()
    for number in range(corrections):
        office.correct("plan-1", plan(f"第{number}版"))

    client.get(OLD)

    # One of them lists the editions.
    with django_assert_max_num_queries(6):
        client.get(OLD)
