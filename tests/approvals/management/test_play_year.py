"""The demo's year: played once from opening to publication, and found finished the second time."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from approvals.management.commands.play_year import Command
from approvals.management.demo.cast import AGENCY_CODE, gather
from approvals.management.demo.year import Year
from approvals.models import Decision, Notice
from reports.domain import editions
from reports.domain.audit import first_break
from reports.enums import ReportStatus, SectionKind
from reports.models import AuditEvent, Report, SectionRevision, User
from tests.factories.office import make_office
from tests.support.signing import signed_edition

pytestmark = pytest.mark.django_db


def play(folder, now):
    lines = []
    cast = gather(folder / "accounts.tsv", now)
    edition = Year(cast, lambda _when, who, what: lines.append((str(who or ""), what))).play()
    return edition, lines


def test_the_year_is_played_to_its_publication(tmp_path, now):
    edition, lines = play(tmp_path, now)

    report = Report.objects.get(agency__code=AGENCY_CODE)
    assert (report.status, edition.number, first_break(report)) == (ReportStatus.PUBLISHED, 1, None)
    assert report.agency.divisions.count() == 6
    assert [what for who, what in lines if who == "黃雅婷" and "TXT-01" in what] != []
    assert Decision.objects.get(action="send_back").section.code == "plan-2"
    assert report.sections.filter(kind=SectionKind.PLAN).count() == 4
    assert_a_late_section_climbed_the_ladder()


def assert_a_late_section_climbed_the_ladder():
    """In the mailbox too, in which nothing was refused."""
    told = {}
    late = Notice.objects.filter(section__code="follow-up", kind="overdue").order_by("id").select_related("receiver")
    for notice in late:
        told.setdefault(notice.params["rung"], []).append(str(notice.receiver))
    assert told == {1: ["黃雅婷", "許麗珠"], 3: ["黃雅婷", "張建宏"], 5: ["吳美玲"]}
    assert any("許麗珠" in message.body and "115年2月10日" in message.body for message in mail.outbox)
    assert not Notice.objects.filter(status="failed").exists()


def test_a_second_run_finds_everything_there(tmp_path, now):
    first, _lines = play(tmp_path, now)
    counts = (SectionRevision.objects.count(), AuditEvent.objects.count(), User.objects.count())

    second, lines = play(tmp_path, now)

    assert second == first
    assert counts == (SectionRevision.objects.count(), AuditEvent.objects.count(), User.objects.count())
    assert len(lines) == 3


def test_the_passwords_stay_and_are_kept_from_others(tmp_path, now):
    first = gather(tmp_path / "accounts.tsv", now)

    second = gather(tmp_path / "accounts.tsv", now)

    assert second.passwords == first.passwords
    assert second.people["chen"].check_password(first.passwords["chen"])
    assert (tmp_path / "accounts.tsv").stat().st_mode & 0o077 == 0


def test_it_does_not_play_beside_other_agencies(tmp_path):
    make_office()

    with pytest.raises(CommandError, match="other agencies"):
        call_command("play_year", output=tmp_path)


def test_files_that_no_worker_makes_are_waited_for_and_named(tmp_path, capsys, caplog):
    with pytest.raises(CommandError, match="Celery worker"):
        call_command("play_year", output=tmp_path, wait=0)

    assert not editions.released_editions().exists()
    assert "office calendar" not in caplog.text  # the log's lines do not stand between the year's own


def test_it_ends_with_the_keys_fingerprint_and_the_mailbox(tmp_path):
    edition = signed_edition(make_office())
    (tmp_path / "mail").mkdir()
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "demo-114-0.pdf").write_text("of the edition before")
    output = StringIO()

    Command(stdout=output)._hand_out(edition, tmp_path / "published")

    assert edition.signing_key.fingerprint in output.getvalue()
    assert output.getvalue().splitlines()[-1].endswith(f": {tmp_path / 'mail'}")
    assert "demo-114-0.pdf" not in {path.name for path in (tmp_path / "published").iterdir()}
