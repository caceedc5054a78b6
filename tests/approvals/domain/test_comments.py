"""Comments: on which rows, by whom, who is told, and what a blocking one stops."""

import pytest

from approvals.domain import actions, comments
from approvals.domain.comments import UnableToComment
from approvals.domain.refusals import UnableToDecide
from approvals.enums import NoticeKind, Role
from approvals.models import Comment, Notice
from reports.domain.audit import first_break
from reports.enums import SectionStatus
from reports.models import AuditEvent
from tests.factories.contents import plan
from tests.factories.office import Office, assign, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.db_sensitive]


@pytest.fixture
def office() -> Office:
    office = make_office()
    office.submit()
    return office


def comment(office: Office, who: str = "chief", text: str = "請補充", **changes: object) -> Comment:
    arguments = {"section": office.section(), "text": text, "actor": office.people[who], "now": office.now()}
    return comments.comment(**{**arguments, **changes})


def do(verb, office: Office, thread: Comment, who: str, **more: object) -> Comment:
    return verb(thread=thread, actor=office.people[who], now=office.now(), **more)


def code(call, *arguments, **named) -> str:
    with pytest.raises(UnableToComment) as caught:
        call(*arguments, **named)
    assert caught.value.text
    return caught.value.code


def approve(office: Office) -> None:
    actions.endorse(section=office.section(), actor=office.people["chief"], now=office.now())
    actions.approve(section=office.section(), actor=office.people["secretary"], now=office.now())


def told(office: Office) -> list[str]:
    rows = Notice.objects.filter(kind=NoticeKind.MENTIONED).order_by("receiver__username")
    return list(rows.values_list("receiver__username", flat=True))


@pytest.mark.parametrize("place", ["", "p1", "i1", "b1"])
def test_a_comment_is_on_the_section_or_on_a_row_of_it(office, place):
    row = comment(office, place=place)

    assert (row.place, row.revision, row.author) == (
        place, office.section().current_revision, office.people["chief"],
    )  # fmt: skip
    assert list(comments.threads(office.section())) == [row]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"place": "i9"}, "no_such_row"),
        ({"place": "title"}, "no_such_row"),
        ({"text": " \n"}, "text_required"),
        ({"text": "長" * 4001}, "text_too_long"),
        ({"text": "a\u202eb"}, "bad_character"),
        ({"text": "a\0b"}, "bad_character"),
    ],
)
def test_what_is_no_comment_is_refused(office, changes, expected):
    assert code(comment, office, **changes) == expected
    assert not Comment.objects.exists()


@pytest.mark.parametrize("who", ["writer", "second_writer", "chief", "clerk", "secretary", "head"])
def test_who_sees_the_section_may_comment_and_reply_or_not_at_all(office, who):
    thread = comment(office)
    sees = who != "clerk"

    if not sees:
        assert code(do, comments.reply, office, thread, who, text="已補充") == "no_role"
    else:
        assert do(comments.reply, office, thread, who, text="已補充").thread == thread
    assert thread.replies.count() == int(sees)


def test_other_divisions_other_agencies_and_superusers_do_not_comment(office):
    stranger = make_office("npa").people["secretary"]
    root = make_user("root", office.agency, is_superuser=True)

    assert [code(comment, office, actor=actor) for actor in (office.people["other_chief"], stranger, root)] == [
        "no_role", "no_role", "no_role",
    ]  # fmt: skip
    assign(root, office.divisions["line"], Role.SUPERVISOR)
    assert comment(office, actor=root).author == root


def test_a_comment_does_not_disturb_a_decision_and_a_blocking_one_does(office):
    seen = office.section()
    comment(office)
    assert office.section().lock_version == seen.lock_version

    comment(office, is_blocking=True)
    with pytest.raises(UnableToDecide, match="state_changed"):
        actions.endorse(section=seen, actor=office.people["chief"], now=office.now())


def test_a_blocking_comment_stops_the_sign_off_until_its_author_resolves_it(office):
    thread = comment(office, "head", is_blocking=True)
    with pytest.raises(UnableToDecide, match="comment_blocking"):
        approve(office)
    assert office.section().status == SectionStatus.IN_REVIEW

    do(comments.resolve, office, thread, "head")
    actions.approve(section=office.section(), actor=office.people["secretary"], now=office.now())

    assert office.section().status == SectionStatus.SIGNED_OFF


def test_a_comment_that_does_not_block_lets_the_sign_off_pass(office):
    comment(office, "head")
    approve(office)

    assert office.section().status == SectionStatus.SIGNED_OFF


