from django.db import migrations, models

import approvals.enums


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0017_name_states_and_hashes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("bundled", "In the day's mail"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("inbox_only", "In the inbox only"),
                    ("dropped", "Receiver has left"),
                ],
                default=approvals.enums.NoticeStatus["QUEUED"],
                editable=False,
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
