"""會辦 over the API: asked, replied to, answered, withdrawn; and what others may not even know of."""

import pytest

from approvals.models import Consultation
from reports.domain.audit import first_break
from reports.models import AuditEvent
from tests.factories.office import Office, make_office
from tests.factories.routes import with_accounting
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return with_accounting(make_office())


def post(office: Office, who: str, path: str, body: object = None, **headers: str):
    return client_of(office.people[who]).post(f"{ROOT}/{path}", body or {}, format="json", headers=headers)


def asked_by_route(office: Office) -> Consultation:
    office.submit()
    return Consultation.objects.get()


def test_a_question_of_the_route_is_found_and_replied_to(office):
    row = asked_by_route(office)
    client = client_of(office.people["accountant"])

    [listed] = client.get(f"{ROOT}/consultations").json()["results"]
    body = {"reply": "agree", "scope_sha256": listed["scope_sha256"]}
    answer = post(office, "accountant", f"consultations/{row.pk}/reply", body)

    assert (listed["id"], listed["section"]["code"], listed["scope"]) == (row.pk, "plan-1", "budget")
    assert answer.status_code == 200
    assert answer.json()["consultation"]["reply"] == "agree"
    assert answer.json()["actions"] == []
    assert client.get(f"{ROOT}/consultations").json()["results"] == []


def test_an_objection_is_answered_by_the_writer(office):
    row = asked_by_route(office)
    post(office, "accountant", f"consultations/{row.pk}/reply", {"reply": "object", "text": "保留款不符"})

    seen = client_of(office.people["writer"]).get(f"{ROOT}/consultations/{row.pk}").json()
    answer = post(office, "writer", f"consultations/{row.pk}/answer", {"text": "已核對"})

    assert seen["actions"] == ["answer_objection"]
    assert answer.json()["consultation"]["is_settled"] is True


def test_a_writer_asks_and_withdraws(office):
    office.write("goals")
    section = office.write()

    body = {"division": "other", "scope": "text", "question": "用語是否妥適？"}
    made = post(office, "writer", f"sections/{section.pk}/consultations", body).json()
    gone = post(office, "writer", f"consultations/{made['consultation']['id']}/withdraw")

    assert (made["consultation"]["origin"], made["consultation"]["step"]) == ("submitter", 1)
    assert made["actions"] == ["withdraw_consultation"]
    assert gone.json()["consultation"]["withdrawn_by"]["username"] == "nia-writer"


def test_a_question_under_one_key_is_asked_once(office):
    office.write("goals")
    path = f"sections/{office.write().pk}/consultations"

    answers = [post(office, "writer", path, {"division": "other"}, **{"Idempotency-Key": "k"}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Consultation.objects.count() == 1


def test_the_address_is_in_the_audit_chain(office):
    row = asked_by_route(office)
    client = client_of(office.people["accountant"])

    client.post(f"{ROOT}/consultations/{row.pk}/reply", {"reply": "agree"}, REMOTE_ADDR="203.0.113.9")

    assert '"address":"203.0.113.9"' in AuditEvent.objects.get(action="reply").payload_json
    assert first_break(office.report) is None


@pytest.mark.parametrize(
    ("who", "verb", "body", "answer"),
    [
        ("accountant", "reply", {"reply": "object"}, (400, "text_required")),
        ("accountant", "reply", {"reply": "maybe"}, (400, "invalid")),
        ("accountant", "reply", {"reply": "agree", "scope_sha256": "0" * 64}, (409, "state_changed")),
        ("chief", "reply", {"reply": "agree"}, (403, "no_role")),
        ("accountant", "answer", {"text": "x"}, (403, "no_role")),
        ("writer", "answer", {"text": "x"}, (409, "no_objection")),
        ("writer", "withdraw", {}, (403, "no_role")),
        ("other_chief", "reply", {"reply": "agree"}, (404, "not_found")),
        ("outsider", "withdraw", {}, (404, "not_found")),
    ],
)
def test_a_verb_that_may_not_be_used_changes_nothing(office, who, verb, body, answer):
    row = asked_by_route(office)

    assert refusal(post(office, who, f"consultations/{row.pk}/{verb}", body)) == answer
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.parametrize(
    ("who", "division", "answer"),
    [
        ("writer", "line", (400, "own_division")),
        ("writer", "nowhere", (400, "invalid")),
        ("secretary", "other", (409, "wrong_status")),
        ("other_writer", "other", (404, "not_found")),
    ],
)
def test_a_question_that_may_not_be_asked_is_refused(office, who, division, answer):
    office.write("goals")
    section = office.write()

    found = refusal(post(office, who, f"sections/{section.pk}/consultations", {"division": division}))

    assert found == answer
    assert not Consultation.objects.exists()


def test_a_consultation_of_another_agency_has_no_address(office):
    row = asked_by_route(office)
    stranger = client_of(make_office("npa").people["secretary"])

    assert refusal(stranger.get(f"{ROOT}/consultations/{row.pk}")) == (404, "not_found")
    for verb in ("reply", "answer", "withdraw"):
        answer = stranger.post(f"{ROOT}/consultations/{row.pk}/{verb}", {"reply": "agree", "text": "x"})
        assert refusal(answer) == (404, "not_found")
