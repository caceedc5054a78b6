"""A key made or retired while an edition is released: nothing comes out that a verifier refuses for ever."""

import json
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from reports.domain import editions, signing
from reports.enums import RENDERED_FORMATS
from reports.models import Edition
from tests.factories.office import Office, make_office
from tests.support.races import race
from tests.support.releases import finish_file

pytestmark = [pytest.mark.db_sensitive, pytest.mark.usefixtures("committed")]

MOMENT = timedelta(days=3)


def complete_edition(office: Office) -> Edition:
    """Every file is there, and its moment is still to come."""
    edition = office.publish()
    Edition.objects.filter(pk=edition.pk).update(published_at=office.clock + MOMENT)
    for name in RENDERED_FORMATS:
        finish_file(edition, name, office.now())
    return edition


def release_without_waiting(office: Office) -> list[Edition]:
    """OperationalError where somebody else holds what the release needs."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    return editions.release_due(now=office.clock + MOMENT)


def test_a_release_waits_for_the_key_that_is_being_made():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    office = make_office()
    edition = complete_edition(office)

    with transaction.atomic():
        key = signing.make_key(agency=office.agency, now=office.now())
        [result] = race([partial(release_without_waiting, office)])
    assert isinstance(result, OperationalError)

    assert editions.release_due(now=office.clock + MOMENT) == [edition]
    edition.refresh_from_db()
    assert edition.signing_key == key


def test_a_key_that_is_rotated_during_a_release_signed_in_its_time_or_not_at_all():
    office = make_office()
    key = signing.make_key(agency=office.agency, now=office.now())
    edition = complete_edition(office)
    moment = office.clock + MOMENT

    results = race([
        partial(editions.release_due, now=moment),
        partial(signing.rotate_key, agency=office.agency, now=moment - timedelta(seconds=5)),
    ])  # fmt: skip

    assert not [result for result in results if isinstance(result, Exception)]
    edition.refresh_from_db()
    key.refresh_from_db()
    signed_at = datetime.fromisoformat(json.loads(edition.manifest_json)["signature"]["signed_at"])
    assert signed_at <= key.retired_at if edition.signing_key == key else edition.signing_key.valid_from <= signed_at
