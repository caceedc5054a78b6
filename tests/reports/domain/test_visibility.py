"""Moving a publication that nobody has seen yet."""

import json
from datetime import timedelta

import pytest

from reports.domain import editions, visibility
from reports.domain.refusals import Refusal
from reports.enums import RenditionStatus
from reports.models import Edition
from tests.factories.office import Office, make_office
from tests.support.releases import finish_file, release

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    return make_office()


def scheduled(office: Office, days: int = 5) -> Edition:
    edition = office.publish()
    return moved(office, edition, office.now() + timedelta(days=days))


def moved(office: Office, edition: Edition, publish_at) -> Edition:
    secretary = office.people["secretary"]
    return visibility.move_publication(edition=edition, publish_at=publish_at, actor=secretary, now=office.now())


def make_files(office: Office, edition: Edition) -> None:
    for format_ in edition.renditions.values_list("format", flat=True):
        finish_file(edition, format_, office.now())


def test_another_day_is_printed_so_the_files_are_made_again(office):
    edition = scheduled(office)
    make_files(office, edition)

    edition = moved(office, edition, office.now() + timedelta(days=9))

    assert json.loads(edition.document_json)["announced_on"] == "2026-01-21"
    assert set(edition.renditions.values_list("status", "sha256")) == {(RenditionStatus.QUEUED, "")}
    event = office.report.audit_events.latest("sequence")
    assert (event.action, event.actor) == ("move_publication", office.people["secretary"])


def test_another_hour_of_the_day_leaves_the_files(office):
    edition = scheduled(office)
    make_files(office, edition)

    edition = moved(office, edition, edition.published_at + timedelta(hours=1))

    assert set(edition.renditions.values_list("status", flat=True)) == {RenditionStatus.READY}


def test_a_scheduled_edition_can_be_published_at_once(office):
    edition = moved(office, scheduled(office), None)
    make_files(office, edition)

    assert list(editions.released_editions()) == [edition]


def test_a_date_set_by_hand_is_printed_whatever_the_day(office):
    report = office.report
    report.announced_on = office.clock.date()
    report.save()

    edition = scheduled(office)

    assert json.loads(edition.document_json)["announced_on"] == "2026-01-12"


@pytest.mark.parametrize(("who", "code"), [("secretary", "not_scheduled"), ("head", "no_role")])
def test_what_is_public_is_not_moved_and_not_by_anybody(office, who, code):
    edition = release(office.publish(), office.now())
    later = office.now() + timedelta(days=1)

    with pytest.raises(Refusal) as caught:
        visibility.move_publication(edition=edition, publish_at=later, actor=office.people[who], now=office.now())

    assert caught.value.code == code


def test_a_moment_that_has_passed_is_refused(office):
    edition = scheduled(office)

    with pytest.raises(visibility.UnableToPublish) as caught:
        moved(office, edition, office.clock)

    assert caught.value.code == "in_the_past"
