"""The pairs of verbs that are raced, how each trial begins, and what may come of it."""

import json
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone

from approvals.domain import actions, consultations
from approvals.enums import Reply
from approvals.management.races.racers import Call
from approvals.management.races.scene import Scene, consult_accounting
from approvals.management.races.trial import Pair, Stage, Trial, books, one_winner, order_of_events
from approvals.models import Consultation, Round
from reports.domain.drafting import save_content
from reports.enums import ReportStatus, SectionStatus
from reports.models import Section, User

REPLAYED = "replayed "
"""Before the body of an answer that was found under its key, not made."""


def move(scene: Scene, section: Section, action: str, who: str, name: str = "") -> Call:
    """A section move as somebody makes it who looks at the section as it is."""
    arguments = {"section": section, "actor": scene.people[who], "comment": "理由", "now": timezone.now()}
    return Call(name or action, getattr(actions, action), arguments)


def edit(scene: Scene, section: Section) -> Call:
    arguments = {
        "section": section, "content": scene.new_plan(), "actor": scene.people["second_writer"],
        "based_on": section.etag, "now": timezone.now(),
    }  # fmt: skip
    return Call("edit", save_content, arguments)


# --- how a trial begins ------------------------------------------------------------------------------------------


def _approve_and_send_back(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.at_last_desk()
    return move(scene, section, "approve", "secretary"), move(scene, section, "send_back", "second_secretary")


def _approve_twice(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.at_last_desk()
    return (
        move(scene, section, "approve", "secretary"),
        move(scene, section, "approve", "second_secretary", "approve (second)"),
    )


def _edit_and_submit(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.drafting()
    return edit(scene, section), move(scene, section, "submit", "writer")


def _edit_and_approve(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.at_last_desk()
    return edit(scene, section), move(scene, section, "approve", "secretary")


def _recall_and_endorse(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.at_first_desk()
    return move(scene, section, "recall", "writer"), move(scene, section, "endorse", "chief")


def _substitute_and_principal(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.at_first_desk()
    return (
        move(scene, section, "endorse", "deputy", "substitute"),
        move(scene, section, "endorse", "chief", "principal"),
    )


def _reply_and_recall(stage: Stage) -> tuple[Call, Call]:
    scene, section = stage.scene, stage.scene.at_first_desk()
    asked = Consultation.objects.get(section=section, replied_at__isnull=True, withdrawn_at__isnull=True)
    arguments = {
        "consultation": asked, "answer": Reply.AGREE, "text": "", "actor": scene.people["accountant"],
        "now": timezone.now(),
    }  # fmt: skip
    return Call("reply", consultations.reply, arguments), move(scene, section, "recall", "writer")


def _publish_and_reopen(stage: Stage) -> tuple[Call, Call]:
    if stage.scene.fresh_report().status == ReportStatus.PUBLISHED:
        stage.renew()
    scene, report = stage.scene, stage.scene.approved()
    arguments = {"report": report, "actor": scene.people["secretary"], "now": timezone.now()}
    return (
        Call("publish", actions.publish_report, arguments),
        move(scene, scene.section(), "reopen", "second_secretary"),
    )


def _submit_twice(stage: Stage) -> tuple[Call, Call]:
    scene, section, key = stage.scene, stage.scene.drafting(), uuid4().hex
    arguments = {"user": scene.people["writer"], "section_id": section.pk, "key": key}
    return Call("submit", post_submission, arguments), Call("submit (again)", post_submission, arguments)


def post_submission(*, user: User, section_id: int, key: str) -> str:
    """陳核 over the API under an Idempotency-Key: the body of the answer. Raises AssertionError unless it is 200."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    client = Client(SERVER_NAME=host)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(
        f"/api/v1/sections/{section_id}/actions", json.dumps({"action": "submit"}), "application/json",
        headers={"Idempotency-Key": key}, secure=True,
    )  # fmt: skip
    text = response.content.decode()
    if response.status_code != 200:  # noqa: PLR2004
        raise AssertionError(f"{response.status_code} {text}")
    return REPLAYED * ("Idempotent-Replayed" in response) + text


# --- what may come of it -----------------------------------------------------------------------------------------


def _judge_edit_against_submit(trial: Trial) -> str:
    """What is under review is what its submitter saw."""
    seen, after = trial.before.section.current_revision_id, trial.after.section
    if after.status == SectionStatus.IN_REVIEW:
        pinned = Round.objects.get(section=after, closed_at__isnull=True).revision_id
        if not pinned == after.current_revision_id == seen:
            return f"revision {pinned} is under review, its submitter saw {seen}"
    return one_winner(trial, codes=("state_changed", "not_drafting"))


def _judge_edit_against_approve(trial: Trial) -> str:
    """The edit never goes through, and the sign-off is of the revision that was under review."""
    seen, after = trial.before.section.current_revision_id, trial.after.section
    if not seen == after.signed_off_revision_id == after.current_revision_id:
        return f"revision {seen} was decided on, {after.signed_off_revision_id} is signed off"
    if trial.winners != ["approve"]:
        return f"won: {trial.outcome}"
    return one_winner(trial, codes=("not_drafting",))


def _judge_reply_against_recall(trial: Trial) -> str:
    """A recall may go before a reply, never after one: the division has acted."""
    won = set(trial.winners)
    if won == {"reply", "recall"}:
        order = order_of_events(trial)
        return books(trial) if order == ["recall", "reply"] else f"both won, in this order: {order}"
    if won != {"reply"}:
        return f"won: {trial.outcome}, refused: {trial.losing_codes}"
    return one_winner(trial, codes=("state_changed", "desk_has_acted"))


def _judge_publish_against_reopen(trial: Trial) -> str:
    """Either the edition is out and nothing is reopened, or the approval is void and there is no edition."""
    after = trial.after
    found = (after.report_status, after.section.status, after.editions)
    if found not in {
        (ReportStatus.PUBLISHED, SectionStatus.SIGNED_OFF, 1),
        (ReportStatus.COMPILING, SectionStatus.DRAFTING, 0),
    }:
        return f"report, section, editions: {found}"
    return one_winner(trial, codes=("state_changed", "published"))


def _judge_double_submit(trial: Trial) -> str:
    """Both get the one answer, and it was made once."""
    if len(trial.winners) != 2:  # noqa: PLR2004
        return f"answers: {[(result.code, result.answer[:200]) for result in trial.results]}"
    answers = [result.answer for result in trial.results]
    if sum(answer.startswith(REPLAYED) for answer in answers) != 1:
        return "not exactly one answer was a replay"
    if len({answer.removeprefix(REPLAYED) for answer in answers}) != 1:
        return "the two answers differ"
    made = trial.after.decisions - trial.before.decisions
    return "" if made == 1 else f"{made} submissions were made"


PAIRS: tuple[Pair, ...] = (
    Pair("approve-send_back", _approve_and_send_back, one_winner),
    Pair("approve-approve", _approve_twice, one_winner),
    Pair("edit-submit", _edit_and_submit, _judge_edit_against_submit),
    Pair("edit-approve", _edit_and_approve, _judge_edit_against_approve),
    Pair("recall-endorse", _recall_and_endorse, partial(one_winner, codes=("state_changed", "desk_has_acted"))),
    Pair("publish-reopen", _publish_and_reopen, _judge_publish_against_reopen),
    Pair("substitute-principal", _substitute_and_principal, one_winner),
    Pair("reply-recall", _reply_and_recall, _judge_reply_against_recall, set_up=consult_accounting),
    Pair("double-submit", _submit_twice, _judge_double_submit),
)
