"""History that was tampered with past the triggers is found, wherever it was touched."""

import json
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from reports.content import frozen_json, sha256_hex
from reports.domain import editions
from reports.domain.signing import make_key
from reports.domain.verification import Discrepancy, _is_corrected_as_stated, discrepancies
from reports.models import AuditEvent, BudgetExecution, Edition, Erratum, Paragraph, SectionRevision
from reports.models.append_only import unguard
from reports.renderers import RenderedFile
from tests.factories.contents import plan
from tests.factories.office import make_office
from tests.support.signing import signed_edition

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


def without_guard(model):
    """Take the triggers away, as somebody with the database's password could; the test's rollback brings them back."""
    unguard(model._meta.db_table, SimpleNamespace(connection=connection))
    return model.objects


@pytest.fixture
def office():
    office = make_office()
    office.sign_off("plan-1")
    return office


def test_a_whole_history_has_no_discrepancy(office):
    assert discrepancies(office.report) == ()


def test_a_changed_event_is_found(office):
    event = AuditEvent.objects.get(action="endorse")
    without_guard(AuditEvent).filter(pk=event.pk).update(payload_json='{"comment":"同意"}')

    assert discrepancies(office.report) == (Discrepancy(f"event {event.sequence}", "hash_differs"),)


def test_a_removed_event_is_found(office):
    event = AuditEvent.objects.get(action="endorse")
    without_guard(AuditEvent).filter(pk=event.pk).delete()

    assert discrepancies(office.report) == (Discrepancy(f"event {event.sequence}", "gap"),)


def test_a_cut_tail_is_found(office):
    last = AuditEvent.objects.order_by("sequence").last()
    without_guard(AuditEvent).filter(pk=last.pk).delete()

    assert discrepancies(office.report) == (Discrepancy(f"event {last.sequence}", "head_differs"),)


def test_a_changed_revision_is_found(office):
    revision = office.section("plan-1").current_revision
    without_guard(SectionRevision).filter(pk=revision.pk).update(content_json=revision.content_json.replace("9", "8"))

    found = discrepancies(office.report)

    assert found == (Discrepancy("plan-1 r1", "sha256_differs"), Discrepancy("plan-1", "rows_differ"))


def test_a_revision_that_was_rewritten_with_its_hash_is_found_by_the_chain(office):
    text = frozen_json(plan("別的計畫"))
    without_guard(SectionRevision).filter(section=office.section("plan-1")).update(
        content_json=text, sha256=sha256_hex(text)
    )

    assert Discrepancy("plan-1 r1", "not_as_recorded") in discrepancies(office.report)


def test_a_revision_that_nobody_saved_is_found(office):
    first = office.section("goals").current_revision
    SectionRevision.objects.create(
        section=first.section, number=2, content_json=first.content_json, sha256=first.sha256,
        author=first.author, created_at=first.created_at,
    )  # fmt: skip

    assert discrepancies(office.report) == (Discrepancy("goals r2", "not_recorded"),)


def test_changed_working_rows_are_found(office):
    BudgetExecution.objects.update(expended_thousands=999)

    assert discrepancies(office.report) == (Discrepancy("plan-1", "rows_differ"),)


def test_rows_of_a_section_that_was_never_saved_are_found(office):
    section = office.section("overall-opinion")
    Paragraph.objects.create(section=section, key="p1", position=0, text="夾帶")

    assert discrepancies(office.report) == (Discrepancy("overall-opinion", "rows_differ"),)


def released_edition(office):
    edition = office.publish()
    for rendition in edition.renditions.all():
        claimed = editions.claim_rendition(rendition_id=rendition.pk, now=office.now())
        file = RenderedFile(f"NIA-114.{claimed.format}", "text/plain", claimed.format.encode())
        editions.finish_rendition(rendition=claimed, file=file, now=office.now())
    assert discrepancies(office.report) == ()
    return Edition.objects.filter(pk=edition.pk)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [("示範機關", "別的機關", ["not_as_recorded"]), ("{", "", ["sha256_differs", "not_as_recorded"])],
)
def test_a_published_document_that_is_not_the_approved_one_is_found(office, old, new, found):
    rows = released_edition(office)
    text = rows.get().document_json.replace(old, new)
    stated = sha256_hex(text) if len(found) == 1 else rows.get().document_sha256

    rows.update(document_json=text, document_sha256=stated)

    assert discrepancies(office.report) == tuple(Discrepancy("edition 1", reason) for reason in found)


