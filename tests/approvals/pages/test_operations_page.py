from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.enums import NoticeStatus
from approvals.models import Notice
from reports.domain import signing
from reports.enums import KeyRetirement
from reports.models import Heartbeat
from tests.factories.office import make_office
from tests.factories.staff import administrator_client
from tests.support.broker import empty_queues

pytestmark = pytest.mark.django_db

URL = "/operations/"


@pytest.fixture
def beating():
    with empty_queues() as broker:
        Heartbeat.objects.create(name="beat", beat_at=timezone.now())
        yield broker


def test_everything_runs(office, client_of, beating):
    page = client_of("secretary").get(URL).content.decode()

    assert "Yes: reminders are raised" in page
    assert 'role="alert"' not in page


def test_what_keeps_editions_from_being_signed_is_named(office, client_of, beating, settings, tmp_path):
    make_office("fia")
    key = signing.make_key(agency=office.agency, now=office.now())
    signing.retire_key(key=key, reason=KeyRetirement.LOST, now=office.now())
    settings.JIBAO_PDF_CERTIFICATE = tmp_path / "one.p12"

    page = administrator_client().get(URL).content.decode()

    assert "1 agencies signed before and have no signing key in use" in page
    assert "PDF_CERTIFICATE is one file and there are several agencies" in page


def test_a_beat_that_stands_still_and_a_worker_that_does_are_told_apart(office, client_of, beating):
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=30))
    quiet = client_of("secretary").get(URL).content.decode()
    beating.lpush("notices", "{}")

    piled_up = client_of("secretary").get(URL).content.decode()

    assert "the beat stands still" in quiet
    assert "the worker stands still" in piled_up


def test_a_broker_that_does_not_answer_is_named(office, client_of, settings):
    Heartbeat.objects.create(name="beat", beat_at=timezone.now())
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    page = client_of("secretary").get(URL, headers={"accept-language": "zh-hant"}).content.decode()

    assert "訊息佇列" in page


def test_a_secretariat_counts_its_own_agencys_mails_and_the_superuser_all(office, client_of, beating):
    other = make_office("fia")
    office.submit()
    other.submit()
    Notice.objects.update(status=NoticeStatus.FAILED)
    own, everybodys = Notice.objects.filter(report=office.report).count(), Notice.objects.count()

    assert client_of("secretary").get(URL).context["found"].notices.failed == own
    assert administrator_client().get(URL).context["found"].notices.failed == everybodys > own


@pytest.mark.parametrize("who", ["writer", "chief", "head", "outsider"])
def test_nobody_else_sees_it(office, client_of, who):
    assert client_of(who).get(URL).status_code == 404
