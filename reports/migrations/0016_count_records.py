from collections import Counter
from typing import Any

import json

from django.db import migrations, models


def count_records(apps: Any, _schema_editor: Any) -> None:
    """The rows of the tables that were published before they were counted."""
    editions = apps.get_model("reports", "Edition").objects.order_by("pk")
    for edition in editions.only("document_json").iterator(chunk_size=20):
        counts = records(json.loads(edition.document_json))
        for rendition in edition.renditions.filter(format__in=counts):
            rendition.records = counts[rendition.format]
            rendition.save(update_fields=["records"])


def records(document: dict[str, Any]) -> Counter[str]:
    found = Counter(indicators_csv=0, budgets_csv=0, achievements_csv=0, paragraphs_csv=0)
    for chapter in document["chapters"]:
        for section in chapter["sections"]:
            content = section["content"]
            items = [*content.get("themes", ()), *content.get("answers", ())]
            texts = [each for part in items for each in (*part.get("items", ()), *part.get("paragraphs", ()))]
            texts += [*content.get("paragraphs", ()), *content.get("review_and_actions", ()), *content.get("goals", ())]
            found["paragraphs_csv"] += len(texts)
            found["achievements_csv"] += len(texts) if content["kind"] == "achievement" else 0
            found["indicators_csv"] += len(content.get("indicators", ()))
            found["budgets_csv"] += len(content.get("budgets", ()))
    return found


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_state_what_editions_say")]

    operations = [
        migrations.AddField(
            model_name="rendition",
            name="records",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="records"),
        ),
        migrations.RunPython(count_records, migrations.RunPython.noop),
    ]
