"""Editions: their progress, and their files once all of them are there."""

import hashlib
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.domain import editions
from reports.enums import RENDERED_FORMATS
from reports.models import Edition, Rendition
from reports.renderers import RenderedFile
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def finish(office: Office, rendition: Rendition) -> None:
    """A worker's part, with short files in place of typeset ones: what is served here is bytes."""
    claimed = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
    assert claimed is not None
    content = f"檔 {rendition.format}".encode()
    file = RenderedFile(f"report.{rendition.format}", "application/pdf", content)
    editions.finish_rendition(rendition=claimed, file=file, now=office.now())


def released(office: Office) -> Edition:
    edition = office.publish()
    for rendition in edition.renditions.all():
        finish(office, rendition)
    edition.refresh_from_db()
    assert edition.released_at is not None
    return edition


def get(office: Office, path: str, who: str = "writer", **headers: str):
    return client_of(office.people[who], **headers).get(f"{ROOT}/editions/{path}")


def test_an_edition_tells_how_far_it_is(office):
    edition = office.publish()
    for rendition in edition.renditions.all()[:2]:
        finish(office, rendition)

    response = get(office, f"{edition.pk}")

    assert response.json()["ready"] == 2
    assert [row["status"] for row in response.json()["renditions"]] == ["ready"] * 2 + ["queued"] * (
        len(RENDERED_FORMATS) - 2
    )
    assert {row["format"] for row in response.json()["renditions"]} == {name.value for name in RENDERED_FORMATS}
    assert response.json()["released_at"] is None


def test_no_file_is_served_before_all_are_ready(office):
    edition = office.publish()
    finish(office, edition.renditions.get(format="pdf"))

    assert refusal(get(office, f"{edition.pk}/files/report.pdf")) == (409, "not_released")
    assert refusal(get(office, f"{edition.pk}/files/manifest.json")) == (409, "not_released")


def test_a_file_is_an_attachment_with_its_hash(office):
    edition = released(office)

    response = get(office, f"{edition.pk}/files/report.pdf", Accept="application/pdf")

    content = response.getvalue()
    assert (content, response["Content-Length"]) == ("檔 pdf".encode(), str(len(content)))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'


def test_a_file_the_caller_has_is_not_sent_again(office):
    edition = released(office)
    etag = get(office, f"{edition.pk}/files/report.pdf")["ETag"]

    response = get(office, f"{edition.pk}/files/report.pdf", **{"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_the_manifest_names_every_file(office):
    edition = released(office)

    response = get(office, f"{edition.pk}/files/manifest.json")

    manifest = json.loads(response.getvalue())
    assert manifest == json.loads(edition.manifest_json)
    assert {row["name"] for row in manifest["files"]} == {f"report.{name.value}" for name in RENDERED_FORMATS}


def test_what_is_no_file_of_the_edition_is_not_found(office):
    edition = released(office)

    for name in ("report.exe", "..", "%2e%2e%2fsettings.py", "a%00b"):
        assert refusal(get(office, f"{edition.pk}/files/{name}")) == (404, "not_found"), name


def test_a_file_changed_on_the_disk_is_not_served(office):
    edition = released(office)
    path = editions.storage_path(edition.renditions.get(format="pdf").sha256)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"something else"))

    assert refusal(get(office, f"{edition.pk}/files/report.pdf")) == (503, "damaged")
