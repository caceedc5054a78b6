"""Whose work a text is: its writers', its submitters', and their principals'."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from approvals.domain import actions
from approvals.domain.authorship import authors_of
from approvals.domain.history import history
from approvals.domain.refusals import UnableToDecide
from approvals.domain.substitutes import appoint
from approvals.enums import Capacity, Role
from approvals.models import Assignment
from reports.content import Paragraph
from reports.domain.access import signature
from tests.factories.contents import plan
from tests.factories.office import Office, assign, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    """The writer's seat has a substitute, and the goals are written."""
    office = make_office()
    office.people["stand_in"] = make_user("stand-in", office.agency)
    appoint(
        principal=Assignment.objects.get(user=office.people["writer"]), substitute=office.people["stand_in"],
        capacity=Capacity.ACTING, valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 31), section_kind="",
        actor=office.people["secretary"], now=office.now(),
    )  # fmt: skip
    office.write("goals")
    return office


def people(office: Office, *names: str) -> set[int]:
    return {office.people[name].pk for name in names}


def rewrite(office: Office, by: str) -> None:
    office.write(content=plan(paragraphs=(Paragraph("p1", f"{by}改寫。"),)), by=by)


def refused(move, office: Office, who: str, **subject) -> str:
    with pytest.raises(UnableToDecide) as caught:
        move(actor=office.people[who], now=office.now(), **subject)
    return caught.value.code


def test_a_revision_says_in_whose_seat_it_was_written(office):
    office.write(by="stand_in")

    revision = office.section().current_revision

    assert (revision.author, revision.acting_for) == (office.people["stand_in"], office.people["writer"])
    assert revision.capacity == Capacity.ACTING
    with translation.override("zh-hant"):
        assert signature(revision) == "stand-in 代理 nia-writer"
        assert history(office.report)[-1].signature == "stand-in 代理 nia-writer"


def test_ones_own_role_comes_before_a_principals(office):
    assign(office.people["stand_in"], office.divisions["line"], Role.CONTRIBUTOR)
    office.write(by="stand_in")

    revision = office.section().current_revision

    assert (revision.acting_for, revision.capacity) == (None, "")
    assert signature(revision) == "stand-in"


def test_pages_and_api_show_the_substitute_and_the_principal(office, client):
    section = office.write(by="stand_in")
    client.force_login(office.people["chief"])

    page = client.get(reverse("reports:section", args=[section.pk]), headers={"accept-language": "zh-hant"})
    answer = client.get(f"/api/v1/sections/{section.pk}/revisions")

    assert "stand-in 代理 nia-writer" in page.content.decode()
    assert answer.json()["results"][0]["acting_for"]["username"] == "nia-writer"
    assert answer.json()["results"][0]["capacity"] == "acting"


def test_who_was_represented_in_writing_does_not_decide(office):
    office.write(by="stand_in")
    actions.submit(section=office.section(), actor=office.people["second_writer"], now=office.now())
    assign(office.people["writer"], office.divisions["line"], Role.SUPERVISOR)

    assert authors_of(office.section()) == people(office, "stand_in", "writer", "second_writer")
    assert refused(actions.endorse, office, "writer", section=office.section()) == "own_work"


def test_who_was_represented_in_submitting_does_not_decide(office):
    office.write(by="second_writer")
    actions.submit(section=office.section(), actor=office.people["stand_in"], now=office.now())
    assign(office.people["writer"], office.divisions["line"], Role.SUPERVISOR)

    assert refused(actions.endorse, office, "writer", section=office.section()) == "own_work"


@pytest.mark.parametrize("early_author", ["writer", "stand_in"])
def test_a_head_who_wrote_before_others_went_on_does_not_approve(office, early_author):
    office.write(by="stand_in")
    rewrite(office, by="second_writer")
    actions.submit(section=office.section(), actor=office.people["second_writer"], now=office.now())
    report = office.send_up()
    assign(office.people[early_author], office.divisions["head"], Role.HEAD)

    assert refused(actions.approve_report, office, early_author, report=report) == "own_work"


def test_a_head_whose_text_was_signed_off_reopened_and_rewritten_does_not_approve(office):
    office.sign_off()
    actions.reopen(section=office.section(), actor=office.people["secretary"], comment="更正", now=office.now())
    rewrite(office, by="second_writer")
    actions.submit(section=office.section(), actor=office.people["second_writer"], now=office.now())
    report = office.send_up()
    assign(office.people["writer"], office.divisions["head"], Role.HEAD)

    assert refused(actions.approve_report, office, "writer", report=report) == "own_work"


def test_a_head_who_neither_wrote_nor_submitted_approves(office):
    office.write(by="stand_in")
    report = office.send_up()

    actions.approve_report(report=report, actor=office.people["head"], now=office.now())

    assert office.people["head"].pk not in authors_of(report)
