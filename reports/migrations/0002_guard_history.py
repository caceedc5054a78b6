"""Revisions, the findings shown with them and audit events become append-only in the database itself."""

from django.db import migrations

from reports.models.append_only import guard, unguard

TABLES = ("reports_sectionrevision", "reports_storedfinding", "reports_auditevent")


def install(apps, editor):
    for table in TABLES:
        guard(table, editor)


def remove(apps, editor):
    for table in TABLES:
        unguard(table, editor)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_create_tables")]

    operations = [migrations.RunPython(install, remove)]
