"""History that was tampered with past the triggers is found, wherever it was touched."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from reports.content import frozen_json, sha256_hex
from reports.domain.verification import Discrepancy, discrepancies
from reports.models import AuditEvent, BudgetExecution, Paragraph, SectionRevision
from reports.models.append_only import unguard
from tests.factories.contents import plan
from tests.factories.office import make_office

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


def test_the_command_says_ok_for_each_report(office, capsys):
    make_office("fia")

    call_command("verify_audit")

    events = office.report.audit_events.count()
    assert capsys.readouterr().out.splitlines() == [
        "fia 114: ok, 6 events",
        f"nia 114: ok, {events} events",
        "2 reports verified.",
    ]


def test_the_command_names_what_is_broken_and_fails(office, capsys):
    BudgetExecution.objects.update(expended_thousands=999)

    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", agency="nia", year=114)

    assert refused.value.returncode == 1
    assert capsys.readouterr().out == "nia 114: plan-1: rows_differ\n"


def test_the_command_refuses_to_verify_nothing(office):
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", year=99)

    assert refused.value.returncode == 2
