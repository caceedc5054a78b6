"""What was published before the rows of its tables were counted is counted from its frozen document."""

import json
from importlib import import_module

import pytest
from django.apps import apps

from reports.content import canonical_json
from reports.models import Rendition
from tests.factories.office import make_office
from tests.support.documents import rich_document

migration = import_module("reports.migrations.0016_count_records")


def test_each_table_has_the_rows_that_its_file_had():
    counts = migration.records(json.loads(canonical_json(rich_document())))

    assert counts == {"indicators_csv": 6, "budgets_csv": 2, "achievements_csv": 4, "paragraphs_csv": 14}


@pytest.mark.django_db
def test_the_files_of_an_edition_are_given_their_counts():
    make_office().publish()
    Rendition.objects.update(records=1)

    migration.count_records(apps, None)

    counts = dict(Rendition.objects.values_list("format", "records"))
    assert (counts["achievements_csv"], counts["paragraphs_csv"], counts["pdf"]) == (2, 6, 1)
