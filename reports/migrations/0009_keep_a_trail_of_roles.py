"""Who was given which role: an append-only chain for each agency."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reports.models.append_only import guard, unguard

TABLE = "reports_agencyevent"


def install(apps, editor):
    guard(TABLE, editor)


def remove(apps, editor):
    unguard(TABLE, editor)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_name_the_principal_of_a_revision"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="audit_head", to="reports.agency"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AgencyEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField(verbose_name="sequence")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("action", models.CharField(max_length=40, verbose_name="action")),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("payload_json", models.TextField(verbose_name="payload")),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_events",
                        to="reports.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "agency's audit event",
                "verbose_name_plural": "agency's audit events",
                "ordering": ["agency", "sequence"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "sequence"), name="reports_agencyevent_sequence_once")
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
