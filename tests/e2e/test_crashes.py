"""A process that dies in the middle of a move leaves all of it or none, and nothing that stops the next attempt."""

from collections.abc import Callable
from functools import partial

import pytest

from approvals.domain import actions, consultations
from approvals.enums import Reply
from approvals.models import Consultation
from reports.domain.audit import first_break
from reports.domain.drafting import save_content
from reports.enums import Scope
from tests.approvals.domain.test_actions_atomicity import everything
from tests.factories.contents import plan
from tests.factories.office import Office, make_office
from tests.factories.routes import with_accounting
from tests.support.crashes import killed_in_the_middle

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.db_sensitive,
    pytest.mark.usefixtures("committed"),
]

Verb = Callable[[], object]


def section_move(name: str, who: str, bring: Callable[[Office], object], **more: str) -> Callable[[Office], Verb]:
    def prepared(office: Office) -> Verb:
        bring(office)
        extra = {field: office.people[person] for field, person in more.items()}
        return partial(
            getattr(actions, name), section=office.section(), actor=office.people[who], comment="理由",
            now=office.now(), **extra,
        )  # fmt: skip

    return prepared


def report_move(name: str, who: str, bring: Callable[[Office], object]) -> Callable[[Office], Verb]:
    def prepared(office: Office) -> Verb:
        bring(office)
        return partial(
            getattr(actions, name), report=office.fresh_report(), actor=office.people[who], comment="理由",
            now=office.now(),
        )  # fmt: skip

    return prepared


def a_save(office: Office) -> Verb:
    office.write("goals")
    section = office.write()
    return partial(
        save_content, section=section, content=plan("新名稱"), actor=office.people["writer"],
        based_on=section.etag, now=office.now(),
    )  # fmt: skip


def a_question(office: Office) -> Verb:
    return partial(
        consultations.request_consultation, section=office.submit(), division=office.divisions["other"],
        scope=Scope.TEXT, is_mandatory=True, actor=office.people["chief"], now=office.now(),
    )  # fmt: skip


def asked(office: Office) -> Consultation:
    return a_question(office)()  # type: ignore[return-value]


def a_reply(office: Office) -> Verb:
    return partial(
        consultations.reply, consultation=asked(office), answer=Reply.OBJECT, text="數字不符",
        actor=office.people["other_chief"], now=office.now(),
    )  # fmt: skip


def an_answer(office: Office) -> Verb:
    row = a_reply(office)()
    return partial(
        consultations.answer_objection, consultation=row, text="已更正", actor=office.people["chief"], now=office.now()
    )


def a_withdrawal(office: Office) -> Verb:
    row = asked(office)
    return partial(
        consultations.withdraw_consultation, consultation=row, actor=office.people["chief"], now=office.now()
    )


VERBS: dict[str, Callable[[Office], Verb]] = {
    "save": a_save,
    "submit": section_move("submit", "writer", lambda office: (office.write("goals"), office.write())),
    "recall": section_move("recall", "writer", Office.submit),
    "endorse": section_move("endorse", "chief", Office.submit),
    "approve": section_move("approve", "secretary", Office.endorse),
    "send_back": section_move("send_back", "secretary", Office.endorse),
    "reassign": section_move("reassign", "secretary", Office.submit, person="chief"),
    "reopen": section_move("reopen", "secretary", Office.approve_report),
    "request_consultation": a_question,
    "reply": a_reply,
    "answer_objection": an_answer,
    "withdraw_consultation": a_withdrawal,
    "submit_report": report_move("submit_report", "secretary", Office.sign_off_all),
    "send_back_report": report_move("send_back_report", "head", Office.send_up),
    "approve_report": report_move("approve_report", "head", Office.send_up),
    "publish_report": report_move("publish_report", "secretary", Office.approve_report),
    "publish a correction": report_move(
        "publish_report", "secretary", lambda o: (o.open_correction(), o.approve_report())
    ),
    "cancel_publication": report_move("cancel_publication", "secretary", Office.publish),
    "correct_report": report_move("correct_report", "secretary", Office.make_public),
    "withdraw_edition": report_move("withdraw_edition", "secretary", Office.make_public),
}


@pytest.mark.parametrize("name", VERBS)
def test_a_process_killed_in_the_middle_leaves_nothing(name):
    """Killed while it appends its audit event: its other rows are written, its transaction is not committed."""
    office = with_accounting(make_office()) if name == "submit" else make_office()
    verb = VERBS[name](office)
    before = everything()

    killed_in_the_middle(verb, table="reports_auditevent")

    assert everything() == before
    verb()
    assert everything() != before
    assert first_break(office.report) is None


def test_a_publication_killed_at_its_last_row_leaves_nothing():
    office = make_office()
    verb = VERBS["publish_report"](office)
    before = everything()

    killed_in_the_middle(verb, table="approvals_notice")

    assert everything() == before
    assert verb().number == 1


def test_every_move_is_killed():
    moves = {*actions.SECTION_MOVES.values(), *actions.REPORT_MOVES.values(), actions.reassign}

    assert {move.__name__ for move in moves} <= set(VERBS)