@pytest.mark.parametrize("who", ["writer", "secretary", "head"])
def test_only_its_author_resolves_a_blocking_comment(office, who):
    thread = comment(office, is_blocking=True)

    assert code(do, comments.resolve, office, thread, who) == "not_your_block"
    assert thread in comments.blocking(office.section())


def test_the_secretariat_overrules_with_a_reason_that_is_kept(office):
    thread = comment(office, is_blocking=True)
    assert code(do, comments.overrule, office, thread, "secretary", reason=" ") == "reason_required"

    do(comments.overrule, office, thread, "secretary", reason="已電話確認", address="192.0.2.7")

    thread.refresh_from_db()
    assert (thread.resolved_by, thread.overruled_reason) == (office.people["secretary"], "已電話確認")
    event = AuditEvent.objects.get(action="overrule_comment")
    assert "已電話確認" in event.payload_json
    assert "192.0.2.7" in event.payload_json
    approve(office)
    assert first_break(office.report) is None


@pytest.mark.parametrize("who", ["writer", "chief", "head"])
def test_nobody_else_overrules(office, who):
    thread = comment(office, is_blocking=True)

    assert code(do, comments.overrule, office, thread, who, reason="無妨") == "no_role"


def test_nobody_overrules_a_comment_on_their_own_text(office):
    assign(office.people["writer"], office.divisions["secretariat"], Role.SECRETARIAT)
    thread = comment(office, is_blocking=True)

    assert code(do, comments.overrule, office, thread, "writer", reason="無妨") == "own_work"
    assert not comments.may_overrule(office.section(), office.people["writer"], office.now())
    assert comments.may_overrule(office.section(), office.people["secretary"], office.now())


def test_a_thread_is_resolved_and_reopened_once_each(office):
    thread = comment(office)
    assert code(do, comments.reopen, office, thread, "writer") == "not_resolved"
    assert code(do, comments.overrule, office, thread, "secretary", reason="無妨") == "not_blocking"

    do(comments.resolve, office, thread, "writer")
    assert code(do, comments.resolve, office, thread, "chief") == "resolved_already"
    do(comments.reopen, office, thread, "chief")

    assert Comment.objects.get().is_open
    assert list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))[-3:] == [
        "comment", "resolve_comment", "reopen_comment",
    ]  # fmt: skip


def test_a_blocking_comment_is_reopened_by_its_author_before_the_sign_off_only(office):
    thread = comment(office, is_blocking=True)
    do(comments.resolve, office, thread, "chief")
    assert code(do, comments.reopen, office, thread, "head") == "not_your_block"
    approve(office)

    assert code(do, comments.reopen, office, thread, "chief") == "signed_off"
    assert code(comment, office, is_blocking=True) == "signed_off"


def test_what_was_overruled_stays_so(office):
    thread = comment(office, is_blocking=True)
    do(comments.overrule, office, thread, "secretary", reason="已確認")

    assert code(do, comments.reopen, office, thread, "chief") == "not_your_block"


def test_a_reply_is_not_resolved_and_not_replied_to(office):
    answer = do(comments.reply, office, comment(office), "writer", text="已補充")

    assert code(do, comments.resolve, office, answer, "chief") == "not_a_thread"
    assert code(do, comments.reply, office, answer, "chief", text="好") == "not_a_thread"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("請@nia-writer補充，另請 @nia-head. 知悉", ["nia-head", "nia-writer"]),
        ("@nia-writer @nia-writer", ["nia-writer"]),
        ("@nia-second_writer看看", ["nia-second_writer"]),
        ("寄到 a@nia-writer 或 nobody@example.tw", []),
        ("@nobody @nia @", []),
        ("@nia-other_chief @nia-outsider 看不到這一節", []),
        ("@npa-secretary 是別的機關", []),
        ("@nia-chief 是我自己", []),
    ],
)
def test_who_is_mentioned_is_told_if_they_may_see_the_section(office, text, expected):
    make_office("npa")

    comment(office, text=text)

    assert told(office) == expected


def test_somebody_who_left_is_not_told(office):
    office.people["writer"].is_active = False
    office.people["writer"].save()

    comment(office, text="@nia-writer")

    assert told(office) == []


def test_a_thread_outlives_its_row(office):
    thread = comment(office, place="i1")
    actions.send_back(section=office.section(), actor=office.people["chief"], comment="改", now=office.now())
    office.write("plan-1", plan(indicators=()))

    assert do(comments.reply, office, thread, "writer", text="已刪除").place == "i1"
