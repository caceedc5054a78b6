"""What a stranger needs to check an edition: keys at a fixed address, the signature, everything in one zip."""

import subprocess
import zipfile
from io import BytesIO

import pytest
from django.core.files.storage import default_storage

from approvals.domain import actions
from reports.domain import editions, signing
from reports.enums import KeyRetirement
from reports.verifier import PROGRAM, jibao_verify
from reports.verifier.jibao_verify import TEXTS
from tests.support.releases import release
from tests.support.signing import signed_edition

pytestmark = pytest.mark.django_db
BASE = "/published/nia/114/1/"
KEYS = "/.well-known/jibao-keys.json"


@pytest.fixture
def released(office):
    return signed_edition(office)


def test_openssl_alone_accepts_the_downloads(released, client, tmp_path):
    for name in ("manifest.json", "manifest.sig"):
        (tmp_path / name).write_bytes(client.get(BASE + name).content)
    key = client.get(f"/.well-known/jibao-keys/{released.signing_key.key_id}.pem")
    (tmp_path / "key.pem").write_bytes(key.content)
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -sigfile manifest.sig -in manifest.json"

    accepted = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"edition":1', b'"edition":2'))
    changed = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (accepted.returncode, accepted.stdout.strip()) == (0, "Signature Verified Successfully")
    assert changed.returncode != 0


def test_everything_comes_in_one_zip_that_is_always_the_same(released, client):
    first, second = (client.get(f"{BASE}everything.zip") for _ in range(2))

    assert first.content == second.content
    with zipfile.ZipFile(BytesIO(first.content)) as archive:
        names = archive.namelist()
        assert archive.read("manifest.json") == released.manifest_json.encode()
        assert archive.read("manifest.sig").hex() == released.signature
    files = list(released.renditions.order_by("id").values_list("name", flat=True))
    assert names == ["manifest.json", "manifest.sig", "key.pem", *files]
    assert first["Content-Disposition"] == 'attachment; filename="nia-114-1.zip"'


def test_a_part_of_the_zip_and_its_size_are_had_without_the_rest(released, client):
    content = client.get(f"{BASE}everything.zip").content
    middle = len(content) // 2

    part = client.get(f"{BASE}everything.zip", headers={"Range": f"bytes={middle}-"})
    about = client.head(f"{BASE}everything.zip")
    unchanged = client.get(f"{BASE}everything.zip", headers={"If-None-Match": about["ETag"]})

    assert (part.status_code, part.content) == (206, content[middle:])
    assert (about.status_code, about["Content-Length"]) == (200, str(len(content)))
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_zip_takes_two_queries(released, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f"{BASE}everything.zip")


def test_a_signed_edition_bears_no_warning(released, client):
    assert "is not signed" not in client.get(BASE).content.decode()


def test_a_damaged_file_makes_no_zip(released, client):
    path = editions.storage_path(released.renditions.get(format="pdf").sha256)
    with default_storage.open(path) as stored:
        content = stored.read()
    with default_storage.open(path, "wb") as stored:
        stored.write(b"forged")

    answer = client.get(f"{BASE}everything.zip")

    with default_storage.open(path, "wb") as stored:
        stored.write(content)
    assert answer.status_code == 503


def test_the_keys_are_public_with_their_dates(released, client, now):
    old = released.signing_key
    signing.retire_key(key=old, reason=KeyRetirement.EXPOSED, now=now)
    new = signing.make_key(agency=old.agency, now=now)

    answer = client.get(KEYS)

    found = {key["key_id"]: key for key in answer.json()["keys"]}
    assert list(found) == [old.key_id, new.key_id]
    assert (found[old.key_id]["retired_at"], found[old.key_id]["retired_because"]) == (now.isoformat(), "exposed")
    assert (found[new.key_id]["retired_at"], found[new.key_id]["agency"]["code"]) == (None, "nia")
    assert "PRIVATE" not in answer.content.decode()
    assert "Set-Cookie" not in answer


def test_the_keys_are_one_query(released, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(KEYS)
    for _ in range(2):
        signing.rotate_key(agency=released.signing_key.agency, now=released.released_at)
    with django_assert_num_queries(1):
        client.get(KEYS)


def test_an_unsigned_edition_says_so(office, client):
    release(office.publish(), office.now())

    assert "This edition is not signed" in client.get(BASE).content.decode()
    assert client.get(f"{BASE}manifest.json").json()["signature"] is None
    assert client.get(f"{BASE}manifest.sig").status_code == 404
    with zipfile.ZipFile(BytesIO(client.get(f"{BASE}everything.zip").content)) as archive:
        assert "manifest.sig" not in archive.namelist()


def test_what_is_released_after_signing_was_given_up_is_refused_by_no_check(office, client, tmp_path):
    key = signing.make_key(agency=office.agency, now=office.now())
    edition = office.publish()
    signing.retire_key(key=key, reason=KeyRetirement.LOST, now=office.now())
    signing.give_up(agency=office.agency, now=office.now())
    with pytest.raises(signing.UnableToSign) as refusal:
        release(edition, office.now())
    assert (refusal.value.code, "publish again" in refusal.value.text) == ("dated_with_key", True)

    who = office.people["secretary"]
    actions.cancel_publication(report=office.fresh_report(), actor=who, comment="不再簽章", now=office.now())
    release(actions.publish_report(report=office.fresh_report(), actor=who, now=office.now()), office.now())

    (tmp_path / "edition.zip").write_bytes(client.get(f"{BASE}everything.zip").content)
    report = jibao_verify.verify(tmp_path / "edition.zip", jibao_verify.Given(keys_json=client.get(KEYS).content))
    assert (report.exit_code, report.codes("-")) == (jibao_verify.NOT_PROVEN, [])
    assert "unsigned" in report.codes("!")


def test_the_page_to_check_with_lists_the_keys_in_one_query(released, client, django_assert_num_queries):
    signing.rotate_key(agency=released.signing_key.agency, now=released.released_at)
    with django_assert_num_queries(1):
        page = client.get("/verify/", headers={"Accept-Language": "zh-Hant"}).content.decode()

    assert released.signing_key.fingerprint in page
    assert "已由新金鑰取代" in page
    assert TEXTS["cannot"][0] in page


def test_the_program_is_given_out_as_it_is(client):
    answer = client.get("/verify/jibao_verify.py")

    assert answer.content == PROGRAM.read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="jibao_verify.py"'
