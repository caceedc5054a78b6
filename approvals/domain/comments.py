"""Comments on a section: threads on a row, mentions, and blocking ones, which keep it from being signed off.

A blocking comment that is made, resolved, overruled or reopened grows the section's `lock_version`, so that a decision
on a view without it is refused. Every write holds the section's row lock.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import notices
from approvals.domain.authorship import authors_of
from approvals.domain.mandates import Mandate, mandates
from approvals.enums import CommentAction, NoticeKind, Role
from approvals.models import Comment, Notice
from reports.content.keys import rows
from reports.domain import access, audit
from reports.domain.locks import lock_section
from reports.domain.refusals import Refusal
from reports.enums import Ability, SectionStatus
from reports.models import Section, User
from reports.values.text import forbidden_characters, normalise

LONGEST_TEXT = 4000
MOST_MENTIONS = 20
_MENTION = re.compile(r"(?<![A-Za-z0-9_.+-])@([\w.+-]{1,150})")


class UnableToComment(Refusal):
    """Why a comment was not made, resolved, reopened or overruled; nothing was written."""

    texts: ClassVar[Mapping[str, Promise]] = {
        "no_role": _("You have no role that allows this."),
        "text_required": _("Write a comment."),
        "text_too_long": _("A comment has at most %(limit)s characters."),
        "bad_character": _("The comment contains a character that cannot be kept: %(code_point)s in line %(line)s."),
        "no_such_row": _("The section as last saved has no such row: %(place)s"),
        "signed_off": _("The section is signed off, so a comment can no longer block that."),
        "not_a_thread": _("This is a reply; only the comment that it replies to can be resolved."),
        "resolved_already": _("This comment has been resolved already."),
        "not_resolved": _("This comment has not been resolved."),
        "not_your_block": _("A blocking comment is resolved by its author, or overruled by the secretariat."),
        "not_blocking": _("Only a blocking comment is overruled; others can simply be resolved."),
        "reason_required": _("Give a reason for overruling this comment."),
        "own_work": _("You wrote or submitted this text, so somebody else has to overrule the comment."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "no_role": 403, "own_work": 403, "not_your_block": 403, "text_required": 400, "text_too_long": 400,
        "bad_character": 400, "no_such_row": 400, "reason_required": 400, "not_a_thread": 400, "not_blocking": 400,
    }  # fmt: skip


# --- the verbs -------------------------------------------------------------------------------------------------


def comment(
    *, section: Section, text: str, actor: User, now: datetime, place: str = "", is_blocking: bool = False,
    address: str | None = None,
) -> Comment:  # fmt: skip
    """Open a thread on the section (`place` "") or on one of its rows (its key)."""
    text = _checked(text)
    with transaction.atomic():
        locked = lock_section(section)
        _require_reader(locked, actor, now)
        if place and place not in {row.key for _path, row in rows(locked.content)}:
            raise UnableToComment("no_such_row", place=place)
        if is_blocking:
            _require_unsigned(locked)
        row = Comment.objects.create(
            section=locked, place=place, revision=locked.current_revision, text=text, is_blocking=is_blocking,
            author=actor, written_at=now,
        )  # fmt: skip
        _record(row, CommentAction.COMMENT, actor=actor, address=address, now=now, text=text)
        _tell_mentioned(row, locked, now)
    return row


def reply(*, thread: Comment, text: str, actor: User, now: datetime, address: str | None = None) -> Comment:
    """Add to a thread, resolved or not."""
    text = _checked(text)
    with transaction.atomic():
        locked = lock_section(thread.section)
        _require_reader(locked, actor, now)
        if thread.thread_id is not None:
            raise UnableToComment("not_a_thread")
        row = Comment.objects.create(
            section=locked, place=thread.place, thread=thread, revision=locked.current_revision, text=text,
            author=actor, written_at=now,
        )  # fmt: skip
        _record(row, CommentAction.COMMENT, actor=actor, address=address, now=now, text=text, reply_to=thread.pk)
        _tell_mentioned(row, locked, now)
    return row


def resolve(*, thread: Comment, actor: User, now: datetime, address: str | None = None) -> Comment:
    """Close a thread: a blocking one by its author alone, another by everyone who may comment."""
    with transaction.atomic():
        row = _locked(thread, actor, now)
        if row.resolved_at is not None:
            raise UnableToComment("resolved_already")
        if row.is_blocking and row.author_id != actor.pk:
            raise UnableToComment("not_your_block")
        return _close(row, CommentAction.RESOLVE_COMMENT, actor=actor, address=address, now=now)


def overrule(*, thread: Comment, reason: str, actor: User, now: datetime, address: str | None = None) -> Comment:
    """Close somebody's blocking comment by the secretariat, with a reason; not over one's own text."""
    with transaction.atomic():
        row = _locked(thread, actor, now)
        mandate = _overruling(row.section, actor, now)
        if not row.is_blocking:
            raise UnableToComment("not_blocking")
        if row.resolved_at is not None:
            raise UnableToComment("resolved_already")
        if not reason.strip():
            raise UnableToComment("reason_required")
        row.overruled_reason = _checked(reason)
        return _close(
            row, CommentAction.OVERRULE_COMMENT, actor=actor, address=address, now=now, reason=row.overruled_reason,
            acting_for=mandate.acting_for, capacity=mandate.capacity.value if mandate.capacity else "",
        )  # fmt: skip


def reopen(*, thread: Comment, actor: User, now: datetime, address: str | None = None) -> Comment:
    """Open a resolved thread again: a blocking one by its author alone, and only before the sign-off.

    What the secretariat has overruled stays overruled.
    """
    with transaction.atomic():
        row = _locked(thread, actor, now)
        if row.resolved_at is None:
            raise UnableToComment("not_resolved")
        if row.is_blocking:
            if row.author_id != actor.pk or row.overruled_reason:
                raise UnableToComment("not_your_block")
            _require_unsigned(row.section)
        row.resolved_by, row.resolved_at = None, None
        row.save(update_fields=["resolved_by", "resolved_at"])
        _record(row, CommentAction.REOPEN_COMMENT, actor=actor, address=address, now=now)
        return row


# --- reads -----------------------------------------------------------------------------------------------------


def threads(section: Section) -> QuerySet[Comment]:
    """The threads of a section with their replies, oldest first, in two queries."""
    return (
        Comment.objects.filter(section=section, thread__isnull=True)
        .select_related("author", "resolved_by", "revision")
        .defer("revision__content_json")
        .prefetch_related(Prefetch("replies", Comment.objects.select_related("author").order_by("id")))
        .order_by("id")
    )


def blocking(section: Section) -> QuerySet[Comment]:
    """The comments that keep this section from being signed off."""
    return Comment.objects.filter(section=section, is_blocking=True, resolved_at__isnull=True).order_by("id")


def may_overrule(section: Section, actor: User, now: datetime) -> bool:
    """Whether this person could overrule a blocking comment on the section now."""
    try:
        _overruling(section, actor, now)
    except UnableToComment:
        return False
    return True


# --- who may ---------------------------------------------------------------------------------------------------


def _require_reader(section: Section, actor: User, now: datetime) -> None:
    """Whoever sees the section because of their work may comment; a superuser may only look."""
    held = mandates(actor, agency_id=section.report.agency_id, now=now, section=section)
    has_role = any(mandate.role is not None for mandate in held)
    if not access.policy().can(actor, Ability.VIEW, section, now) or (actor.is_superuser and not has_role):
        raise UnableToComment("no_role")


def _overruling(section: Section, actor: User, now: datetime) -> Mandate:
    held = mandates(actor, agency_id=section.report.agency_id, now=now, section=section)
    seats = [mandate for mandate in held if mandate.role is Role.SECRETARIAT]
    if not seats:
        raise UnableToComment("no_role")
    authors = authors_of(section)
    for mandate in seats:
        if not authors & {actor.pk, mandate.principal_id}:
            return mandate
    raise UnableToComment("own_work")


def _require_unsigned(section: Section) -> None:
    if section.status == SectionStatus.SIGNED_OFF:
        raise UnableToComment("signed_off")


# --- writing ---------------------------------------------------------------------------------------------------


def _checked(text: str) -> str:
    text = normalise(text).strip()
    if not text:
        raise UnableToComment("text_required")
    if len(text) > LONGEST_TEXT:
        raise UnableToComment("text_too_long", limit=LONGEST_TEXT)
    for found in forbidden_characters(text)[:1]:
        raise UnableToComment("bad_character", code_point=found.code_point, line=found.line)
    return text


def _locked(thread: Comment, actor: User, now: datetime) -> Comment:
    """The thread as it stands once its section's row is ours."""
    section = lock_section(thread.section)
    _require_reader(section, actor, now)
    row = Comment.objects.get(pk=thread.pk)
    if row.thread_id is not None:
        raise UnableToComment("not_a_thread")
    row.section = section
    return row


