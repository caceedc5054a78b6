"""The outbox: claimed, sent and marked one by one; nothing lost to a failure, a crash or a second sender."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest

from approvals.domain.delivery import (
    BATCH,
    LEASE,
    MAX_ATTEMPTS,
    USUAL_PACE,
    Delivered,
    claim_notice,
    deliver_due,
    pause,
    queue_again,
)
from approvals.domain.preferences import set_preferences
from approvals.enums import NoticeKind, NoticeStatus
from approvals.models import Notice
from reports.models import User
from tests.factories.calendar import import_2026
from tests.factories.notices import queue
from tests.factories.office import NOW, make_office
from tests.support.races import race


class Post:
    """Keeps what it is given; refuses the ids in `refused`, or everything while `is_away`."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.tried: list[int] = []
        self.refused: set[int] = set()
        self.is_away = False

    def send(self, notice: Notice) -> None:
        self.tried.append(notice.pk)
        if self.is_away or notice.pk in self.refused:
            raise SMTPServerDisconnected("please run connect() first")
        self.taken.append(notice.pk)


def deliver(post: Post, *, now=NOW, **options) -> Delivered:
    return deliver_due(send=post.send, clock=lambda: now, **options)


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def post():
    return Post()


def test_what_waits_is_sent_in_order_and_once(office, post):
    notices = [queue(office).pk for _each in range(3)]

    first, second = deliver(post), deliver(post)

    assert (first, second) == (Delivered(sent=3), Delivered())
    assert post.taken == notices
    assert set(Notice.objects.values_list("status", "sent_at", "attempts")) == {(NoticeStatus.SENT, NOW, 1)}


def test_one_run_sends_a_bounded_number(office, post):
    for _each in range(4):
        queue(office)

    assert [deliver(post, limit=3).sent, deliver(post, limit=3).sent] == [3, 1]
    assert BATCH == 200


def test_a_failure_waits_and_the_others_go_out(office, post):
    first, second = queue(office), queue(office)
    post.refused = {first.pk}

    assert deliver(post) == Delivered(sent=1, postponed=1)

    first.refresh_from_db()
    assert (first.status, first.attempts) == (NoticeStatus.QUEUED, 1)
    assert first.error == "SMTPServerDisconnected: please run connect() first"
    assert timedelta(minutes=5) <= first.next_attempt_at - NOW < timedelta(minutes=6, seconds=15)
    assert post.taken == [second.pk]


def test_a_postponed_notice_goes_out_after_its_pause(office, post):
    notice = queue(office)
    post.is_away = True
    deliver(post)
    notice.refresh_from_db()
    post.is_away = False

    early = deliver(post, now=notice.next_attempt_at - timedelta(seconds=1))
    late = deliver(post, now=notice.next_attempt_at)

    assert (early, late) == (Delivered(), Delivered(sent=1))
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.error) == (NoticeStatus.SENT, 2, "")


def test_the_pause_doubles_and_is_the_same_each_time():
    pauses = [pause(attempts=n, message_id="<a@b>", first=timedelta(minutes=1)) for n in range(1, MAX_ATTEMPTS)]

    for n, each in enumerate(pauses):
        assert timedelta(minutes=2**n) <= each < timedelta(minutes=2**n) * 1.25
    assert pauses == [pause(attempts=n, message_id="<a@b>", first=timedelta(minutes=1)) for n in range(1, MAX_ATTEMPTS)]
    assert pauses[0] != pause(attempts=1, message_id="<c@d>", first=timedelta(minutes=1))


def test_a_notice_fails_for_good_after_its_attempts(office, post):
    notice = queue(office)
    post.is_away = True
    now = NOW

    outcomes = []
    for _attempt in range(MAX_ATTEMPTS + 1):
        outcomes.append(deliver(post, now=now))
        notice.refresh_from_db()
        now = notice.next_attempt_at

    assert outcomes == [*[Delivered(postponed=1)] * (MAX_ATTEMPTS - 1), Delivered(failed=1), Delivered()]
    assert (notice.status, notice.attempts) == (NoticeStatus.FAILED, MAX_ATTEMPTS)
    assert queue_again(notices=Notice.objects.all(), now=now) == 1
    post.is_away = False
    assert deliver(post, now=now) == Delivered(sent=1)


def test_a_server_that_is_away_does_not_use_up_everyones_attempts(office, post):
    for _each in range(10):
        queue(office)
    post.is_away = True

    assert deliver(post) == Delivered(postponed=3)
    assert Notice.objects.filter(attempts=0).count() == 7


def test_a_receiver_without_address_fails_at_once(office, post):
    office.people["chief"].email = ""
    office.people["chief"].save()
    notice = queue(office)

    assert deliver(post) == Delivered(failed=1)

    notice.refresh_from_db()
    assert (notice.status, notice.error) == (NoticeStatus.FAILED, "The receiver has no e-mail address.")
    assert post.tried == []


def leave(office, name="chief", **values) -> None:
    User.objects.filter(pk=office.people[name].pk).update(**values)


def test_what_is_owed_to_a_deactivated_person_is_dropped(office, post):
    waiting, given_up, others = queue(office), queue(office), queue(office, "writer")
    Notice.objects.exclude(pk=waiting.pk).update(status=NoticeStatus.FAILED, error="550")
    leave(office, is_active=False)

    assert deliver(post) == Delivered(dropped=2)

    found = dict(Notice.objects.values_list("pk", "status"))
    assert found == {
        waiting.pk: NoticeStatus.DROPPED,
        given_up.pk: NoticeStatus.DROPPED,
        others.pk: NoticeStatus.FAILED,
    }
    assert (post.tried, deliver(post)) == ([], Delivered())


