"""The rules beside the matrix: reasons, findings, own work, versions, and what a reopening takes back."""

import pytest

from approvals.domain import actions
from approvals.domain.refusals import UnableToDecide
from approvals.enums import NoticeKind, Role
from approvals.models import Decision, Notice, Round
from reports.content import Paragraph
from reports.domain.checking import section_findings, waive
from reports.domain.drafting import UnableToSave
from reports.enums import ReportStatus, SectionStatus, Severity
from reports.models import StoredFinding
from tests.factories.contents import plan, warned_plan, wrong_plan
from tests.factories.office import Office, assign, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    return make_office()


def refusal(move, **arguments) -> UnableToDecide:
    with pytest.raises(UnableToDecide) as caught:
        move(**arguments)
    return caught.value


@pytest.mark.parametrize("comment", ["", "  \n　"])
def test_send_back_without_a_reason_is_refused(office, comment):
    section = office.submit()

    found = refusal(actions.send_back, section=section, actor=office.people["chief"], comment=comment, now=office.now())

    assert found.code == "comment_required"
    assert office.section().status == SectionStatus.IN_REVIEW


def test_an_author_does_not_decide_on_their_text_after_it_was_reopened_unchanged(office):
    office.sign_off()
    secretary = office.people["secretary"]
    actions.reopen(section=office.section(), actor=secretary, comment="再核", now=office.now())
    actions.submit(section=office.section(), actor=office.people["second_writer"], now=office.now())
    assign(office.people["writer"], office.divisions["secretariat"], Role.SECRETARIAT)

    found = refusal(actions.approve, section=office.section(), actor=office.people["writer"], now=office.now())

    assert found.code == "own_work"


@pytest.mark.parametrize("comment", ["數\0據", "數據\u202e請補"])
def test_a_comment_that_cannot_be_kept_is_refused(office, comment):
    section = office.submit()

    found = refusal(actions.send_back, section=section, actor=office.people["chief"], comment=comment, now=office.now())

    assert (found.code, found.http_status) == ("forbidden_character", 400)
    assert office.section().status == SectionStatus.IN_REVIEW


def test_submit_pins_the_revision_that_was_read(office):
    section = office.submit()

    round_ = Round.objects.get(section=section)
    decision = Decision.objects.get(section=section)

    assert round_.revision == decision.revision == section.current_revision
    assert [desk.role for desk in round_.desks.all()] == [Role.SUPERVISOR]
    assert round_.submitted_by == office.people["writer"]


def test_submit_is_refused_while_a_check_finds_an_error(office):
    office.write("goals")
    section = office.write("plan-1", wrong_plan())

    found = refusal(actions.submit, section=section, actor=office.people["writer"], now=office.now())

    assert (found.code, found.params["checks"]) == ("has_findings", "KPI-01")
    assert not Round.objects.exists()


def test_submit_keeps_the_findings_the_reviewer_is_shown(office):
    office.write("goals")
    office.write("plan-1", warned_plan())

    section = office.submit("plan-1")

    stored = StoredFinding.objects.filter(revision=section.current_revision)
    assert {row.severity for row in stored} == {Severity.WARNING}
    assert stored.count() > 0


def test_submit_of_an_empty_section_is_refused(office):
    found = refusal(actions.submit, section=office.section(), actor=office.people["writer"], now=office.now())

    assert found.code == "nothing_written"


def test_the_author_may_not_endorse_what_they_wrote(office):
    section = office.submit()
    assign(office.people["writer"], office.divisions["line"], Role.SUPERVISOR)

    found = refusal(actions.endorse, section=section, actor=office.people["writer"], now=office.now())

    assert found.code == "own_work"


def test_who_wrote_before_a_send_back_is_still_an_author(office):
    section = office.submit()
    actions.send_back(section=section, actor=office.people["chief"], comment="請補充", now=office.now())
    office.write(content=plan(paragraphs=(Paragraph("p1", "已補充說明。"),)), by="second_writer")
    actions.submit(section=office.section(), actor=office.people["second_writer"], now=office.now())
    assign(office.people["writer"], office.divisions["line"], Role.SUPERVISOR)

    found = refusal(actions.endorse, section=office.section(), actor=office.people["writer"], now=office.now())

    assert found.code == "own_work"


