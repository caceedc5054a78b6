"""The battery over HTTP: several gunicorn workers, two people at the same moment, one of whom wins."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from approvals.enums import Role
from approvals.models import Decision
from reports.content import Paragraph, SectionContent, to_json
from reports.domain.audit import first_break
from reports.enums import SectionStatus
from reports.models import Section
from tests.factories.contents import plan
from tests.factories.office import assign, make_office, make_user
from tests.support.crashes import killed_workers
from tests.support.races import race
from tests.support.web import Answer, Web, key_of, web

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.db_sensitive,
    pytest.mark.usefixtures("committed"),
    pytest.mark.timeout(300),
]

TRIALS = 6
Call = Callable[[], Answer]


class House:
    """An office, its site, and a token for everybody."""

    def __init__(self, site: Web, code: str = "nia") -> None:
        self.site = site
        self.office = office = make_office(code)
        office.people["second_secretary"] = make_user(f"{code}-second-secretary", office.agency)
        assign(office.people["second_secretary"], office.divisions["secretariat"], Role.SECRETARIAT)
        deputy = office.people["deputy"] = make_user(f"{code}-deputy", office.agency)
        seat = assign(deputy, office.divisions["line"], Role.SUPERVISOR)
        seat.acting_for, seat.capacity = office.people["chief"], "acting"
        seat.save()
        self.keys = {name: key_of(user) for name, user in office.people.items()}
        self.office.write("goals")

    def act(self, who: str, action: str, section: Section, **headers: str) -> Call:
        body = {"action": action, "comment": "理由", "lock_version": section.lock_version}
        return partial(
            self.site.call, self.keys[who], "POST", f"/sections/{section.pk}/actions", body, headers=headers or None
        )

    def side(self, who: str, action: str, section: Section) -> Call:
        return self.edit(who, section, edited(0)) if action == "edit" else self.act(who, action, section)

    def edit(self, who: str, section: Section, content: SectionContent) -> Call:
        path = f"/sections/{section.pk}/content"
        return partial(self.site.call, self.keys[who], "PUT", path, to_json(content), {"If-Match": section.etag})

    def publish(self, who: str) -> Call:
        body = {"action": "publish", "lock_version": self.office.fresh_report().lock_version}
        return partial(self.site.call, self.keys[who], "POST", f"/reports/{self.office.report.pk}/actions", body)

    def drafting(self, trial: int) -> Section:
        section = self.office.section()
        if section.status != SectionStatus.DRAFTING:
            who = "secretary" if section.status == SectionStatus.SIGNED_OFF else self._at_desk(section)
            action = "reopen" if section.status == SectionStatus.SIGNED_OFF else "send_back"
            assert self.act(who, action, section)().status == 200
        return self.office.write(content=edited(trial))

    def _at_desk(self, section: Section) -> str:
        return "chief" if section.rounds.get(closed_at=None).step == 1 else "secretary"

    def submitted(self, trial: int) -> Section:
        self.drafting(trial)
        return self.office.submit()

    def endorsed(self, trial: int) -> Section:
        self.submitted(trial)
        return self.office.endorse()


def edited(trial: int) -> SectionContent:
    return plan(paragraphs=(Paragraph("p1", f"第{trial}次。"),))


@pytest.fixture(scope="module")
def running(django_db_setup, tmp_path_factory) -> Iterator[Web]:
    """It keeps nothing between the tests but its connections."""
    with web(tmp_path_factory.mktemp("site")) as started:
        yield started


@pytest.fixture
def site(committed, running) -> Web:
    return running


PAIRS: dict[str, tuple[Callable[[House, int], Section], tuple[str, str], tuple[str, str]]] = {
    # pair: what brings the section there, then who does what
    "approve-send_back": (House.endorsed, ("secretary", "approve"), ("second_secretary", "send_back")),
    "approve-approve": (House.endorsed, ("secretary", "approve"), ("second_secretary", "approve")),
    "recall-endorse": (House.submitted, ("writer", "recall"), ("chief", "endorse")),
    "substitute-principal": (House.submitted, ("deputy", "endorse"), ("chief", "endorse")),
    "edit-submit": (House.drafting, ("second_writer", "edit"), ("writer", "submit")),
}


def test_one_of_two_wins_and_the_other_is_told_so(site):
    house = House(site)
    for name, (bring, *sides) in PAIRS.items():
        for trial in range(TRIALS):
            section = bring(house, 100 * len(name) + trial)
            events = house.office.report.audit_events.count()

            answers = race(
                [
                    house.edit(who, section, edited(-1 - trial))
                    if action == "edit"
                    else house.act(who, action, section)
                    for who, action in sides
                ]
            )

            assert sorted(answer.status for answer in answers) == [200, 409], (name, answers)
            assert {answer.code for answer in answers} <= {"", "state_changed", "not_drafting"}, (name, answers)
            assert house.office.report.audit_events.count() == events + 1, name
    assert first_break(house.office.report) is None


def test_an_edit_never_slips_under_an_approval(site):
    house = House(site)
    for trial in range(TRIALS):
        section = house.endorsed(trial)

        edit, approval = race(
            [house.edit("writer", section, edited(99 + trial)), house.act("secretary", "approve", section)]
        )

        assert (edit.status, edit.code, approval.status) == (409, "not_drafting", 200)
        after = house.office.section()
        assert after.signed_off_revision_id == after.current_revision_id == section.current_revision_id


def test_publishing_against_reopening(site):
    for trial in range(3):
        house = House(site, f"agency-{trial}")
        house.office.approve_report()
        section = house.office.section()

        answers = race([house.publish("secretary"), house.act("second_secretary", "reopen", section)])

        report, section = house.office.fresh_report(), house.office.section()
        assert sorted(answer.status for answer in answers) == [200, 409]
        assert (report.status, section.status, report.editions.count()) in {
            ("published", "signed_off", 1), ("compiling", "drafting", 0),
        }  # fmt: skip


def test_a_double_submission_under_one_key_is_made_once(site):
    house = House(site)
    for trial in range(TRIALS):
        section = house.drafting(trial)
        before = Decision.objects.count()
        headers = {"Idempotency-Key": f"submission-{trial}"}

        answers = race([house.act("writer", "submit", section, **headers)] * 4)

        assert [answer.status for answer in answers] == [200] * 4
        assert len({answer.text for answer in answers}) == 1
        assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 3
        assert Decision.objects.count() == before + 1


def test_a_web_worker_killed_in_the_middle_leaves_nothing_and_the_repeat_is_made_once(site):
    house = House(site)
    section = house.submitted(1)
    events = house.office.report.audit_events.count()
    call = house.act("chief", "endorse", section, **{"Idempotency-Key": "one-endorsement"})

    broken = killed_workers(call, site.kill_workers, table="reports_auditevent")

    assert broken.status == 0
    after = house.office.section()
    assert (after.lock_version, house.office.report.audit_events.count()) == (section.lock_version, events)
    assert call().status == 200
    assert "Idempotent-Replayed" in call().headers
    assert house.office.report.audit_events.count() == events + 1
