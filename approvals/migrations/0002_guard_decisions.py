"""Decisions become append-only in the database itself."""

from django.db import migrations

from reports.models.append_only import guard, unguard

TABLE = "approvals_decision"


def install(apps, editor):
    guard(TABLE, editor)


def remove(apps, editor):
    unguard(TABLE, editor)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_create_tables"), ("reports", "0002_guard_history")]

    operations = [migrations.RunPython(install, remove)]
