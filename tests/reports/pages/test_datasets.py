"""The catalogue of open data: what is public now, described for machines."""

import csv
from io import StringIO

import pytest

from reports.pages import datasets
from tests.factories.office import make_office
from tests.support.releases import release

pytestmark = pytest.mark.django_db
BASE = "/published/nia/114/1/"


@pytest.fixture
def released(office):
    office.agency.contact_name = "秘書室"
    office.agency.save()
    return release(office.publish(), office.now())


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_an_edition_is_described_with_the_addresses_of_its_files(released, client):
    data = client.get(f"{BASE}dataset.jsonld")
    row = rows(client.get(f"{BASE}dataset.csv"))[0]

    files = {file.name: file for file in released.renditions.all()}
    found = {each["dct:title"]: each for each in data.json()["dcat:distribution"]}
    assert set(found) == set(files)
    assert all(client.get(each["dcat:downloadURL"]["@id"]).status_code == 200 for each in found.values())
    assert data.json()["@id"] == f"http://testserver{BASE}"
    assert row["聯絡人"] == "秘書室"
    assert row["資料量"] == "1;1;1;2;6"
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
    assert client.get(f"{BASE}dataset.csv").status_code == 404
    assert client.get("/published/catalogue.jsonld").json()["dcat:dataset"] == []


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_catalogue_takes_as_many_queries_for_one_report_as_for_many(agencies, client, django_assert_num_queries):
    datasets._COUNTED.clear()
    for number in range(agencies):
        office = make_office(f"agency{number}")
        release(office.publish(), office.now())

    with django_assert_num_queries(3):
        found = rows(client.get("/published/catalogue.csv"))
    with django_assert_num_queries(2):
        client.get("/published/catalogue.jsonld")

    assert len(found) == agencies


def test_search_engines_read_what_is_published_alone(client):
    answer = client.get("/robots.txt")

    assert answer.content.decode() == "User-agent: *\nAllow: /published/\nDisallow: /\n"
    assert answer["Content-Type"] == "text/plain"
