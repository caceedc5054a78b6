from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0003_guard_decisions"),
        ("reports", "0002_guard_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskReport",
            fields=[],
            options={
                "verbose_name": "report to decide on",
                "verbose_name_plural": "desk: reports",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("reports.report",),
        ),
        migrations.CreateModel(
            name="DeskSection",
            fields=[],
            options={
                "verbose_name": "section to decide on",
                "verbose_name_plural": "desk: sections",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("reports.section",),
        ),
    ]
