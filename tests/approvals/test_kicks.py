"""Every way to make a move has its mails on their way at once, and an edition's files begun."""

from collections.abc import Iterator

import pytest
import redis
from django.urls import reverse

from reports.enums import ReportStatus, SectionStatus
from tests.factories.office import make_office
from tests.factories.staff import client_of, staff_client
from tests.support import api
from tests.support.broker import empty_queues

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with empty_queues() as client:
        yield client


def queued(broker: redis.Redis) -> tuple[int, int]:
    return broker.llen("notices"), broker.llen("renditions")


def test_a_move_at_the_desk_kicks_the_delivery(broker):
    office = make_office()
    section = office.submit("plan-1")
    address = reverse("admin:approvals_desksection_move", args=[section.pk, "endorse"])

    staff_client(office, "chief").post(address, {"lock_version": section.lock_version, "comment": ""})

    assert office.section("plan-1").lock_version == section.lock_version + 1
    assert queued(broker) == (1, 0)


def test_a_move_on_a_page_kicks_the_delivery(broker):
    office = make_office()
    office.write("goals")
    section = office.write("plan-1")
    address = reverse("approvals:section-move", args=[section.pk, "submit"])

    client_of(office.people["writer"]).post(address, {"lock_version": office.section("plan-1").lock_version})

    assert office.section("plan-1").status == SectionStatus.IN_REVIEW
    assert queued(broker) == (1, 0)


def test_a_publication_over_the_api_kicks_the_rendering_too(broker):
    office = make_office()
    report = office.approve_report()
    address = f"{api.ROOT}/reports/{report.pk}/actions"

    api.client_of(office.people["secretary"]).post(address, {"action": "publish"}, format="json")

    assert office.fresh_report().status == ReportStatus.PUBLISHED
    assert queued(broker) == (1, 1)


def test_a_refused_move_kicks_nothing(broker):
    office = make_office()
    section = office.submit("plan-1")
    address = reverse("approvals:section-move", args=[section.pk, "endorse"])

    client_of(office.people["writer"]).post(address, {"lock_version": section.lock_version})

    assert office.section("plan-1").lock_version == section.lock_version
    assert queued(broker) == (0, 0)
