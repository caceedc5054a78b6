"""Editions in an S3-compatible store: the same promises as in a folder, over the real protocol."""

import hashlib
from collections.abc import Iterator

import pytest

from config import env
from reports.domain import editions, stored_files
from tests.factories.office import make_office
from tests.support.object_store import ObjectStore, object_store

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStore]:
    with object_store() as found:
        yield found


@pytest.fixture
def store(server, monkeypatch, settings) -> ObjectStore:
    server.bucket.objects.all().delete()
    monkeypatch.setenv("STORAGE_URL", server.url)
    settings.STORAGES = {**settings.STORAGES, "default": env.storage("STORAGE_URL")}
    return server


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
