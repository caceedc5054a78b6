"""The thin layer of tasks around reminders and delivery."""

import io
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from approvals import tasks
from approvals.domain.webhooks import sweep
from approvals.enums import NoticeKind, NoticeStatus, WebhookStatus
from approvals.models import Notice, WebhookDelivery
from tests.factories.calendar import import_2026
from tests.factories.deadlines import DUE_ON, morning, section_due
from tests.factories.notices import queue
from tests.factories.office import NOW, make_office
from tests.factories.webhooks import endpoint

pytestmark = pytest.mark.django_db


def test_a_raised_reminder_is_delivered_with_its_message_id():
    import_2026()
    section_due(make_office())

    with time_machine.travel(morning(DUE_ON), tick=False):
        raised, sent = tasks.raise_due_reminders(), tasks.deliver_notices()

    assert (raised, sent) == (3, 3)
    assert {message.extra_headers["Message-ID"] for message in mail.outbox} == set(
        Notice.objects.filter(kind=NoticeKind.DAILY).values_list("message_id", flat=True)
    )


def test_the_lease_is_the_settings_one(settings):
    notice = queue(make_office())
    settings.JIBAO_NOTICE_LEASE_SECONDS = 90
    Notice.objects.filter(pk=notice.pk).update(claimed_at=notice.created_at)

    with time_machine.travel(notice.created_at + timedelta(seconds=89), tick=False):
        early = tasks.deliver_notices()
    with time_machine.travel(notice.created_at + timedelta(seconds=90), tick=False):
        late = tasks.deliver_notices()

    assert (early, late) == (0, 1)


def test_the_command_does_both_without_a_broker(capsys):
    import_2026()
    section_due(make_office())

    with time_machine.travel(morning(DUE_ON), tick=False):
        call_command("deliver_notices")

    assert capsys.readouterr().out == "3 mails of the day written; 3 notices sent, 0 postponed, 0 failed.\n"
    assert len(mail.outbox) == 3


class Line(io.StringIO):
    """Does something whenever a pass of the loop has said what it did."""

    def __init__(self, *then: Callable[[], object]) -> None:
        super().__init__()
        self.then = list(then)

    def write(self, text: str) -> int:
        self.then.pop(0)()
        return super().write(text)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_finishes_its_pass_when_it_is_stopped(number):
    import_2026()
    office = make_office()
    section_due(office)
    before = signal.getsignal(number)
    line = Line(lambda: queue(office), lambda: signal.raise_signal(number))

    with time_machine.travel(morning(DUE_ON), tick=False):
        call_command("deliver_notices", loop=0, stdout=line)

    assert len(mail.outbox) == 3 + 1
    assert len(line.getvalue().splitlines()) == 2
    assert not Notice.objects.filter(status=NoticeStatus.QUEUED).exists()
    assert signal.getsignal(number) == before


def test_a_stop_ends_the_pause_between_two_passes():
    line = Line(lambda: signal.raise_signal(signal.SIGTERM))

    call_command("deliver_notices", loop=3600, stdout=line)

    assert "0 notices sent" in line.getvalue()


def test_the_command_says_which_day_the_calendar_lacks(capsys):
    section_due(make_office())

    with time_machine.travel(morning(DUE_ON), tick=False):
        call_command("deliver_notices")

    assert capsys.readouterr().err == "The office calendar does not hold 2026-02-10.\n"


def test_the_log_of_webhooks_is_kept_for_the_days_of_the_settings(settings):
    office = make_office()
    endpoint(office)
    office.sign_off("follow-up")
    sweep(now=NOW)
    WebhookDelivery.objects.update(status=WebhookStatus.DELIVERED, delivered_at=NOW)
    settings.JIBAO_WEBHOOK_LOG_DAYS = 2

    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        before = tasks.prune_webhooks()
    with time_machine.travel(NOW + timedelta(days=2, seconds=1), tick=False):
        after = tasks.prune_webhooks()

    assert (before, after) == (0, 3)


@pytest.mark.django_db
def test_an_assignment_that_began_opens_the_admin_by_itself():
    office = make_office()
    chief = office.people["chief"]
    assert not chief.is_staff

    tasks.sync_roles()

    chief.refresh_from_db()
    assert chief.is_staff
