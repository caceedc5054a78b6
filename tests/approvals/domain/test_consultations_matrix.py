"""Every verb of a consultation by everybody: the whole table written out, every cell really tried."""

from collections.abc import Callable
from functools import partial

import pytest

from approvals.domain import consultations
from approvals.enums import Reply
from approvals.models import Consultation
from reports.enums import Scope
from reports.models import Section
from tests.approvals.domain.test_actions_matrix import (
    NO_LONGER,
    SECTION_STATES,
    STANDS_LIKE,
    everybody,
    outcome,
    substitutes_of,
)
from tests.factories.office import Office, make_office

pytestmark = pytest.mark.django_db

# Whoever is of the agency is told about state and desk; anybody else, that they have no role.
REQUESTS: dict[str, tuple[str, dict[str, str]]] = {
    # state: what the agency's people are told, and who may ask
    "drafting": ("wrong_status", {"writer": "ok", "second_writer": "ok"}),
    "at supervisor": ("wrong_desk", {"chief": "ok", "deputy of chief": "ok"}),
    "at secretariat": ("wrong_desk", {"secretary": "ok", "deputy of secretary": "ok"}),
    "signed off": ("wrong_status", {}),
}
STRANGERS = (
    "writer of another agency", "chief of another agency", "secretary of another agency", "head of another agency",
    "deactivated chief", "superuser",
)  # fmt: skip
# Whom the chief asked: the other line division. Nobody else may speak for it.
VERBS: dict[str, tuple[str, dict[str, str]]] = {
    # verb: the answer that the question already has, and who may
    "reply": ("", {"other_chief": "ok"}),
    "answer_objection": (
        Reply.OBJECT, {"writer": "ok", "second_writer": "ok", "chief": "ok"},
    ),
    "withdraw_consultation": ("", {"chief": "ok", "secretary": "ok"}),
}  # fmt: skip


def no_comment(verb: Callable[..., object], **arguments: object) -> Callable[..., object]:
    """These verbs have no `comment`; `outcome` gives one to every move."""
    return lambda comment, **more: verb(**arguments, **more)


def ask(office: Office, section: Section) -> Consultation:
    return consultations.request_consultation(
        section=section, division=office.divisions["other"], scope=Scope.TEXT, is_mandatory=True,
        actor=office.people["chief"], now=office.now(),
    )  # fmt: skip


@pytest.mark.parametrize("state", REQUESTS)
def test_asking(state):
    office = make_office()
    section = SECTION_STATES[state](office)
    people = {**everybody(office), **substitutes_of(office)}
    verb = partial(
        consultations.request_consultation, division=office.divisions["other"], scope=Scope.TEXT, is_mandatory=True
    )

    found = {
        name: outcome(no_comment(verb, section=section, actor=user, now=office.now())) for name, user in people.items()
    }

    told, may = REQUESTS[state]
    assert found == {name: may.get(name, "no_role" if name in STRANGERS else told) for name in people}


@pytest.mark.parametrize("name", VERBS)
def test_on_a_question_that_was_asked(name):
    office = make_office()
    row = ask(office, office.submit())
    given, may = VERBS[name]
    if given:
        chief = office.people["other_chief"]
        consultations.reply(consultation=row, answer=Reply(given), text="不符", actor=chief, now=office.now())
    people = {**everybody(office), **substitutes_of(office)}
    extra = {"reply": {"answer": Reply.AGREE, "text": ""}, "answer_objection": {"text": "說明"}}.get(name, {})
    verb = partial(getattr(consultations, name), consultation=row, **extra)

    found = {who: outcome(no_comment(verb, actor=user, now=office.now())) for who, user in people.items()}

    told = {who: may.get(STANDS_LIKE.get(who, who), "no_role") for who in people}
    assert found == {**told, **OWN_QUESTION.get(name, {})}


# Only the person who asked takes a question back, not who sits in for them; the secretariat's substitute may.
OWN_QUESTION: dict[str, dict[str, str]] = {"withdraw_consultation": {"deputy of chief": "no_role"}}


def test_substitutes_are_among_those_who_try():
    office = make_office()

    assert set(substitutes_of(office)) == {*STANDS_LIKE, *NO_LONGER} - {"deputy of writing_chief"}
