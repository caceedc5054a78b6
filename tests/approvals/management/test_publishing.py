"""The commands of a publication: each one call to the domain, its refusal in words."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.domain import editions
from reports.enums import ReportStatus
from reports.models import Edition
from tests.factories.office import Office, make_office
from tests.support.releases import release

pytestmark = pytest.mark.django_db
REASON = ("--reason", "內含個人資料")


@pytest.fixture
def office() -> Office:
    return make_office()


def run(name: str, *arguments: str, by: str = "nia-secretary") -> str:
    out = StringIO()
    call_command(name, "nia", "114", *arguments, "--by", by, stdout=out)
    return out.getvalue()


def test_a_report_is_published_at_a_moment_and_taken_back(office):
    office.approve_report()

    said = run("publish_report", "--at", "2126-03-31 09:00")
    run("cancel_publication", *REASON)

    assert said == "Edition 1: its files are queued; public from 2126-03-31 09:00 on.\n"
    assert Edition.objects.get().cancelled_at is not None


def test_a_publication_is_moved_to_a_moment_in_either_calendar(office):
    office.approve_report()
    run("publish_report", "--at", "2126-03-31 09:00")

    said = run("move_publication", "--at", "215年4月1日 9:30")

    assert said == "Publication moved to 2126-04-01 09:30.\n"
    with pytest.raises(CommandError, match="must lie in the future"):
        run("move_publication", "--at", "115年1月1日 09:00")


def test_a_public_report_is_withdrawn_and_corrected(office):
    office.make_public()

    run("withdraw_edition", "1", *REASON)
    run("correct_report", *REASON)

    assert not editions.released_editions().exists()
    assert office.fresh_report().status == ReportStatus.COMPILING


@pytest.mark.parametrize(
    ("name", "arguments", "by", "said"),
    [
        ("publish_report", ("--at", "soon"), "nia-secretary", "Give date and time"),
        ("publish_report", (), "nobody", "no active user"),
        ("move_publication", (), "nia-secretary", "has no edition"),
        ("publish_report", (), "nia-head", "no role"),
        ("correct_report", REASON, "nia-secretary", "cannot be done now"),
        ("withdraw_edition", ("1", *REASON), "nia-secretary", "no such edition"),
    ],
)
def test_a_refusal_is_said_in_words(office, name, arguments, by, said):
    with pytest.raises(CommandError, match=said):
        run(name, *arguments, by=by)


def test_a_report_that_does_not_exist_is_named():
    with pytest.raises(CommandError, match="no such report"):
        run("publish_report")


def test_due_editions_are_released_without_a_broker(office):
    edition = office.publish()
    later = office.now().replace(year=2126)
    Edition.objects.filter(pk=edition.pk).update(published_at=later)
    for_all = Edition.objects.filter(pk=edition.pk)
    with pytest.raises(Edition.DoesNotExist):
        release(edition, office.now())
    for_all.update(published_at=office.now())
    out = StringIO()

    call_command("release_editions", stdout=out)

    assert out.getvalue() == "Editions made public: 1\n"
    assert editions.released_editions().exists()
