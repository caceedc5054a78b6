"""Sending undelivered mail again from the outbox in the admin."""

import pytest
from django.urls import reverse

from approvals.enums import NoticeStatus
from approvals.models import Notice
from tests.factories.notices import queue
from tests.factories.office import make_office
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db


def test_chosen_failed_mails_are_queued_again_and_nothing_else():
    office = make_office()
    failed, sent, left = queue(office), queue(office), queue(office)
    Notice.objects.exclude(pk=sent.pk).update(status=NoticeStatus.FAILED)
    Notice.objects.filter(pk=sent.pk).update(status=NoticeStatus.SENT)

    answer = staff_client(office, "secretary").post(
        reverse("admin:approvals_notice_changelist"),
        {"action": "resend", "_selected_action": [failed.pk, sent.pk]},
    )

    assert answer.status_code == 302
    assert dict(Notice.objects.values_list("pk", "status")) == {
        failed.pk: "queued", sent.pk: "sent", left.pk: "failed",
    }  # fmt: skip
