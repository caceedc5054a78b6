"""The public side: released editions and nothing else (政府資訊公開法 art. 18 no. 3)."""

import hashlib
import json

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from reports.domain import editions
from tests.factories.office import make_office, rename
from tests.support.releases import finish_file, release

pytestmark = pytest.mark.django_db
BASE = "/published/nia/114/1/"


@pytest.fixture
def released(office):
    return release(office.publish(), office.now())


def file_url(rendition):
    return f"{BASE}files/{rendition.name}"


def test_anybody_reads_a_released_edition_and_its_list(released, client):
    listed = client.get("/published/")
    page = client.get(BASE)

    text = page.content.decode()
    assert BASE in listed.content.decode()
    assert "查驗設備可用率" in text
    for rendition in released.renditions.all():
        assert file_url(rendition) in text
        assert rendition.sha256 in text


def test_a_file_is_a_download_that_never_changes(released, client):
    rendition = released.renditions.get(format="pdf")

    answer = client.get(file_url(rendition))

    assert hashlib.sha256(answer.content).hexdigest() == rendition.sha256
    assert answer["Content-Disposition"] == f'attachment; filename="{rendition.name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == f'"{rendition.sha256}"'
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer


def test_a_file_one_has_is_not_sent_again(released, client):
    rendition = released.renditions.get(format="pdf")

    answer = client.get(file_url(rendition), headers={"If-None-Match": f'"{rendition.sha256}"'})

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_file_changed_on_disk_is_not_served(released, client):
    rendition = released.renditions.get(format="pdf")
    path = editions.storage_path(rendition.sha256)
    with default_storage.open(path) as stored:
        content = stored.read()

    before = client.get(file_url(rendition))
    with default_storage.open(path, "wb") as stored:
        stored.write(b"x" * len(content))
    after = client.get(file_url(rendition))

    with default_storage.open(path, "wb") as stored:
        stored.write(content)
    assert (before.status_code, before.content, after.status_code) == (200, content, 503)
    assert b"x" * len(content) not in after.content


def test_the_manifest_names_every_file_and_section(released, client):
    manifest = client.get(f"{BASE}manifest.json").json()

    assert {file["name"] for file in manifest["files"]} == set(released.renditions.values_list("name", flat=True))
    assert json.loads(released.manifest_json) == manifest


def test_an_edition_keeps_the_name_that_its_agency_had(released, office, client):
    rename(office)

    for path in (BASE, "/published/", f"{BASE}dataset.jsonld", f"{BASE}dataset.csv"):
        text = client.get(path).content.decode()
        assert released.agency_name in text
        assert "改名後" not in text
    office.withdraw(1)
    assert "改名後" not in client.get(BASE).content.decode()


def test_a_file_is_the_same_in_every_language(released, client):
    address = file_url(released.renditions.get(format="pdf"))
    answers = [client.get(address, headers=asked) for asked in ({}, {"If-None-Match": "*"})]

    for answer in (*answers, client.get(f"{BASE}dataset.csv")):
        assert answer["Content-Language"] == "zh-Hant-TW"
        assert "Vary" not in answer


def test_the_year_leads_to_its_newest_edition(released, client):
    assert client.get("/published/nia/114/")["Location"] == BASE
    assert client.get("/published/nia/113/").status_code == 404


@pytest.mark.parametrize("name", ["sign_off_all", "send_up", "approve_report", "publish"])
def test_nothing_unreleased_is_public(office, client, client_of, name):
    getattr(office, name)()

    for visitor in (client, client_of("head")):
        assert "114" not in visitor.get("/published/").content.decode()
        for path in ("", "manifest.json", "files/nia-114-1.pdf"):
            assert visitor.get(BASE + path).status_code == 404
        assert visitor.get("/published/nia/114/").status_code == 404


def test_a_finished_file_waits_for_the_last_one(office, client):
    edition = office.publish()
    finish_file(edition, "pdf", office.now())

    assert client.get(f"{BASE}files/nia-114-1.pdf").status_code == 404
    assert client.get(BASE).status_code == 404


def test_editions_are_found_under_their_own_agency_and_year_alone(released, client):
    make_office("other", roc_year=114).sign_off_all()

    name = released.renditions.get(format="pdf").name
    assert client.get(f"{BASE}files/no-such.pdf").status_code == 404
    for base in ("/published/other/114/1/", "/published/nia/113/1/", "/published/nia/114/2/"):
        assert client.get(base).status_code == 404
        assert client.get(f"{base}files/{name}").status_code == 404
    assert client.get(f"{BASE}files/..%2f..%2fmanifest.json").status_code == 404


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_list_takes_as_many_queries_for_one_report_as_for_many(agencies, client, django_assert_num_queries):
    for number in range(agencies):
        office = make_office(f"agency{number}")
        release(office.publish(), office.now())

    with django_assert_num_queries(3):
        page = client.get(reverse("reports:published"))

    assert len(page.context["page"].object_list) == agencies


@pytest.mark.parametrize(("method", "who"), [("get", ""), ("head", ""), ("get", "writer")])
def test_a_download_is_one_query_whoever_asks(released, client, client_of, method, who, django_assert_num_queries):
    """And it reads no text of the report."""
    address = file_url(released.renditions.get(format="pdf"))
    visitor = client_of(who) if who else client

    with django_assert_num_queries(1) as captured:
        getattr(visitor, method)(address)

    assert not any("_json" in query["sql"] for query in captured.captured_queries)