def _close(
    row: Comment, action: CommentAction, *, actor: User, address: str | None, now: datetime, **payload: object
) -> Comment:
    row.resolved_by, row.resolved_at = actor, now
    row.save(update_fields=["resolved_by", "resolved_at", "overruled_reason"])
    _record(row, action, actor=actor, address=address, now=now, **payload)
    return row


def _record(
    row: Comment, action: CommentAction, *, actor: User, address: str | None, now: datetime, **payload: object
) -> None:
    section = row.section
    if row.is_blocking:
        Section.objects.filter(pk=section.pk).update(lock_version=F("lock_version") + 1)
    audit.append_event(
        report=section.report, actor=actor, action=action.value, subject=f"section:{section.code}",
        payload={
            "comment_id": row.pk, "place": row.place, "blocking": row.is_blocking, "address": address or "", **payload
        },
        now=now,
    )  # fmt: skip


def _tell_mentioned(row: Comment, section: Section, now: datetime) -> None:
    params: dict[str, object] = {"comment": row.text, "actor": str(row.author)}
    Notice.objects.bulk_create(
        notices.new_notice(
            receiver=receiver, kind=NoticeKind.MENTIONED, report=section.report, section=section, now=now,
            params=params,
        )
        for receiver in mentioned(row.text, section, now)
        if receiver.pk != row.author_id
    )  # fmt: skip


def mentioned(text: str, section: Section, now: datetime) -> list[User]:
    """The people of the section's agency who are named as @username and may see the section.

    Chinese goes on without a blank, so the longest username that the text begins with after the @ is meant.
    """
    tokens = list(dict.fromkeys(_MENTION.findall(text)))[:MOST_MENTIONS]
    beginnings = {token[:length] for token in tokens for length in range(1, len(token) + 1)}
    if not beginnings:
        return []
    people = User.objects.filter(agency=section.report.agency_id, is_active=True, username__in=beginnings)
    by_name = {user.username: user for user in people}
    names = (max((name for name in by_name if token.startswith(name)), key=len, default="") for token in tokens)
    found = [by_name[name] for name in dict.fromkeys(names) if name]
    return [user for user in found if access.policy().can(user, Ability.VIEW, section, now)]