def test_the_head_may_not_approve_a_report_with_their_own_text(office):
    report = office.send_up()
    assign(office.people["writer"], office.divisions["head"], Role.HEAD)

    found = refusal(actions.approve_report, report=report, actor=office.people["writer"], now=office.now())

    assert found.code == "own_work"


def test_a_decision_on_a_stale_view_names_the_winner(office):
    seen = office.submit()
    actions.endorse(section=seen, actor=office.people["chief"], now=office.now())

    found = refusal(actions.send_back, section=seen, actor=office.people["chief"], comment="晚了", now=office.now())

    assert found.code == "state_changed"
    assert "nia-chief" in str(found.params["winner"])


def test_a_submission_of_a_view_older_than_the_last_save_is_refused(office):
    office.write("goals")
    seen = office.write()
    office.write(content=plan(paragraphs=(Paragraph("p1", "改了。"),)), by="second_writer")

    found = refusal(actions.submit, section=seen, actor=office.people["writer"], now=office.now())

    assert found.code == "state_changed"


def test_nothing_is_edited_while_in_review(office):
    office.submit()

    with pytest.raises(UnableToSave) as caught:
        office.write(content=plan(paragraphs=(Paragraph("p1", "偷改。"),)))

    assert caught.value.code == "not_drafting"


def test_reopening_voids_the_heads_approval(office):
    office.approve_report()

    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="數字更正", now=office.now())

    assert office.fresh_report().status == ReportStatus.COMPILING
    assert office.section().status == SectionStatus.DRAFTING
    last = office.report.audit_events.order_by("-sequence").first()
    assert '"voided":' in last.payload_json


def test_a_published_report_is_reopened_by_a_correction_alone(office):
    office.publish()

    found = refusal(
        actions.reopen, section=office.section(), actor=office.people["secretary"], comment="x", now=office.now()
    )

    assert found.code == "published"


def test_sending_up_names_the_sections_that_are_not_signed_off(office):
    office.sign_off("plan-1")

    found = refusal(
        actions.submit_report, report=office.fresh_report(), actor=office.people["secretary"], now=office.now()
    )

    assert found.code == "sections_not_signed_off"
    assert found.params["codes"] == ["goals", "achievement-1", "follow-up", "overall-opinion"]


def test_a_warning_blocks_the_head_until_it_is_waived_by_name(office):
    office.write("goals")
    office.write("plan-1", warned_plan())
    report = office.send_up()
    head = office.people["head"]
    assert refusal(actions.approve_report, report=report, actor=head, now=office.now()).code == "has_findings"

    for item in section_findings(office.section()):
        waive(
            section=office.section(), fingerprint=item.finding.fingerprint, reason="已查證",
            actor=office.people["chief"], now=office.now(),
        )  # fmt: skip
    actions.approve_report(report=report, actor=head, now=office.now())

    assert office.fresh_report().status == ReportStatus.APPROVED


def test_publishing_is_refused_when_the_settings_changed_after_the_approval(office):
    report = office.approve_report()
    report.rate_decimals = 1
    report.save()

    found = refusal(actions.publish_report, report=report, actor=office.people["secretary"], now=office.now())

    assert found.code == "set_changed"
    assert not report.editions.exists()


@pytest.mark.parametrize(
    ("bring", "kind", "receivers"),
    [
        ("submit", NoticeKind.SUBMITTED, {"nia-chief"}),
        ("endorse", NoticeKind.ENDORSED, {"nia-secretary"}),
        ("sign_off", NoticeKind.SIGNED_OFF, {"nia-writer", "nia-second_writer"}),
    ],
)
def test_a_move_tells_the_next_desk(office, bring, kind, receivers):
    getattr(office, bring)("plan-1")

    told = Notice.objects.filter(kind=kind, section__code="plan-1")
    assert {notice.receiver.username for notice in told} == receivers
