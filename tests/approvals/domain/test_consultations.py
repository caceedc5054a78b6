"""會辦: asked by the route, the submitter and a reviewer; replies, objections, and what has to be asked again."""

import json

import pytest

from approvals.domain import actions, consultations
from approvals.domain.consultations import UnableToConsult
from approvals.domain.desk import consultations_awaiting
from approvals.domain.history import history
from approvals.enums import NoticeKind, Reply
from approvals.models import Consultation, Notice
from reports.content import Paragraph
from reports.domain.access import policy
from reports.domain.audit import first_break
from reports.enums import Scope, SectionStatus
from tests.factories.contents import budget, plan
from tests.factories.office import Office, make_office
from tests.factories.routes import with_accounting

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    return with_accounting(make_office())


def reply(office: Office, answer: Reply = Reply.AGREE, text: str = "", who: str = "accountant") -> Consultation:
    row = Consultation.objects.filter(replied_at=None, withdrawn_at=None).get()
    return consultations.reply(consultation=row, answer=answer, text=text, actor=office.people[who], now=office.now())


def endorse(office: Office) -> None:
    actions.endorse(section=office.section(), actor=office.people["chief"], now=office.now())


def ask(office: Office, who: str, **changes: object) -> Consultation:
    arguments = {"division": office.divisions["other"], "scope": Scope.TEXT, "is_mandatory": True, **changes}
    return consultations.request_consultation(
        section=office.section(), actor=office.people[who], now=office.now(), **arguments
    )


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(UnableToConsult) as caught:
        call(*arguments, **named)
    return caught.value.code


def test_a_section_with_a_budget_goes_to_accounting(office):
    section = office.submit()

    row = Consultation.objects.get(section=section)
    assert (row.division.code, row.scope, row.is_mandatory) == ("accounting", Scope.BUDGET, True)
    assert list(consultations_awaiting(office.people["accountant"], office.now())) == [row]
    assert Notice.objects.filter(kind=NoticeKind.CONSULTED, receiver=office.people["accountant"]).count() == 1


def test_a_section_without_a_budget_does_not(office):
    office.write("goals")
    office.write("plan-1", plan(budgets=()))

    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())

    assert not Consultation.objects.exists()


def test_the_consulted_division_may_read_the_section(office):
    section = office.submit()

    visible = policy().visible_sections(office.people["accountant"], office.now())

    assert list(visible) == [section]


def test_the_step_does_not_close_before_the_reply(office):
    office.submit()
    assert refusal(endorse, office) == "consultation_open"

    reply(office)
    endorse(office)

    assert office.section().status == SectionStatus.IN_REVIEW


def test_an_objection_has_to_be_answered(office):
    office.submit()
    row = reply(office, Reply.OBJECT, "保留款數字與本室帳載不符")
    assert refusal(endorse, office) == "objection_unanswered"

    consultations.answer_objection(
        consultation=row, text="已與本案會計憑證核對一致", actor=office.people["writer"], now=office.now()
    )
    endorse(office)

    row.refresh_from_db()
    assert row.is_settled


@pytest.mark.parametrize("answer", [Reply.OPINION, Reply.OBJECT])
def test_an_opinion_or_objection_without_text_is_refused(office, answer):
    office.submit()

    assert refusal(reply, office, answer, " ") == "text_required"


@pytest.mark.parametrize("who", ["writer", "chief", "other_chief", "secretary", "head", "outsider"])
def test_only_the_consulted_divisions_supervisor_replies(office, who):
    office.submit()

    assert refusal(reply, office, Reply.AGREE, "", who) == "no_role"


def sent_back_and_changed(office: Office, **changes: object) -> None:
    actions.send_back(section=office.section(), actor=office.people["chief"], comment="改", now=office.now())
    office.write(content=plan(**changes))
    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())


def test_a_reply_stands_while_the_part_it_covers_does(office):
    office.submit()
    reply(office)

    sent_back_and_changed(office, paragraphs=(Paragraph("p1", "改寫過。"),))

    assert Consultation.objects.count() == 1
    endorse(office)


def test_a_changed_budget_is_asked_about_again(office):
    office.submit()
    first = reply(office)

    sent_back_and_changed(office, budgets=(budget(explanation="補充說明"),))

    again = Consultation.objects.latest("id")
    assert (again.repeats, again.is_open) == (first, True)
    assert refusal(endorse, office) == "consultation_open"


def test_a_reviewer_asks_another_division(office):
    office.submit()
    reply(office)

    ask(office, "chief")

    assert refusal(endorse, office) == "consultation_open"
    reply(office, Reply.OPINION, "文字請再精簡", who="other_chief")
    endorse(office)


