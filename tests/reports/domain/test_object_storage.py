"""Editions in an S3-compatible store: the same promises as in a folder, over the real protocol."""

import hashlib
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config import env
from config.embedded.servers import free_port
from reports.domain import editions, stored_files
from reports.models import Evidence, Rendition
from tests.factories.files import png
from tests.factories.office import make_office
from tests.support.api import ROOT, client_of, refusal
from tests.support.object_store import ObjectStore, object_store

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStore]:
    with object_store() as found:
        yield found


@pytest.fixture
def store(server, monkeypatch, settings) -> ObjectStore:
    server.bucket.objects.all().delete()
    use(server.url, monkeypatch, settings)
    return server


def use(url: str, monkeypatch, settings) -> None:
    monkeypatch.setenv("STORAGE_URL", url)
    settings.STORAGES = {**settings.STORAGES, "default": env.storage("STORAGE_URL")}


def test_an_edition_is_kept_under_its_hashes_and_given_out_from_there(store, client):
    edition = make_office().make_public()

    hashes = edition.renditions.values_list("sha256", flat=True)
    assert store.keys() == sorted({f"files/editions/{sha256[:2]}/{sha256}" for sha256 in hashes})
    rendition = edition.renditions.get(format="pdf")
    part = client.get(f"/published/nia/114/1/files/{rendition.name}", headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.content, part["ETag"]) == (206, b"pdf", f'"{rendition.sha256}"')


def test_an_object_that_was_changed_or_is_gone_is_not_given_out(store, client):
    rendition = make_office().make_public().renditions.get(format="pdf")
    address = f"/published/nia/114/1/files/{rendition.name}"
    key = f"files/{editions.storage_path(rendition.sha256)}"

    store.bucket.put_object(Key=key, Body=b"forged")
    changed = client.get(address)
    store.bucket.Object(key).delete()
    gone = client.get(address)

    assert (changed.status_code, gone.status_code) == (503, 503)
    assert b"forged" not in changed.content


def test_equal_bytes_are_one_object_and_a_broken_one_is_mended(store):
    content = "績效".encode()
    digest = hashlib.sha256(content).hexdigest()
    path = stored_files.path_of("editions", digest)

    for _time in range(2):
        stored_files.keep(path, content, digest)
    store.bucket.put_object(Key=f"files/{path}", Body=content[:1])
    stored_files.keep(path, content, digest)

    assert store.keys() == [f"files/{path}"]
    assert stored_files.read(path, digest) == content


@pytest.fixture
def refusing(store) -> Iterator[ObjectStore]:
    """An edition lies in it; then it answers 403, as to a wrong secret."""
    make_office().make_public()
    store.refuse_everybody()
    yield store
    store.let_in()


def test_a_store_that_refuses_us_is_told_from_a_damaged_file(refusing, client, caplog):
    address = f"/published/nia/114/1/files/{Rendition.objects.get(format='pdf').name}"

    answers = [client.get(address), client.head(address), client.get("/published/nia/114/1/everything.zip")]

    assert [answer.status_code for answer in answers] == [503] * 3
    assert "Try again in a few minutes" in answers[0].content.decode()
    assert caplog.text.count("storage_unavailable") >= len(answers)
    tag = f'"{Rendition.objects.get(format="pdf").sha256}"'
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_store_that_is_down_answers_503_in_the_api_as_well(store, client, monkeypatch, settings):
    office = make_office()
    edition = office.make_public()
    use(f"s3+http://key:secret@127.0.0.1:{free_port()}/jibao/files", monkeypatch, settings)
    name = edition.renditions.get(format="pdf").name

    public = client.get(f"/published/nia/114/1/files/{name}")
    inside = client_of(office.people["secretary"]).get(f"{ROOT}/editions/{edition.pk}/files/{name}")

    assert public.status_code == 503
    assert refusal(inside) == (503, "storage_unavailable")


def test_evidence_that_the_store_does_not_take_is_not_attached(store, monkeypatch, settings):
    office = make_office()
    office.write("goals")
    office.write("plan-1")
    use(f"s3+http://key:secret@127.0.0.1:{free_port()}/jibao/files", monkeypatch, settings)
    address = f"{ROOT}/sections/{office.section().pk}/evidence"

    answer = client_of(office.people["writer"]).post(
        address, {"file": SimpleUploadedFile("a.png", png(), "image/png")}, format="multipart"
    )

    assert refusal(answer) == (503, "storage_unavailable")
    assert not Evidence.objects.exists()


def test_a_part_of_a_stored_object_is_found_right_first(store, client):
    edition = make_office().make_public()
    rendition = edition.renditions.get(format="odt")
    key = f"files/{editions.storage_path(rendition.sha256)}"
    content = store.bucket.Object(key).get()["Body"].read()
    store.bucket.put_object(Key=key, Body=content[:-1] + b"x")

    part = client.get(f"/published/nia/114/1/files/{rendition.name}", headers={"Range": "bytes=0-0"})

    assert part.status_code == 503
