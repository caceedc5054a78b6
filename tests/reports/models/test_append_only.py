"""History stays as it was written: refused by the database itself, past any code of ours."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from approvals.domain import appointments
from approvals.enums import Role
from approvals.models import Assignment, Decision
from reports.domain import evidence
from reports.models import AgencyEvent, AuditEvent, EvidencePin, SectionRevision, StoredFinding
from tests.factories.contents import warned_plan
from tests.factories.files import png
from tests.factories.office import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]

GUARDED = [AgencyEvent, AuditEvent, Decision, EvidencePin, SectionRevision, StoredFinding]


@pytest.fixture
def office():
    office = make_office()
    office.write("goals")
    section = office.write("plan-1", warned_plan())
    writer = office.people["writer"]
    evidence.attach(section=section, place="", name="照片.png", content=png(), actor=writer, now=office.now())
    office.submit("plan-1")
    assignment = Assignment(
        user=writer, division=office.divisions["other"], role=Role.CONTRIBUTOR, valid_from=date(2026, 1, 1)
    )
    appointments.keep(assignment=assignment, actor=office.people["secretary"], now=office.now())
    return office


@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
@pytest.mark.parametrize("model", GUARDED)
def test_the_database_refuses_to_rewrite_history(model, statement, office):
    before = list(model.objects.order_by("pk").values())

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=model._meta.db_table))

    assert before
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("model", GUARDED)
def test_the_database_refuses_to_write_over_history(model, office):
    over = {"sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"}.get(
        connection.vendor, "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT (id) DO UPDATE SET id = excluded.id"
    )

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(over.format(model._meta.db_table))


@pytest.mark.parametrize("model", GUARDED)
def test_query_sets_are_refused_as_well(model, office):
    row = model.objects.first()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(id=row.pk)


def test_people_and_divisions_and_reports_that_have_history_cannot_be_deleted(office):
    section = office.section("plan-1")
    kept = [office.people["writer"], office.divisions["line"], office.agency, office.report, section, section.chapter]

    for row in kept:
        with pytest.raises(ProtectedError):
            row.delete()

    assert office.section("plan-1") == section
