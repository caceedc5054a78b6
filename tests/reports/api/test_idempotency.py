"""A move under an Idempotency-Key is made once, whatever is sent twice, at once or too late."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError

from approvals.models import Decision
from reports.models import IdempotentRequest
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, refusal
from tests.support.failing_table import refusing_inserts
from tests.support.races import race

KEY = "8e0f7c52-one-submission"


@pytest.fixture
def office(db) -> Office:
    return make_office()


def submit(office: Office, key: str = KEY, who: str = "other_writer", **body: object):
    address = f"{ROOT}/sections/{office.section('achievement-1').pk}/actions"
    return client_of(office.people[who]).post(
        address, {"action": "submit", **body}, format="json", headers={"Idempotency-Key": key}
    )


def ready(office: Office) -> Office:
    office.write("goals")
    office.write("achievement-1")
    return office


def test_a_repeat_gets_the_stored_answer(office):
    ready(office)

    first, second = submit(office), submit(office)

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.content == first.content
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Decision.objects.count() == 1


def test_without_a_key_a_repeat_is_judged_anew(office):
    ready(office)

    answers = [submit(office, key=""), submit(office, key="")]

    assert answers[0].status_code == 200
    assert refusal(answers[1]) == (409, "wrong_status")
    assert IdempotentRequest.objects.count() == 0


def test_one_key_is_for_one_request(office):
    ready(office)
    submit(office)

    other_body = submit(office, comment="別的")
    elsewhere = client_of(office.people["other_writer"]).post(
        f"{ROOT}/reports/{office.report.pk}/actions", {"action": "submit"}, headers={"Idempotency-Key": KEY}
    )

    assert refusal(other_body) == (422, "idempotency_key_reused")
    assert refusal(elsewhere) == (422, "idempotency_key_reused")


def test_keys_of_two_people_are_two_keys(office):
    ready(office)
    submit(office)

    response = submit(office, who="other_chief")

    assert refusal(response) == (403, "no_role")


def test_a_refusal_leaves_no_trace_and_may_be_tried_again(office):
    refused = submit(office)
    ready(office)

    accepted = submit(office)

    assert refusal(refused) == (422, "nothing_written")
    assert (accepted.status_code, "Idempotent-Replayed" in accepted) == (200, False)


def test_a_key_may_be_used_anew_after_a_day(office):
    ready(office)
    submit(office)
    IdempotentRequest.objects.update(created_at=office.now() - timedelta(days=400))

    response = submit(office)

    assert refusal(response) == (409, "wrong_status")


@pytest.mark.parametrize("key", ["x" * 121, "with space", "鍵", "tab\there"])
def test_a_key_that_is_none_is_refused(office, key):
    ready(office)

    response = submit(office, key=key)

    assert refusal(response) == (400, "invalid")
    assert Decision.objects.count() == 0


@pytest.mark.usefixtures("committed")
@pytest.mark.db_sensitive
def test_the_key_and_the_move_are_one_transaction(office):
    ready(office)

    with refusing_inserts("approvals_notice"), pytest.raises(DatabaseError):
        submit(office)

    assert (Decision.objects.count(), IdempotentRequest.objects.count()) == (0, 0)
    assert submit(office).status_code == 200


@pytest.mark.usefixtures("committed")
@pytest.mark.db_sensitive
def test_of_six_at_once_one_moves_and_all_get_its_answer():
    for trial in range(4):
        office = ready(make_office(f"nia{trial}"))

        answers = race([partial(submit, office)] * 6)

        assert [answer.status_code for answer in answers] == [200] * 6
        assert len({answer.content for answer in answers}) == 1
        assert sum("Idempotent-Replayed" in answer for answer in answers) == 5
        assert Decision.objects.filter(report=office.report).count() == 1
