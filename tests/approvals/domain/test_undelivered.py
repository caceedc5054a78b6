"""Mail that was given up: seen and sent again by who manages the agency."""

import pytest

from approvals.domain.undelivered import UnableToResend, resend, resend_all, undelivered
from approvals.enums import NoticeStatus
from approvals.models import Notice
from reports.domain.access import NotPermitted
from tests.factories.notices import queue
from tests.factories.office import NOW, make_office

pytestmark = pytest.mark.django_db


def failed(office, **values):
    notice = queue(office)
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.FAILED, attempts=8, error="x", **values)
    notice.refresh_from_db()
    return notice


def test_the_secretariat_sees_its_agencys_newest_first():
    office, other = make_office(), make_office("other")
    first, second = failed(office), failed(office)
    queue(office)
    failed(other)

    assert list(undelivered(office.people["secretary"], NOW)) == [second, first]
    assert [list(undelivered(office.people[name], NOW)) for name in ("head", "chief", "writer")] == [[], [], []]


def test_sending_again_begins_anew_under_the_same_message_id():
    office = make_office()
    notice = failed(office)

    again = resend(notice=notice, actor=office.people["secretary"], now=NOW)

    assert (again.status, again.attempts, again.error, again.message_id) == ("queued", 0, "", notice.message_id)
    with pytest.raises(UnableToResend):
        resend(notice=notice, actor=office.people["secretary"], now=NOW)


def test_nobody_else_sends_again():
    office = make_office()

    with pytest.raises(NotPermitted):
        resend(notice=failed(office), actor=office.people["head"], now=NOW)


def test_all_means_ones_own_agencys():
    office, other = make_office(), make_office("other")
    failed(office), failed(office), failed(other)

    assert resend_all(actor=office.people["secretary"], now=NOW) == 2
    assert Notice.objects.filter(status=NoticeStatus.FAILED).count() == 1
