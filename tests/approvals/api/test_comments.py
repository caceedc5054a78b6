"""Comments over the API: the threads, the verbs with their refusals, and who may not know of them."""

import pytest

from approvals.models import Comment
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.submit()
    return office


def comment(office: Office, who: str = "chief", key: str = "", **body: object):
    address = f"{ROOT}/sections/{office.section().pk}/comments"
    return client_of(office.people[who]).post(
        address, {"text": "請補充", **body}, headers={"Idempotency-Key": key} if key else {}
    )


def verb(office: Office, who: str, name: str, key: str = "", **body: object):
    address = f"{ROOT}/comments/{Comment.objects.earliest('id').pk}/{name}"
    return client_of(office.people[who]).post(address, body, headers={"Idempotency-Key": key} if key else {})


def test_a_thread_is_opened_replied_to_and_read(office):
    made = comment(office, place="i1", is_blocking=True)
    answer = verb(office, "writer", "replies", text="已補充")
    read = client_of(office.people["head"]).get(f"{ROOT}/sections/{office.section().pk}/comments").json()

    assert (made.status_code, answer.status_code) == (201, 201)
    thread = read["results"][0]
    assert (thread["place"], thread["is_blocking"], thread["revision"], thread["resolved_at"]) == ("i1", True, 1, None)
    assert [row["text"] for row in thread["replies"]] == ["已補充"]


def test_a_thread_is_resolved_reopened_and_overruled(office):
    comment(office, is_blocking=True)

    assert verb(office, "chief", "resolve").json()["resolved_by"]["username"] == "nia-chief"
    assert verb(office, "chief", "reopen").json()["resolved_by"] is None
    assert verb(office, "secretary", "overrule", reason="已確認").json()["overruled_reason"] == "已確認"


def test_refusals_have_their_codes(office):
    assert refusal(comment(office, place="i9")) == (400, "no_such_row")
    assert refusal(comment(office, text="")) == (400, "invalid")
    comment(office, is_blocking=True)
    assert refusal(verb(office, "writer", "resolve")) == (403, "not_your_block")
    assert refusal(verb(office, "chief", "reopen")) == (409, "not_resolved")
    assert refusal(verb(office, "chief", "overrule", reason="無妨")) == (403, "no_role")
    assert refusal(verb(office, "secretary", "overrule")) == (400, "invalid")


def test_the_sign_off_says_whose_comment_blocks_it(office):
    comment(office, "head", is_blocking=True)
    actions = f"{ROOT}/sections/{office.section().pk}/actions"
    client_of(office.people["chief"]).post(actions, {"action": "endorse"})

    response = client_of(office.people["secretary"]).post(actions, {"action": "approve"})

    assert refusal(response) == (409, "comment_blocking")
    assert "nia-head" in response.json()["error"]["message"]


@pytest.mark.parametrize("who", ["other_chief", "outsider", "stranger"])
def test_who_does_not_see_the_section_does_not_know_of_its_comments(office, who):
    office.people["stranger"] = make_office("npa").people["secretary"]
    comment(office)
    address = f"{ROOT}/sections/{office.section().pk}/comments"

    assert refusal(client_of(office.people[who]).get(address)) == (404, "not_found")
    assert refusal(comment(office, who)) == (404, "not_found")
    for name, body in (("replies", {"text": "x"}), ("resolve", {}), ("reopen", {}), ("overrule", {"reason": "x"})):
        assert refusal(verb(office, who, name, **body)) == (404, "not_found")


def test_the_threads_cost_the_same_queries_however_many(office, django_assert_num_queries):
    address = f"{ROOT}/sections/{office.section().pk}/comments"
    for _number in range(2):
        comment(office)
        verb(office, "writer", "replies", text="好")

        with django_assert_num_queries(3):
            client_of(office.people["chief"]).get(address)


def test_under_a_key_a_comment_and_its_verbs_are_made_once(office):
    """Each verb would be refused, or write a second comment, if it were done again."""
    calls = [
        lambda: comment(office, key="c", is_blocking=True),
        lambda: verb(office, "writer", "replies", key="a", text="已補充"),
        lambda: verb(office, "chief", "resolve", key="s"),
        lambda: verb(office, "chief", "reopen", key="r"),
        lambda: verb(office, "secretary", "overrule", key="o", reason="已查證"),
    ]

    answers = [(call(), call()) for call in calls]

    assert [first.status_code for first, _second in answers] == [201, 201, 200, 200, 200]
    assert all(second.content == first.content for first, second in answers)
    assert {second.get("Idempotent-Replayed") for _first, second in answers} == {"true"}
    assert Comment.objects.count() == 2


def test_a_key_of_another_comment_is_refused(office):
    comment(office, key="c")

    assert refusal(comment(office, key="c", text="別的")) == (422, "idempotency_key_reused")
    assert Comment.objects.count() == 1
