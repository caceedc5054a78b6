"""A revision says in whose seat a substitute wrote it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reports.models.append_only import guard

TABLE = "reports_sectionrevision"


def install(apps, editor):
    """SQLite adds a column by making the table anew, and its triggers do not come along."""
    guard(TABLE, editor)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0007_widen_formats"),
    ]

    operations = [
        migrations.AddField(
            model_name="sectionrevision",
            name="acting_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="acting for",
            ),
        ),
        migrations.AddField(
            model_name="sectionrevision",
            name="capacity",
            field=models.CharField(blank=True, max_length=16, verbose_name="capacity"),
        ),
        migrations.AddConstraint(
            model_name="sectionrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acting_for__isnull", True), ("capacity", "")),
                    models.Q(("acting_for__isnull", False), models.Q(("capacity", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reports_revision_capacity_of_substitute",
            ),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