def test_an_advisory_question_holds_nothing_up(office):
    office.submit()
    reply(office)
    ask(office, "chief", is_mandatory=False)

    endorse(office)

    assert Consultation.objects.filter(replied_at=None).count() == 1


def test_the_submitter_asks_while_drafting_and_a_change_is_asked_about(office):
    office.write("goals")
    office.write()
    row = ask(office, "writer")
    office.write(content=plan(paragraphs=(Paragraph("p1", "改寫過。"),)))

    actions.submit(section=office.section(), actor=office.people["writer"], now=office.now())

    row.refresh_from_db()
    assert row.revision == office.section().current_revision


def test_a_second_open_question_about_the_same_is_refused(office):
    office.submit()
    ask(office, "chief")

    assert refusal(ask, office, "chief") == "asked_already"


@pytest.mark.parametrize(("division", "code"), [("line", "own_division")])
def test_a_division_is_not_asked_about_its_own_section(office, division, code):
    office.submit()

    assert refusal(ask, office, "chief", division=office.divisions[division]) == code


def test_another_agencys_division_is_not_asked(office):
    office.submit()

    assert refusal(ask, office, "chief", division=make_office("far").divisions["other"]) == "other_agency"


@pytest.mark.parametrize("who", ["other_writer", "outsider", "secretary"])
def test_who_does_not_hold_the_round_asks_nobody(office, who):
    office.submit()

    assert refusal(ask, office, who) in {"no_role", "wrong_desk"}


def test_a_question_is_withdrawn_by_who_asked(office):
    office.submit()
    reply(office)
    row = ask(office, "chief")

    consultations.withdraw_consultation(consultation=row, actor=office.people["chief"], now=office.now())

    endorse(office)
    assert refusal(
        consultations.reply, consultation=row, answer=Reply.AGREE, text="", actor=office.people["other_chief"],
        now=office.now(),
    ) == "not_open"  # fmt: skip


def test_the_routes_question_is_not_withdrawn_by_the_submitter(office):
    office.submit()
    row = Consultation.objects.get()

    code = refusal(
        consultations.withdraw_consultation, consultation=row, actor=office.people["writer"], now=office.now()
    )

    assert code == "no_role"


def test_a_recall_after_a_reply_is_refused(office):
    office.submit()
    reply(office)

    with pytest.raises(UnableToConsult.__mro__[1]) as caught:
        actions.recall(section=office.section(), actor=office.people["writer"], now=office.now())

    assert caught.value.code == "desk_has_acted"


def test_a_reply_makes_an_older_view_stale(office):
    seen = office.submit()
    reply(office, Reply.OBJECT, "數字不符")

    with pytest.raises(UnableToConsult.__mro__[1]) as caught:
        actions.send_back(section=seen, actor=office.people["chief"], comment="x", now=office.now())

    assert caught.value.code == "state_changed"
    assert first_break(office.report) is None


def test_a_reply_to_a_text_that_has_changed_since_is_refused(office):
    office.submit()
    seen = Consultation.objects.get()
    sent_back_and_changed(office, budgets=(budget(explanation="補充說明"),))

    code = refusal(
        consultations.reply, consultation=seen, answer=Reply.AGREE, text="", actor=office.people["accountant"],
        now=office.now(),
    )  # fmt: skip

    assert code == "state_changed"
    assert Consultation.objects.get().is_open


def asked_by_itself(office) -> list[dict]:
    """What the chain says of questions that nobody asked by hand."""
    events = office.report.audit_events.filter(action="request_consultation", actor=None).order_by("sequence")
    return [json.loads(event.payload_json) for event in events]


def test_a_question_that_the_route_asks_is_an_event_of_its_own(office):
    office.submit()

    said = asked_by_itself(office)

    assert [(each["division"], each["scope"], each["origin"], each["step"]) for each in said] == [
        ("accounting", "budget", "route", 1)
    ]
    assert history(office.report)[-2].actor == "The system"
    assert history(office.report)[-1].action == "Submit"


def test_a_question_that_is_asked_again_names_the_one_before(office):
    office.write("goals")
    office.write()
    first = ask(office, "writer")
    reply(office, who="other_chief")
    office.write(content=plan(paragraphs=(Paragraph("p1", "改寫。"),)))
    office.submit()

    said = [each for each in asked_by_itself(office) if each["division"] == "other"]

    assert [(each["origin"], each["repeats"]) for each in said] == [("submitter", first.pk)]
