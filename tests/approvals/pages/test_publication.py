"""The board after the approval: scheduling, taking back, correcting, withdrawing."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from reports.domain import editions, signing
from reports.enums import KeyRetirement, ReportStatus
from tests.approvals.pages.test_board import board_url
from tests.approvals.pages.test_moves import move, said
from tests.factories.contents import plan

pytestmark = pytest.mark.django_db
LATER = "2126-04-01T09:00"


def schedule(client, office, number: int, publish_at: str):
    address = reverse("approvals:board-schedule", args=[office.report.pk, number])
    return client.post(address, {"publish_at": publish_at})


def board_text(client, office) -> str:
    return client.get(board_url(office)).content.decode()


def test_a_publication_is_scheduled_in_taipeis_time_and_moved(office, client_of):
    client = client_of("secretary")

    move(client, office.approve_report(), "publish", publish_at=LATER)
    edition = office.report.editions.get()
    moved = schedule(client, office, 1, "2126-05-01T09:30")

    assert edition.published_at == datetime(2126, 4, 1, 1, 0, tzinfo=UTC)
    assert said(moved)[-1] == "Publication moved to 2126-05-01 09:30."
    assert "becomes public on 2126-05-01 09:30" in board_text(client, office)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01T00:00", "0001-01-01T00:00", "9" * 400])
def test_what_is_no_moment_publishes_nothing(office, client_of, typed):
    answer = move(client_of("secretary"), office.approve_report(), "publish", publish_at=typed)

    assert len(said(answer)) == 1
    assert office.fresh_report().status == ReportStatus.APPROVED


def test_only_the_secretariat_moves_a_publication(office, client_of):
    office.publish()

    answer = schedule(client_of("head"), office, 1, LATER)

    assert said(answer) == ["You have no role that allows this."]
    assert schedule(client_of("writer"), office, 1, LATER).status_code == 404
    assert schedule(client_of("secretary"), office, 2, LATER).status_code == 404


def test_a_publication_that_was_taken_back_is_still_on_the_board(office, client_of):
    office.publish()
    client = client_of("secretary")

    move(client, office.fresh_report(), "cancel_publication", comment="首長另有指示")

    assert office.fresh_report().status == ReportStatus.APPROVED
    assert "cancelled before anybody saw it" in board_text(client, office)


def test_a_correction_under_way_and_its_edition_are_on_the_board(office, client_of):
    office.make_public()
    client = client_of("secretary")

    move(client, office.fresh_report(), "correct", comment="計畫名稱誤植")
    under_way = board_text(client, office)
    move(client, office.section(), "reopen", comment="更正")
    office.write("plan-1", plan("新名稱"))
    office.make_public()

    assert "Edition 1 is being corrected" in under_way
    assert "Reopen the sections concerned" in under_way
    assert "計畫名稱誤植" in under_way
    page = board_text(client, office)
    assert reverse("reports:edition-changes", args=["nia", 114, 2]) in page
    assert "superseded" not in under_way
    assert page.count("superseded by a later edition; still public") == 1


def test_an_approved_correction_asks_for_no_reopening(office, client_of):
    office.open_correction()
    office.approve_report()

    page = board_text(client_of("secretary"), office)

    assert "Edition 1 is being corrected" in page
    assert "Reopen the sections concerned" not in page


def test_an_edition_is_withdrawn_from_the_board(office, client_of):
    office.make_public()
    office.correct("plan-1", plan("新名稱"))
    client = client_of("secretary")

    move(client, office.fresh_report(), "withdraw", comment="內含個人資料", edition="1")

    assert list(editions.released_editions().values_list("number", flat=True)) == [2]
    page = board_text(client, office)
    assert "withdrawn; the public reads the notice" in page
    assert page.count('name="edition"') == 1


def test_the_head_sees_no_form_to_withdraw(office, client_of):
    office.make_public()

    assert 'name="edition"' not in board_text(client_of("head"), office)


def test_nothing_is_withdrawn_that_was_not_named_and_the_reason_is_kept(office, client_of):
    office.make_public()
    client = client_of("secretary")

    for posted in ("", "x", "0", "99999999999"):
        answer = move(client, office.fresh_report(), "withdraw", comment="內含個人資料", edition=posted)
        assert said(answer)[-1] == "Choose an edition."

    assert editions.released_editions().count() == 1
    assert "內含個人資料</textarea>" in board_text(client, office)


def test_a_refused_withdrawal_keeps_its_reason_beside_the_edition(office, client_of):
    office.make_public()
    client = client_of("secretary")

    move(client, office.fresh_report(), "withdraw", comment="內含個人資料", edition="1", lock_version="0")

    page = board_text(client, office)
    assert "內含個人資料</textarea>" in page
    assert "What you had written" not in page
    assert "內含個人資料" not in board_text(client, office)


def test_a_refused_moment_is_still_in_its_field(office, client_of):
    client = client_of("secretary")

    move(client, office.approve_report(), "publish", publish_at="2020-01-01T09:00")

    assert 'name="publish_at" value="2020-01-01T09:00"' in board_text(client, office)


def test_a_scheduled_edition_is_published_at_once_by_a_button_of_its_own(office, client_of):
    client = client_of("secretary")
    move(client, office.approve_report(), "publish", publish_at=LATER)

    page = board_text(client, office)
    schedule(client, office, 1, "")

    assert 'name="publish_at" value="2126-04-01T09:00" required' in page
    assert "Publish as soon as the files are ready" in page
    assert "files are being made" in board_text(client, office)


def test_a_reader_of_chinese_reads_the_moment_in_his_years(office, client_of):
    client = client_of("secretary")
    move(client, office.approve_report(), "publish", publish_at="民國215年4月1日 9:00")
    client.cookies["django_language"] = "zh-hant"

    assert said(schedule(client, office, 1, "215/5/1 09:30"))[-1] == "公告時間已調整為 215年5月1日 09:30。"


def test_before_publishing_the_board_says_whether_it_will_be_signed(office, client_of):
    client = client_of("secretary")
    assert "are published unsigned" not in board_text(client, office)
    office.approve_report()
    unsigned = board_text(client, office)
    key = signing.make_key(agency=office.agency, now=office.now())
    signed = board_text(client, office)
    signing.retire_key(key=key, reason=KeyRetirement.LOST, now=office.now())

    assert "are published unsigned" in unsigned
    assert "signing key" not in signed
    assert "its editions are held back" in board_text(client, office)