def test_a_changed_manifest_is_found(office):
    rows = released_edition(office)

    rows.update(manifest_json=rows.get().manifest_json.replace("NIA-114.pdf", "NIA-115.pdf"))

    assert discrepancies(office.report) == (Discrepancy("edition 1", "not_as_recorded"),)


def test_a_file_that_was_exchanged_is_found(office):
    rows = released_edition(office)

    rows.get().renditions.filter(format="pdf").update(sha256="0" * 64)

    assert discrepancies(office.report) == (Discrepancy("edition 1", "not_in_manifest"),)


def test_an_edition_that_nobody_published_is_found(office):
    rows = released_edition(office)

    rows.update(number=2)

    assert Discrepancy("edition 2", "not_recorded") in discrepancies(office.report)


def test_the_command_says_ok_for_each_report(office, capsys):
    make_office("fia")

    call_command("verify_audit")

    events = office.report.audit_events.count()
    assert capsys.readouterr().out.splitlines() == [
        "fia roles: ok, 0 events",
        "nia roles: ok, 0 events",
        "fia 114: ok, 6 events",
        f"nia 114: ok, {events} events",
        "2 reports verified.",
    ]


def test_the_command_names_what_is_broken_and_fails(office, capsys):
    BudgetExecution.objects.update(expended_thousands=999)

    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", agency="nia", year=114)

    assert refused.value.returncode == 1
    assert capsys.readouterr().out.splitlines() == ["nia roles: ok, 0 events", "nia 114: plan-1: rows_differ"]


def test_the_command_refuses_to_verify_nothing(office):
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", year=99)

    assert refused.value.returncode == 2


def test_another_signature_or_key_is_found():
    edition = signed_edition(make_office("signed"))
    good = edition.signature
    other = make_key(agency=make_office("other").agency, now=edition.released_at)
    wrong = (
        {"signature": "0" * 128},
        {"signature": "no hex"},
        {"signing_key": other},
        {"signature": "", "signing_key": None},
    )

    assert discrepancies(edition.report) == ()
    for change in wrong:
        Edition.objects.filter(pk=edition.pk).update(**{"signature": good, "signing_key": edition.signing_key} | change)
        assert discrepancies(edition.report) == (Discrepancy("edition 1", "signature_differs"),)


def test_a_manifest_of_before_states_the_reason_in_words(office):
    edition = office.correct("plan-1", plan("新名稱"), reason="計畫名稱誤植")
    manifest = json.loads(edition.manifest_json)
    erratum = {name: value for name, value in manifest["erratum"].items() if name != "reason_sha256"}
    worded = {**manifest, "erratum": erratum | {"reason": "計畫名稱誤植"}}

    assert _is_corrected_as_stated(edition, manifest)
    assert _is_corrected_as_stated(edition, worded | {"manifest_version": 2})
    assert not _is_corrected_as_stated(edition, worded)
    assert not _is_corrected_as_stated(edition, manifest | {"manifest_version": 2})


def test_another_reason_or_table_of_a_correction_is_found(office):
    office.correct("plan-1", plan("新名稱"))
    rows = Erratum.objects.filter(report=office.report)
    good = rows.values("reason", "comparison_json").get()

    assert discrepancies(office.report) == ()
    for change in (
        {"reason": "別的理由"},
        {"comparison_json": good["comparison_json"] + " "},
        {"comparison_json": "{"},
    ):
        rows.update(**good | change)
        assert discrepancies(office.report) == (Discrepancy("edition 2", "correction_differs"),)
