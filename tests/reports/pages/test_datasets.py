"""The catalogue of open data: what is public now, described for machines."""

import csv
from io import StringIO
from urllib.parse import urlsplit

import pytest

from tests.factories.contents import plan
from tests.factories.office import make_office
from tests.support.releases import make, release

pytestmark = pytest.mark.django_db
BASE = "/published/nia/114/1/"


@pytest.fixture
def released(office):
    office.agency.contact_name = "秘書室"
    office.agency.save()
    edition = office.publish()
    for rendition in edition.renditions.filter(format__endswith="_csv"):
        make(rendition, office.now())
    return release(edition, office.now())


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_an_edition_is_described_with_the_addresses_of_its_files(released, client, settings):
    settings.SITE_URL = "https://jibao.example.tw"
    data = client.get(f"{BASE}dataset.jsonld")
    row = rows(client.get(f"{BASE}dataset.csv"))[0]

    files = {file.name: file for file in released.renditions.all()}
    found = {each["dct:title"]: each for each in data.json()["dcat:distribution"]}
    assert set(found) == set(files)
    assert all(client.get(urlsplit(each["dcat:downloadURL"]["@id"]).path).status_code == 200 for each in found.values())
    assert data.json()["@id"] == f"https://jibao.example.tw{BASE}"
    assert row["聯絡人"] == "秘書室"
    assert row["資料量"] == "1;1;1;2;11"
    assert (data["Content-Type"], data["Cache-Control"]) == ("application/ld+json", "public, max-age=3600")
    assert "Set-Cookie" not in data


def test_a_description_one_has_is_not_sent_again(released, client):
    etag = client.get(f"{BASE}dataset.csv")["ETag"]

    assert client.get(f"{BASE}dataset.csv", headers={"If-None-Match": etag}).status_code == 304


def test_the_page_points_at_the_data(released, client):
    page = client.get(BASE).content.decode()

    assert f'<link rel="describedby" type="application/ld+json" href="{BASE}dataset.jsonld">' in page
    for file in released.renditions.all():
        assert (
            f'<link rel="alternate" type="{file.media_type}" title="{file.get_format_display()}" href="{BASE}files/'
            in page
        )
    assert '<link rel="license" href="https://data.gov.tw/license">' in page
    assert "此開放資料依政府資料開放授權條款" in page
    assert '<link rel="describedby" type="text/csv" href="/published/catalogue.csv">' in (
        client.get("/published/").content.decode()
    )


def test_nothing_unreleased_or_withdrawn_is_described(office, client):
    office.publish()
    before = [client.get(f"{BASE}dataset.csv").status_code, len(rows(client.get("/published/catalogue.csv")))]
    release(office.report.editions.get(), office.now())
    office.withdraw()

    assert before == [404, 0]
    for name in ("dataset.csv", "dataset.jsonld"):
        answer = client.get(BASE + name)
        assert (answer.status_code, "內含個人資料" in answer.content.decode()) == (410, True)
    assert client.get("/published/catalogue.jsonld").json()["dcat:dataset"] == []


def test_an_edition_that_was_found_wrong_does_not_come_back(office, client):
    office.make_public()
    office.correct("plan-1", plan("更正後的計畫"))
    office.withdraw(2, reason="更正有誤")

    assert rows(client.get("/published/catalogue.csv")) == []
    assert client.get("/published/catalogue.jsonld").json()["dcat:dataset"] == []
    version = client.get(f"{BASE}dataset.jsonld").json()["dcat:isVersionOf"]
    assert "dcat:hasCurrentVersion" not in version
    page = client.get("/published/").content.decode()
    assert f'<a href="{BASE}"' not in page
    assert f"{BASE}files/" not in page
    for shown in ('<a href="/published/nia/114/2/"', "Edition 2 was withdrawn", "更正有誤"):
        assert shown in page


def test_editions_of_a_report_are_linked(office, client):
    office.make_public()
    office.correct("plan-1", plan("更正後的計畫"))

    first, second = (client.get(f"/published/nia/114/{n}/dataset.jsonld").json() for n in (1, 2))

    assert (first["dct:identifier"], second["dct:identifier"]) == ("nia/114/1", "nia/114/2")
    assert second["dcat:previousVersion"] == {"@id": first["@id"]}
    assert first["dcat:isVersionOf"] == second["dcat:isVersionOf"]
    assert first["dcat:isVersionOf"]["dcat:hasCurrentVersion"] == {"@id": second["@id"]}


def test_who_has_the_newest_catalogue_is_told_so_before_it_is_written(
    released, office, client, django_assert_num_queries
):
    etags = [client.get("/published/catalogue.csv")["ETag"]]
    with django_assert_num_queries(2):
        asked = client.get("/published/catalogue.csv", headers={"If-None-Match": etags[0]})

    assert (asked.status_code, asked.content, asked["Content-Language"]) == (304, b"", "zh-Hant-TW")
    type(office.agency).objects.update(contact_phone="02-1234-5678")
    etags.append(client.get("/published/catalogue.csv")["ETag"])
    office.withdraw()
    etags.append(client.get("/published/catalogue.csv")["ETag"])
    assert len(set(etags)) == 3


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_catalogue_takes_as_many_queries_for_one_report_as_for_many(agencies, client, django_assert_num_queries):
    for number in range(agencies):
        office = make_office(f"agency{number}")
        release(office.publish(), office.now())

    with django_assert_num_queries(5) as asked:
        found = rows(client.get("/published/catalogue.csv"))
    assert "document_json" not in str(asked.captured_queries)
    with django_assert_num_queries(5):
        client.get("/published/catalogue.jsonld")

    assert len(found) == agencies


def test_search_engines_read_what_is_published_alone(client):
    answer = client.get("/robots.txt")

    assert answer.content.decode() == "User-agent: *\nAllow: /published/\nDisallow: /\n"
    assert answer["Content-Type"] == "text/plain"
