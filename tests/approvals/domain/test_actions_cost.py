"""What each verb costs in SQL statements, its reads and the audit chain's included; more of them is a decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.domain import actions, consultations
from approvals.domain.desk import sections_awaiting
from approvals.enums import Reply
from approvals.models import Consultation
from approvals.models.desk import BY_URGENCY
from bench.desk import office_with
from reports.domain import audit
from reports.enums import Scope
from reports.models import Section
from tests.factories.contents import plan
from tests.factories.office import Office, make_office

pytestmark = pytest.mark.django_db

STATEMENTS = {
    "append_event": 3, "submit": 25, "submit again": 26, "recall": 20, "endorse": 23, "approve": 26, "send_back": 20,
    "reassign": 15, "reopen": 14, "request_consultation": 15, "reply": 16, "answer_objection": 10,
    "withdraw_consultation": 13,
    "submit_report": 22, "send_back_report": 13, "approve_report": 20, "publish_report": 27,
    "cancel_publication": 16, "correct_report": 14, "withdraw_edition": 14,
}  # fmt: skip
"""BEGIN, COMMIT and savepoints are not counted."""


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.write("goals")
    office.write("plan-1")
    return office


def cost(office: Office, verb, who: str, **arguments) -> int:
    """The statements of one call; what it returns is thrown away."""
    given = {"actor": office.people[who], "now": office.now(), **arguments}
    with CaptureQueriesContext(connection) as captured:
        verb(**given)
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


def again(office: Office) -> Section:
    """Changed and drafted once more, after a round that was recalled."""
    actions.recall(section=office.submit(), actor=office.people["writer"], now=office.now())
    return office.write(content=plan(title=f"第{office.section().lock_version}版"))


def asked(office: Office) -> Consultation:
    return consultations.request_consultation(
        section=office.submit(), division=office.divisions["other"], scope=Scope.BUDGET, is_mandatory=True,
        actor=office.people["chief"], now=office.now(),
    )  # fmt: skip


def objected(office: Office) -> Consultation:
    return consultations.reply(
        consultation=asked(office), answer=Reply.OBJECT, text="不同意", actor=office.people["other_chief"],
        now=office.now(),
    )  # fmt: skip


def costs_of_a_section(name: str, office: Office) -> int:
    division = office.divisions["other"]
    question = {"division": division, "scope": Scope.BUDGET, "is_mandatory": True}
    chief = office.people["chief"]
    scenes = {
        "submit": lambda: (actions.submit, "writer", {"section": office.section()}),
        "submit again": lambda: (actions.submit, "writer", {"section": again(office)}),
        "recall": lambda: (actions.recall, "writer", {"section": office.submit()}),
        "endorse": lambda: (actions.endorse, "chief", {"section": office.submit()}),
        "approve": lambda: (actions.approve, "secretary", {"section": office.endorse()}),
        "send_back": lambda: (actions.send_back, "chief", {"section": office.submit(), "comment": "補充"}),
        "reassign": lambda: (
            actions.reassign, "secretary", {"section": office.submit(), "person": chief, "comment": "請假"},
        ),
        "reopen": lambda: (actions.reopen, "secretary", {"section": office.sign_off(), "comment": "更正"}),
        "request_consultation": lambda: (
            consultations.request_consultation, "chief", {"section": office.submit(), **question},
        ),
        "reply": lambda: (
            consultations.reply, "other_chief", {"consultation": asked(office), "answer": Reply.AGREE, "text": ""},
        ),
        "answer_objection": lambda: (
            consultations.answer_objection, "chief", {"consultation": objected(office), "text": "已更正"},
        ),
        "withdraw_consultation": lambda: (
            consultations.withdraw_consultation, "chief", {"consultation": asked(office)},
        ),
    }  # fmt: skip
    verb, who, arguments = scenes[name]()
    return cost(office, verb, who, **arguments)


SECTION_VERBS = [
    "submit", "submit again", "recall", "endorse", "approve", "send_back", "reassign", "reopen",
    "request_consultation", "reply", "answer_objection", "withdraw_consultation",
]  # fmt: skip


@pytest.mark.parametrize("name", SECTION_VERBS)
def test_a_verb_of_a_section_costs_so_many_statements(name, office):
    assert costs_of_a_section(name, office) == STATEMENTS[name]


def test_submitting_costs_the_same_after_many_rounds(office):
    for _time in range(4):
        again(office)

    assert costs_of_a_section("submit again", office) == STATEMENTS["submit again"]


def test_one_event_of_the_chain_takes_three_statements(office):
    made = {"report": office.report, "action": "x", "subject": "report", "payload": {}}

    assert cost(office, audit.append_event, "writer", **made) == STATEMENTS["append_event"]


@pytest.mark.parametrize("plans", [1, 3])
def test_the_verbs_of_a_report_cost_the_same_whatever_its_length(plans):
    office = make_office(plans=plans)
    office.sign_off_all()
    found = {}
    for name, who in (
        ("submit_report", "secretary"), ("send_back_report", "head"), ("submit_report", "secretary"),
        ("approve_report", "head"), ("publish_report", "secretary"), ("cancel_publication", "secretary"),
    ):  # fmt: skip
        verb = getattr(actions, name)
        found[name] = cost(office, verb, who, report=office.fresh_report(), comment="補充")

    assert found == {name: STATEMENTS[name] for name in found}


@pytest.mark.parametrize("name", ["correct_report", "withdraw_edition"])
def test_a_verb_after_the_release_costs_so_many_statements(name, office):
    office.make_public()

    found = cost(office, getattr(actions, name), "secretary", report=office.fresh_report(), comment="更正")

    assert found == STATEMENTS[name]


@pytest.mark.parametrize("items", [2, 40])
def test_a_full_desk_is_read_in_two_queries(items, django_assert_num_queries):
    office = office_with(items)

    with django_assert_num_queries(2):
        found = list(sections_awaiting(office.people["chief"], office.now()).order_by(*BY_URGENCY)[:50])

    assert len(found) == items
