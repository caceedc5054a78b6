"""Editions of before the columns get what their frozen texts state."""

from importlib import import_module

import pytest
from django.apps import apps

from reports.models import Edition
from tests.factories.office import make_office, rename

pytestmark = pytest.mark.django_db


def test_an_edition_gets_the_name_and_title_of_its_own_text():
    office = make_office()
    office.make_public()
    columns = Edition.objects.values("title", "agency_name", "manifest_sha256")
    before = columns.get()
    rename(office)
    Edition.objects.update(title="", agency_name="", manifest_sha256="")

    import_module("reports.migrations.0015_state_what_editions_say").read_from_the_texts(apps, None)

    assert all(before.values())
    assert columns.get() == before


def test_an_edition_that_is_not_released_has_no_manifest_yet():
    edition = make_office().publish()

    import_module("reports.migrations.0015_state_what_editions_say").read_from_the_texts(apps, None)

    edition.refresh_from_db()
    assert (edition.title, edition.manifest_sha256) == (edition.report.title, "")