@pytest.mark.parametrize(("keeps_role", "outcome"), [(True, Delivered(sent=1)), (False, Delivered(dropped=1))])
def test_who_went_to_another_agency_gets_mail_of_the_old_one_only_with_a_role_there(office, post, keeps_role, outcome):
    queue(office)
    leave(office, agency=make_office("other").agency)
    if not keeps_role:
        office.people["chief"].assignments.update(valid_to=NOW.date() - timedelta(days=1))

    assert deliver(post) == outcome


def test_a_kind_switched_off_stays_in_the_inbox(office, post):
    off = frozenset({NoticeKind.SIGNED_OFF})
    set_preferences(user=office.people["chief"], language="en", digest_hour=None, without_mail=off)
    kept, sent = queue(office, kind=NoticeKind.SIGNED_OFF), queue(office, kind=NoticeKind.SUBMITTED)

    assert deliver(post) == Delivered(sent=1, kept=1)

    kept.refresh_from_db()
    assert (kept.status, kept.attempts, kept.sent_at) == (NoticeStatus.INBOX_ONLY, 0, None)
    assert post.tried == [sent.pk]
    assert deliver(post) == Delivered()


def test_the_claim_of_a_killed_sender_runs_out(office, post):
    notice = queue(office)
    claim_notice(notice_id=notice.pk, now=NOW, pace=USUAL_PACE)

    before = deliver(post, now=NOW + LEASE - timedelta(seconds=1))
    after = deliver(post, now=NOW + LEASE)

    assert (before, after) == (Delivered(), Delivered(sent=1))


def test_a_sender_that_lost_its_claim_marks_nothing(office, post):
    notice = queue(office)
    later = NOW + LEASE

    def send_slowly(_notice: Notice) -> None:
        claim_notice(notice_id=notice.pk, now=later, pace=USUAL_PACE)

    deliver_due(send=send_slowly, clock=lambda: NOW)

    notice.refresh_from_db()
    assert (notice.status, notice.claimed_at) == (NoticeStatus.QUEUED, later)


REFUSED = SMTPRecipientsRefused({"nia-chief@example.tw": (550, b"no such user")})


def refusing(error: Exception):
    def send(_notice: Notice) -> None:
        raise error

    return send


def test_a_refused_address_is_not_tried_again_and_told_to_the_secretariat(office, post):
    first, _second = queue(office), queue(office)

    assert deliver_due(send=refusing(REFUSED), clock=lambda: NOW) == Delivered(failed=2)

    first.refresh_from_db()
    assert (first.status, first.attempts) == (NoticeStatus.FAILED, 1)
    told = Notice.objects.get(kind=NoticeKind.ADDRESS_REFUSED)
    assert (told.receiver, told.params["address"]) == (office.people["secretary"], "nia-chief@example.tw")
    assert "550" in told.params["error"]
    assert deliver(post) == Delivered(sent=1)
    assert post.taken == [told.pk]


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({"a@example.tw": (450, b"mailbox busy")}),
        SMTPDataError(554, b"no"),
        SMTPRecipientsRefused({}),
    ],
)
def test_what_may_pass_is_tried_again(office, error):
    queue(office)

    assert deliver_due(send=refusing(error), clock=lambda: NOW) == Delivered(postponed=1)
    assert not Notice.objects.filter(kind=NoticeKind.ADDRESS_REFUSED).exists()


def test_the_secretariats_own_refused_address_makes_no_circle(office):
    queue(office, "secretary", NoticeKind.ADDRESS_REFUSED, person="甲", address="a@b", error="550")
    queue(office, "secretary")

    assert deliver_due(send=refusing(REFUSED), clock=lambda: NOW) == Delivered(failed=2)
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("hours", "opens"),
    [(0, None), (7.9, None), (8, datetime(2026, 1, 13, 0, tzinfo=UTC)), (5 * 24, datetime(2026, 1, 19, 0, tzinfo=UTC))],
)
def test_reminders_keep_office_hours_and_moves_do_not(office, post, hours, opens):
    import_2026()
    kinds = (NoticeKind.NUDGE, NoticeKind.NUDGE, NoticeKind.SUBMITTED)
    reminders = [queue(office, kind=kind, deadline="section_due") for kind in kinds]
    now = NOW + timedelta(hours=hours)  # NOW is Monday, 10:00

    delivered = deliver(post, now=now)

    assert delivered == (Delivered(sent=1, waiting=2) if opens else Delivered(sent=3))
    if opens:
        assert set(Notice.objects.filter(status=NoticeStatus.QUEUED).values_list("next_attempt_at", "attempts")) == {
            (opens, 0)
        }
        assert deliver(post, now=opens) == Delivered(sent=2)
        assert post.taken[0] == reminders[2].pk


def test_without_a_calendar_a_reminder_waits_an_hour(office, post):
    queue(office, kind=NoticeKind.DAILY)

    assert deliver(post) == Delivered(waiting=1)
    assert Notice.objects.get().next_attempt_at == NOW + timedelta(hours=1)


@pytest.mark.db_sensitive
@pytest.mark.usefixtures("committed")
def test_simultaneous_senders_send_each_notice_once(post):
    office = make_office()
    notices = [queue(office).pk for _each in range(25)]

    results = race([lambda: deliver(post)] * 4)

    assert sorted(post.taken) == notices
    assert sum(result.sent for result in results) == 25
