"""From a publication to files: claimed once, stored under their hash, visible all together or not at all."""

import hashlib
import json
import shutil
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pylopdf_fonts_zh_tw import serif_path

from reports import tasks
from reports.domain import editions, signing
from reports.domain.kept_refusals import error_text
from reports.domain.stored_files import UnableToUseStorage
from reports.enums import RENDERED_FORMATS, KeyRetirement, RenditionFormat, RenditionStatus
from reports.models import Edition, Rendition
from tests.factories.office import Office, make_office
from tests.support.releases import finish_file, make, release
from tests.support.signing import signed_edition

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    return make_office()


def test_an_edition_is_released_with_its_last_file(office):
    edition = office.publish()
    *others, last = edition.renditions.all()

    assert [make(rendition, office.now()) for rendition in others] == [None] * (len(RENDERED_FORMATS) - 1)
    assert not editions.released_editions().exists()
    released = make(last, office.now())

    assert list(editions.released_editions()) == [released]
    files = json.loads(released.manifest_json)["files"]
    assert {file["format"] for file in files} == set(RENDERED_FORMATS)
    for file, rendition in zip(files, released.renditions.order_by("id"), strict=True):
        content = editions.read(rendition)
        assert (file["sha256"], file["size"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_tables_rows_are_counted_when_its_file_is_made(office):
    edition = office.publish()
    # As other code counted them, before the file was made by this one.
    edition.renditions.update(records=99)

    make(edition.renditions.get(format="paragraphs_csv"), office.now())
    finish_file(edition, "pdf", office.now())

    table = edition.renditions.get(format="paragraphs_csv")
    *rows, _end = editions.read(table).decode("utf-8-sig").split("\r\n")
    assert table.records == len(rows) - 1 > 1
    assert edition.renditions.get(format="pdf").records == 1


def test_a_signature_covers_the_manifest_and_names_its_key(office):
    edition = signed_edition(office)

    manifest, key = json.loads(edition.manifest_json), edition.signing_key
    assert (manifest["signature"]["algorithm"], manifest["signature"]["key_id"]) == ("Ed25519", key.key_id)
    assert signing.is_signature(
        key=key, message=edition.manifest_json.encode(), signature=bytes.fromhex(edition.signature)
    )


def test_a_key_that_does_not_open_releases_nothing(office, settings):
    signing.make_key(agency=office.agency, now=office.now())
    edition = office.publish()
    *others, last = edition.renditions.values_list("format", flat=True)
    for format_ in others:
        finish_file(edition, format_, office.now())
    settings.JIBAO_SIGNING_PASSPHRASE = "another passphrase"

    with pytest.raises(signing.UnableToSign):
        finish_file(edition, last, office.now())

    assert not editions.released_editions().exists()
    assert edition.renditions.get(format=last).status == RenditionStatus.RUNNING


def test_the_manifest_names_the_faces_the_files_are_set_in(office, tmp_path):
    shutil.copy(serif_path(), tmp_path / "Configured.otf")

    released = [make(rendition, office.now(), tmp_path) for rendition in office.publish().renditions.all()][-1]

    assert sorted(json.loads(released.manifest_json)["tools"]["fonts"]) == [
        "Configured.otf",
        "NotoSansTC-Regular.otf",
        "NotoSerifTC-Regular.otf",
    ]


def test_what_is_published_is_what_was_signed_off(office):
    edition = office.publish()

    document = json.loads(edition.document_json)
    published = {
        section["code"]: (section["revision_number"], section["revision_sha256"])
        for chapter in document["chapters"]
        for section in chapter["sections"]
    }
    assert published == {
        section.code: (section.signed_off_revision.number, section.signed_off_revision.sha256)
        for section in office.report.sections.all()
    }


def test_a_rendition_is_claimed_once(office):
    rendition = office.publish().renditions.first()

    first = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
    second = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())

    assert first == rendition
    assert second is None


def test_a_lost_workers_rendition_is_taken_over_and_its_late_result_ignored(office):
    rendition = office.publish().renditions.get(format=RenditionFormat.JSON)
    lost = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
    file = editions.render_file(lost, font_dir=None)

    later = office.now() + editions.CLAIM_LEASE + timedelta(seconds=1)
    taken = editions.claim_rendition(rendition_id=rendition.pk, now=later)
    editions.finish_rendition(rendition=lost, file=file, now=later)

    rendition.refresh_from_db()
    assert (rendition.status, rendition.claim) == (RenditionStatus.RUNNING, taken.claim)


def test_a_failing_rendition_is_tried_again_and_then_given_up(office):
    rendition = office.publish().renditions.first()

    for _attempt in range(editions.MAX_ATTEMPTS):
        claimed = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
        editions.fail_rendition(rendition=claimed, error="typst: no glyph", now=office.now())

    rendition.refresh_from_db()
    assert (rendition.status, rendition.error) == (RenditionStatus.FAILED, "typst: no glyph")
    assert editions.retry_failed(edition=rendition.edition) == 1


def test_a_file_changed_on_disk_is_not_served(office):
    rendition = office.publish().renditions.get(format=RenditionFormat.JSON)
    make(rendition, office.now())
    rendition.refresh_from_db()
    with default_storage.open(editions.storage_path(rendition.sha256), "wb") as stored:
        stored.write(b"tampered")

    with pytest.raises(UnableToUseStorage, match="damaged"):
        editions.read(rendition)


def test_a_half_written_file_is_replaced(office):
    rendition = office.publish().renditions.get(format=RenditionFormat.JSON)
    content = editions.render_file(rendition, font_dir=None).content
    path = editions.storage_path(hashlib.sha256(content).hexdigest())
    default_storage.delete(path)
    with default_storage.open(path, "wb") as stored:
        stored.write(content[:100])

    make(rendition, office.now())

    rendition.refresh_from_db()
    assert editions.read(rendition) == content


def test_a_file_that_kills_every_worker_is_given_up(office):
    rendition = office.publish().renditions.first()
    now = office.now()

    for _worker in range(editions.MAX_ATTEMPTS):
        assert editions.claim_rendition(rendition_id=rendition.pk, now=now) is not None
        now += editions.CLAIM_LEASE + timedelta(seconds=1)

    assert editions.claim_rendition(rendition_id=rendition.pk, now=now) is None
    rendition.refresh_from_db()
    assert rendition.status == RenditionStatus.FAILED
    assert error_text(rendition.error) == "Every worker that set about this file was lost before it was done."


def test_a_complete_edition_waits_for_its_moment_however_late_the_run_comes(office):
    edition = office.publish()
    moment = office.now() + timedelta(days=3)
    Edition.objects.filter(pk=edition.pk).update(published_at=moment)
    for name in RENDERED_FORMATS:
        assert finish_file(edition, name, office.now()) is None

    assert editions.release_due(now=moment - timedelta(seconds=1)) == []
    late = moment + timedelta(days=2)
    assert editions.release_due(now=late) == [edition]
    assert editions.release_due(now=late) == []

    edition.refresh_from_db()
    assert edition.released_at == late
    assert json.loads(edition.manifest_json)["published_at"] == moment.isoformat()
    assert office.report.audit_events.filter(action="release").count() == 1


def test_an_edition_whose_moment_has_come_waits_for_its_files(office):
    edition = office.publish()
    finish_file(edition, "pdf", office.now())

    assert editions.release_due(now=office.now()) == []
    assert not editions.released_editions().exists()


def test_a_scheduled_edition_that_cannot_be_signed_says_why_and_lets_the_others_pass(office, settings):
    signing.make_key(agency=office.agency, now=office.now())
    other = make_office("other")
    moment = office.now() + timedelta(days=3)
    for edition in (office.publish(), other.publish()):
        Edition.objects.filter(pk=edition.pk).update(published_at=moment)
        for name in RENDERED_FORMATS:
            finish_file(edition, name, office.now())
    settings.JIBAO_SIGNING_PASSPHRASE = "another passphrase"

    released = editions.release_due(now=moment)

    assert [edition.report.agency for edition in released] == [other.agency]
    held = Rendition.objects.get(status=RenditionStatus.FAILED)
    assert held.edition.report.agency == office.agency
    assert "wrong_passphrase" in held.error


def test_without_the_key_it_signed_with_an_agencys_edition_is_held_with_the_reason(office):
    key = signing.make_key(agency=office.agency, now=office.now())
    edition = office.publish()
    *others, last = edition.renditions.values_list("format", flat=True)
    for name in others:
        finish_file(edition, name, office.now())
    signing.retire_key(key=key, reason=KeyRetirement.LOST, now=office.now())

    assert not tasks.render_one(rendition_id=edition.renditions.get(format=last).pk)
    held = edition.renditions.get(format=last)
    assert held.status == RenditionStatus.FAILED
    assert "has no signing key in use" in error_text(held.error)

    signing.give_up(agency=office.agency, now=office.now())
    editions.retry_failed(edition=edition)
    assert not tasks.render_one(rendition_id=held.pk)
    held.refresh_from_db()
    assert "dated in the time of a retired key" in error_text(held.error)
    assert list(signing.editions_to_publish_again(office.agency)) == [edition]


def test_an_edition_that_another_process_released_meanwhile_keeps_its_files(office):
    edition = release(office.publish(), office.now())

    editions._hold(edition.pk, "wrong_passphrase", office.now())

    assert set(edition.renditions.values_list("status", flat=True)) == {RenditionStatus.READY}
