"""勘誤, 撤下 and publications that are scheduled or taken back: what they write, and what they leave alone."""

import json
from datetime import date, timedelta

import pytest

from approvals.domain import actions
from approvals.enums import NoticeKind
from approvals.models import Deadline, Notice
from reports.content import Paragraph, sha256_hex
from reports.domain import editions
from reports.domain.managing import change_settings
from reports.domain.refusals import Refusal
from reports.domain.verification import discrepancies
from reports.enums import ReportStatus
from reports.models import Erratum
from reports.renderers import RenderedFile
from tests.factories.contents import plan
from tests.factories.deadlines import section_due
from tests.factories.office import Office, make_office
from tests.support.releases import release

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]
FILE = RenderedFile("nia-114.any", "application/octet-stream", b"any")
CORRECTED = plan(paragraphs=(Paragraph("p1", "全年完成設備汰換並驗收，另加裝二十套。"),))


@pytest.fixture
def office() -> Office:
    return make_office()


def by_secretary(office: Office, move, **more):
    secretary = office.people["secretary"]
    return move(report=office.fresh_report(), actor=secretary, comment="理由", now=office.now(), **more)


def refused(office: Office, move, **more) -> str:
    with pytest.raises(Refusal) as caught:
        by_secretary(office, move, **more)
    return caught.value.code


def test_a_correction_makes_a_second_edition_that_says_what_it_changed(office):
    first = office.make_public()

    second = office.correct("plan-1", CORRECTED, reason="漏列加裝數")

    told = json.loads(second.manifest_json)
    assert (second.number, told["previous_manifest_sha256"]) == (2, sha256_hex(first.manifest_json))
    place = {"section": "plan-1", "row": "p1", "field": "paragraphs.text", "kind": "changed"}
    table = sha256_hex(second.erratum.comparison_json)
    assert told["erratum"] == {
        "corrects_edition": 1, "reason_sha256": sha256_hex("漏列加裝數"), "changes": [place],
        "comparison_sha256": table,
    }  # fmt: skip
    assert (told["manifest_version"], "漏列加裝數" in second.manifest_json) == (3, False)
    assert json.loads(second.erratum.comparison_json)["reason"] == "漏列加裝數"
    (row,) = json.loads(second.erratum.comparison_json)["changes"]
    assert (row["old"], row["new"]) == ("全年完成設備汰換並驗收。", CORRECTED.paragraphs[0].text)
    assert discrepancies(office.report) == ()


def test_editions_say_which_they_are_and_what_they_correct(office):
    office.make_public()

    second = office.correct("plan-1", CORRECTED)

    said = [json.loads(edition.document_json) for edition in office.report.editions.order_by("number")]
    assert [(each["edition"], each.get("corrects_edition")) for each in said] == [(1, None), (2, 1)]
    assert second.document_sha256 == json.loads(second.manifest_json)["document_sha256"]


def announce_on(office: Office, day: date) -> None:
    secretary, now = office.people["secretary"], office.now()
    change_settings(report=office.fresh_report(), changes={"announced_on": day}, actor=secretary, now=now)


@pytest.mark.parametrize("chosen", [None, date(2026, 2, 2)])
def test_a_correction_is_announced_on_a_day_of_its_own(office, chosen):
    announce_on(office, date(2026, 1, 5))
    first = office.make_public()
    office.open_correction()
    if chosen is not None:
        announce_on(office, chosen)

    second = office.make_public()

    days = [json.loads(edition.document_json)["announced_on"] for edition in (first, second)]
    assert days == ["2026-01-05", str(chosen or "2026-01-12")]
    assert discrepancies(office.report) == ()


def test_what_is_public_stays_so_while_a_correction_is_under_way(office):
    first = office.make_public()

    report = office.open_correction()

    assert report.status == ReportStatus.COMPILING
    assert list(editions.released_editions()) == [first]
    assert {"nia-head"} == {n.receiver.username for n in Notice.objects.filter(kind=NoticeKind.CORRECTION_OPENED)}


def test_a_correction_lets_the_years_dates_be(office):
    section_due(office)
    office.open_correction()
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())

    assert Deadline.objects.get().met_at is not None


def test_a_publication_that_is_taken_back_leaves_the_approval_and_frees_its_number(office):
    office.publish()

    by_secretary(office, actions.cancel_publication)

    assert office.fresh_report().status == ReportStatus.APPROVED
    assert not office.report.editions.live().exists()
    again = release(by_secretary(office, actions.publish_report), office.now())
    assert again.number == 1
    assert office.report.editions.count() == 2
    assert discrepancies(office.report) == ()


def test_a_correction_that_is_taken_back_is_under_way_again(office):
    office.open_correction()
    office.publish()

    by_secretary(office, actions.cancel_publication)

    erratum = Erratum.objects.get()
    assert (erratum.edition, erratum.comparison_json) == (None, "")
    assert release(by_secretary(office, actions.publish_report), office.now()).erratum == erratum


def test_a_late_file_of_a_cancelled_edition_is_nobodys(office):
    edition = office.publish()
    claimed = editions.claim_rendition(rendition_id=edition.renditions.first().pk, now=office.now())
    file = editions.render_file(claimed, font_dir=None)

    by_secretary(office, actions.cancel_publication)

    assert editions.finish_rendition(rendition=claimed, file=file, now=office.now()) is None
    editions.fail_rendition(rendition=claimed, error="late", now=office.now())
    assert not edition.renditions.exists()


def test_a_scheduled_publication_is_invisible_until_its_moment(office):
    office.approve_report()
    moment = office.now() + timedelta(days=5)

    edition = by_secretary(office, actions.publish_report, publish_at=moment)
    for format_ in edition.renditions.values_list("format", flat=True):
        claimed = editions.claim_rendition(
            rendition_id=edition.renditions.get(format=format_).pk, now=office.now()
        )  # fmt: skip
        assert editions.finish_rendition(rendition=claimed, file=FILE, now=office.now()) is None

    assert json.loads(edition.document_json)["announced_on"] == "2026-01-17"
    assert not editions.released_editions().exists()
    assert editions.release_due(now=moment) == [edition]


def test_a_moment_that_has_passed_is_refused(office):
    office.approve_report()

    assert refused(office, actions.publish_report, publish_at=office.clock) == "in_the_past"
    assert office.fresh_report().status == ReportStatus.APPROVED


def test_a_withdrawn_edition_names_office_time_and_reason(office):
    office.make_public()

    edition = office.withdraw(reason="內含個人資料")

    assert (edition.withdrawal_office, edition.withdrawal_reason) == ("secretariat科", "內含個人資料")
    assert (edition.withdrawn_by, edition.withdrawn_at) == (office.people["secretary"], office.clock)
    assert office.fresh_report().status == ReportStatus.PUBLISHED
    assert refused(office, actions.withdraw_edition) == "no_public_edition"


def test_an_older_edition_is_withdrawn_by_its_number(office):
    office.make_public()
    office.correct("plan-1", CORRECTED)

    assert office.withdraw(1).number == 1
    assert [edition.number for edition in office.report.editions.public()] == [2]
    assert refused(office, actions.withdraw_edition, edition=1) == "no_public_edition"


def test_a_withdrawn_report_can_still_be_corrected(office):
    office.make_public()
    office.withdraw()

    second = office.correct("plan-1", CORRECTED)

    assert [edition.number for edition in office.report.editions.public()] == [second.number]
