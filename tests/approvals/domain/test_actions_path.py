"""The straight path of a section and a report, end to end in the domain."""

import pytest

from approvals.models import Decision
from reports.domain.audit import first_break
from reports.enums import RENDERED_FORMATS, ReportStatus, SectionStatus
from reports.models import Rendition
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


def test_a_section_goes_from_draft_to_sign_off():
    office = make_office()

    section = office.sign_off("plan-1")

    assert section.status == SectionStatus.SIGNED_OFF
    assert section.signed_off_revision == section.current_revision
    assert list(Decision.objects.filter(section=section).values_list("action", flat=True)) == [
        "submit",
        "endorse",
        "approve",
    ]


def test_a_report_goes_from_compiling_to_published():
    office = make_office()

    edition = office.publish()

    assert office.fresh_report().status == ReportStatus.PUBLISHED
    assert edition.number == 1
    assert edition.released_at is None
    assert Rendition.objects.filter(edition=edition, status="queued").count() == len(RENDERED_FORMATS)
    assert first_break(office.report) is None
