from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_guard_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskConsultation",
            fields=[],
            options={
                "verbose_name": "consultation to reply to",
                "verbose_name_plural": "desk: consultations",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("approvals.consultation",),
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[],
            options={
                "verbose_name": "substitute",
                "verbose_name_plural": "substitutes",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("approvals.assignment",),
        ),
    ]
