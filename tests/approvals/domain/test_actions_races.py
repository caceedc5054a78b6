"""Two at once on one section: exactly one wins, the other is told so, and the audit chain explains the state."""

from functools import partial

import pytest

from approvals.domain import actions
from approvals.domain.refusals import UnableToDecide
from approvals.enums import Role
from approvals.models import Decision, Desk, Round
from reports.content import Paragraph
from reports.domain.audit import first_break
from reports.domain.drafting import Saved, UnableToSave, save_content
from reports.enums import SectionStatus
from reports.models import SectionRevision
from tests.factories.contents import plan
from tests.factories.office import Office, make_office
from tests.support.races import race

pytestmark = [pytest.mark.db_sensitive, pytest.mark.usefixtures("committed")]

TRIALS = 12


def codes(results: list[object]) -> list[str]:
    """ "won" for a move or save that went through, the refusal's code for one that did not."""
    return sorted(
        result.code if isinstance(result, UnableToDecide | UnableToSave) else "won"
        if isinstance(result, Decision | Saved)
        else repr(result)
        for result in results
    )  # fmt: skip


def edited(text: str):
    return plan(paragraphs=(Paragraph("p1", text),))


def save(office: Office, section, who: str, text: str):
    return partial(
        save_content,
        section=section,
        content=edited(text),
        actor=office.people[who],
        based_on=section.etag,
        now=office.clock,
    )


def next_round(office: Office, trial: int):
    """The section back in drafting with new text."""
    section = office.section()
    if section.status == SectionStatus.IN_REVIEW:
        desk = Desk.objects.get(round__section=section, closed_at=None)
        who = "chief" if desk.role == Role.SUPERVISOR else "secretary"
        actions.send_back(section=section, actor=office.people[who], comment="x", now=office.now())
    return office.write(content=edited(f"第{trial}輪。"))


def test_two_deciders():
    office = make_office()
    office.write("goals")
    for trial in range(TRIALS):
        next_round(office, trial)
        section, before = office.submit(), Decision.objects.count()
        chief, now = office.people["chief"], office.now()

        results = race(
            [
                partial(actions.endorse, section=section, actor=chief, now=now),
                partial(actions.send_back, section=section, actor=chief, comment="退", now=now),
            ]
        )

        assert codes(results) == ["state_changed", "won"]
        assert Decision.objects.count() == before + 1
    assert first_break(office.report) is None


def test_a_decision_against_a_recall():
    office = make_office()
    office.write("goals")
    for trial in range(TRIALS):
        next_round(office, trial)
        section, now = office.submit(), office.now()

        results = race(
            [
                partial(actions.endorse, section=section, actor=office.people["chief"], now=now),
                partial(actions.recall, section=section, actor=office.people["writer"], now=now),
            ]
        )

        assert codes(results) == ["state_changed", "won"]


def test_an_edit_against_a_submission():
    """Whoever wins, what is under review is what its submitter saw."""
    office = make_office()
    office.write("goals")
    for trial in range(TRIALS):
        section = next_round(office, trial)
        seen = section.current_revision_id

        results = race(
            [
                save(office, section, "second_writer", f"同時修改{trial}。"),
                partial(actions.submit, section=section, actor=office.people["writer"], now=office.clock),
            ]
        )

        assert codes(results) in (["not_drafting", "won"], ["state_changed", "won"])
        if office.section().status == SectionStatus.IN_REVIEW:
            assert Round.objects.get(section=section, closed_at=None).revision_id == seen
            assert office.section().current_revision_id == seen


def test_two_editors():
    office = make_office()
    office.write("goals")
    section = office.write()
    for trial in range(TRIALS):
        before = SectionRevision.objects.count()

        results = race(
            [save(office, section, "writer", f"甲{trial}。"), save(office, section, "second_writer", f"乙{trial}。")]
        )

        assert codes(results) == ["stale", "won"]
        assert SectionRevision.objects.count() == before + 1
        section = office.section()
    assert first_break(office.report) is None


def test_publishing_against_reopening():
    """Either the edition is out and nothing is reopened, or the approval is void and there is no edition."""
    for trial in range(4):
        office = make_office(f"agency-{trial}")
        report, section, secretary = office.approve_report(), office.section(), office.people["secretary"]
        now = office.now()

        race(
            [
                partial(actions.publish_report, report=report, actor=secretary, now=now),
                partial(actions.reopen, section=section, actor=secretary, comment="改", now=now),
            ]
        )

        outcome = (office.fresh_report().status, office.section().status, report.editions.count())
        assert outcome in (("published", "signed_off", 1), ("compiling", "drafting", 0))
        assert first_break(office.report) is None
