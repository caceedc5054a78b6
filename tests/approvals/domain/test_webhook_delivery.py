"""Posting: claimed, marked, tried again; one receiver's trouble is not another's."""

from datetime import timedelta

import pytest

from approvals.domain.delivery import Delivered
from approvals.domain.webhook_delivery import MAX_ATTEMPTS, PACE, UnableToReplay, claim, deliver_due, prune, replay
from approvals.domain.webhooks import UnableToRegister, sweep
from approvals.enums import WebhookStatus
from approvals.models import WebhookDelivery, WebhookEndpoint
from tests.factories.office import NOW, make_office
from tests.factories.webhooks import URL, endpoint
from tests.support.races import race


class Post:
    """Answers `status`, but what is in `answers` by address; keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.answers: dict[str, int | Exception] = {}

    def __call__(self, delivery, _now) -> int:
        self.sent.append(delivery.pk)
        answer = self.answers.get(delivery.endpoint.url, 200)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def office(db):
    office = make_office()
    endpoint(office)
    office.sign_off("follow-up")
    sweep(now=NOW)
    return office


def run(post: Post, now=NOW, **options) -> Delivered:
    return deliver_due(post=post, clock=lambda: now, **options)


def test_what_is_owed_goes_out_in_order_and_once(office, post):
    assert (run(post), run(post)) == (Delivered(sent=3), Delivered())
    assert post.sent == sorted(post.sent)
    assert set(WebhookDelivery.objects.values_list("status", "attempts", "response_status", "delivered_at")) == {
        (WebhookStatus.DELIVERED, 1, 200, NOW)
    }


def test_what_was_delivered_long_ago_leaves_the_log_and_is_not_owed_anew(office, post):
    run(post)
    queued, failed, _delivered = WebhookDelivery.objects.order_by("id")
    WebhookDelivery.objects.filter(pk=queued.pk).update(status=WebhookStatus.QUEUED)
    WebhookDelivery.objects.filter(pk=failed.pk).update(status=WebhookStatus.FAILED)
    day, later = timedelta(days=1), NOW + timedelta(days=1)

    kept = [prune(older_than=day, now=later), prune(older_than=timedelta(0), now=later + day)]
    gone = [prune(older_than=day, now=later + timedelta(seconds=1)) for _each in range(2)]
    sweep(now=later)

    assert (kept, gone) == ([0, 0], [1, 0])
    assert set(WebhookDelivery.objects.values_list("pk", flat=True)) == {queued.pk, failed.pk}


@pytest.mark.parametrize(
    ("answer", "error"),
    [(500, "HTTP 500"), (302, "HTTP 302"), (410, "HTTP 410"), (TimeoutError("read"), "TimeoutError: read")],
)
def test_a_failure_is_noted_and_waits(office, post, answer, error):
    post.answers[URL] = answer

    assert run(post) == Delivered(postponed=1)

    first = WebhookDelivery.objects.order_by("id").first()
    assert (first.status, first.attempts, first.error) == (WebhookStatus.QUEUED, 1, error)
    assert timedelta(minutes=1) <= first.next_attempt_at - NOW <= timedelta(seconds=75)
    assert first.response_status == (answer if isinstance(answer, int) else None)


def test_a_receiver_that_recovers_gets_everything(office, post):
    post.answers[URL] = 503
    run(post)
    post.answers.clear()

    assert run(post, NOW + timedelta(minutes=2)) == Delivered(sent=3)
    assert WebhookDelivery.objects.filter(error="").count() == 3


def test_a_receiver_that_is_away_holds_up_no_other(office, post):
    other = endpoint(office, "https://other.example.tw/")
    office.submit("plan-1")
    sweep(now=NOW)
    post.answers[URL] = 503

    assert run(post) == Delivered(sent=1, postponed=1)
    assert other.deliveries.get().status == WebhookStatus.DELIVERED


def test_a_message_is_given_up_and_sent_again_by_hand(office, post):
    post.answers[URL] = 500
    row, now = WebhookDelivery.objects.order_by("id").first(), NOW
    WebhookDelivery.objects.exclude(pk=row.pk).delete()
    outcomes = []
    for _attempt in range(MAX_ATTEMPTS):
        outcomes.append(run(post, now))
        row.refresh_from_db()
        now = row.next_attempt_at

    assert outcomes == [*[Delivered(postponed=1)] * (MAX_ATTEMPTS - 1), Delivered(failed=1)]
    assert (row.status, run(post, now)) == (WebhookStatus.FAILED, Delivered())
    before = (row.delivery_id, row.body)
    again = replay(delivery=row, actor=office.people["secretary"], now=now)
    post.answers.clear()
    assert run(post, now) == Delivered(sent=1)
    assert (again.delivery_id, again.body) == before


def test_what_is_still_tried_is_not_sent_again(office):
    with pytest.raises(UnableToReplay):
        replay(delivery=WebhookDelivery.objects.first(), actor=office.people["secretary"], now=NOW)


def test_others_replay_nothing(office, post):
    run(post)

    for person in (office.people["head"], make_office("npa").people["secretary"]):
        with pytest.raises(UnableToRegister):
            replay(delivery=WebhookDelivery.objects.first(), actor=person, now=NOW)


def test_the_claim_of_a_killed_sender_runs_out(office, post):
    row = WebhookDelivery.objects.order_by("id").first()
    WebhookDelivery.objects.exclude(pk=row.pk).delete()
    claim(pk=row.pk, now=NOW, pace=PACE)

    assert run(post, NOW + PACE.lease - timedelta(seconds=1)) == Delivered()
    assert run(post, NOW + PACE.lease) == Delivered(sent=1)


def test_what_is_queued_for_a_sleeping_endpoint_waits(office, post):
    WebhookEndpoint.objects.update(is_active=False)
    assert run(post) == Delivered()

    WebhookEndpoint.objects.update(is_active=True)
    assert run(post) == Delivered(sent=3)


def test_one_run_sends_one_receiver_a_bounded_number(office, post):
    assert [run(post, limit=2).sent, run(post, limit=2).sent] == [2, 1]


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_simultaneous_senders_post_each_message_once(post):
    office = make_office()
    for number in range(3):
        endpoint(office, f"https://r{number}.example.tw/")
    office.sign_off("follow-up")
    sweep(now=NOW)

    results = race([lambda: run(post)] * 4)

    assert sorted(post.sent) == list(WebhookDelivery.objects.order_by("id").values_list("pk", flat=True))
    assert sum(result.sent for result in results) == 9
