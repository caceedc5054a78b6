"""Keys of repeated requests are kept by reports now; those of the day of the upgrade are not taken along."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0010_keep_idempotent_requests"),
        ("approvals", "0010_correct_and_withdraw"),
    ]

    operations = [
        migrations.DeleteModel(
            name="IdempotentRequest",
        ),
    ]
