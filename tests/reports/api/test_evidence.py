"""Evidence files over the API: attached, listed, downloaded and removed; refused with their codes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals.domain import actions
from reports.models import AuditEvent
from tests.factories.files import ods, package, png
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    office.write()
    return office


def address(office: Office) -> str:
    return f"{ROOT}/sections/{office.section().pk}/evidence"


def attach(office: Office, who: str = "writer", name: str = "照片.png", content: bytes | None = None, place: str = ""):
    file = SimpleUploadedFile(name, png() if content is None else content, "text/html")
    return client_of(office.people[who]).post(address(office), {"file": file, "place": place}, format="multipart")


def test_a_file_is_attached_listed_and_downloaded(office):
    made = attach(office, place="i1")
    listed = client_of(office.people["chief"]).get(address(office)).json()["results"]
    file = client_of(office.people["chief"]).get(f"{ROOT}/evidence/{made.json()['id']}/file")

    assert made.status_code == 201
    assert [(row["name"], row["place"], row["media_type"]) for row in listed] == [("照片.png", "i1", "image/png")]
    assert (file.content, file["Content-Type"], file["X-Content-Type-Options"]) == (png(), "image/png", "nosniff")
    assert file["Content-Disposition"].startswith("attachment;")
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "127.0.0.1" in AuditEvent.objects.get(action="attach_evidence").payload_json


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", package(("a.exe", b"MZ")), (422, "mismatch")),
        ("a.exe", b"MZ", (422, "wrong_type")),
        ("a.pdf", b"", (422, "empty")),
    ],
)
def test_a_file_that_is_not_accepted_is_refused(office, name, content, expected):
    assert refusal(attach(office, name=name, content=content)) == expected


def test_a_file_twice_or_too_big_or_none_is_refused(office, settings):
    attach(office)
    assert refusal(attach(office)) == (409, "duplicate")
    settings.JIBAO_EVIDENCE_MAX_BYTES = 10
    assert refusal(attach(office)) == (413, "too_big")
    assert refusal(attach(office, content=b"x" * 70_000)) == (413, "too_big")
    response = client_of(office.people["writer"]).post(address(office), {"place": ""}, format="multipart")
    assert refusal(response) == (400, "invalid")
    assert refusal(client_of(office.people["writer"]).post(address(office), {})) == (415, "unsupported_media_type")


def test_a_removed_file_is_still_that_of_its_submission(office):
    pk = attach(office).json()["id"]
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())
    writer = client_of(office.people["writer"])
    assert refusal(writer.delete(f"{ROOT}/evidence/{pk}")) == (409, "not_drafting")
    actions.recall(section=office.section(), actor=office.people["writer"], now=office.now())

    assert writer.delete(f"{ROOT}/evidence/{pk}").json()["removed_at"]
    assert writer.get(address(office)).json()["results"] == []
    assert [row["id"] for row in writer.get(f"{address(office)}?submission=1").json()["results"]] == [pk]
    assert writer.get(f"{ROOT}/evidence/{pk}/file").status_code == 200


def test_a_file_that_was_never_submitted_is_gone_once_removed(office):
    pk = attach(office).json()["id"]
    writer = client_of(office.people["writer"])
    writer.delete(f"{ROOT}/evidence/{pk}")

    assert refusal(writer.get(f"{ROOT}/evidence/{pk}/file")) == (404, "not_found")


def test_reviewers_read_and_do_not_attach_or_remove(office):
    pk = attach(office).json()["id"]

    assert refusal(attach(office, "chief", "統計.ods", ods())) == (403, "no_role")
    assert refusal(client_of(office.people["chief"]).delete(f"{ROOT}/evidence/{pk}")) == (403, "no_role")


@pytest.mark.parametrize("who", ["other_writer", "outsider", "stranger"])
def test_who_does_not_see_the_section_does_not_know_of_its_files(office, who):
    office.people["stranger"] = make_office("npa").people["secretary"]
    pk, client = attach(office).json()["id"], client_of(office.people[who])

    assert refusal(client.get(address(office))) == (404, "not_found")
    assert refusal(attach(office, who)) == (404, "not_found")
    assert refusal(client.get(f"{ROOT}/evidence/{pk}/file")) == (404, "not_found")
    assert refusal(client.delete(f"{ROOT}/evidence/{pk}")) == (404, "not_found")


def test_under_a_key_a_file_is_attached_once(office):
    def send(content: bytes):
        file = SimpleUploadedFile("照片.png", content, "image/png")
        return client_of(office.people["writer"]).post(
            address(office), {"file": file}, format="multipart", headers={"Idempotency-Key": "one-photo"}
        )

    first, second, other = send(png()), send(png()), send(png() + b"\0")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second["Idempotent-Replayed"] == "true"
    assert refusal(other) == (422, "idempotency_key_reused")
    assert AuditEvent.objects.filter(action="attach_evidence").count() == 1
