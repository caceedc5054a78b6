"""會辦: asking another division about a part of a section, its reply, the answer to an objection.

These change no status, but they grow the section's `lock_version`, so that a decision on a view without them is
refused. Every write holds the section's row lock.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain import guards, limits, notices
from approvals.domain.authorship import authors_of
from approvals.domain.mandates import Mandate, mandates
from approvals.domain.refusals import UnableToDecide
from approvals.domain.routes import FrozenConsultation, FrozenStep
from approvals.enums import Action, ConsultationOrigin, NoticeKind, Reply, Role
from approvals.models import Consultation, Desk, Round
from reports.content.scopes import has_budget, scope_sha256
from reports.domain import audit
from reports.domain.locks import lock_section
from reports.enums import Scope, SectionStatus
from reports.models import Division, Section, SectionRevision, User

CONSULTATION_DAYS = 3
"""Office days for a reply, as for a 速件 (domain.md §3)."""


class UnableToConsult(UnableToDecide):
    """Why a consultation was not asked, replied to, answered or withdrawn."""

    texts: ClassVar[Mapping[str, Promise]] = {
        **UnableToDecide.texts,
        "own_division": _("A division is not consulted on its own section."),
        "other_agency": _("%(division)s is not a division of this agency."),
        "asked_already": _("%(division)s has been asked about this already and has not replied yet."),
        "not_open": _("This consultation is no longer open."),
        "no_objection": _("There is no objection to answer."),
        "text_required": _("Write your opinion or objection."),
        "nothing_written": _("Nothing has been written in this section yet."),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        **UnableToDecide.statuses, "own_division": 400, "other_agency": 400, "text_required": 400,
    }  # fmt: skip


# --- the four verbs --------------------------------------------------------------------------------------------


def request_consultation(
    *, section: Section, division: Division, scope: Scope, is_mandatory: bool, actor: User, now: datetime,
    question: str = "", address: str | None = None,
) -> Consultation:  # fmt: skip
    """加會: by the contributor while drafting, or by whoever's desk the round lies on."""
    with transaction.atomic():
        locked = lock_section(section)
        origin, step = _may_request(locked, actor, now)
        if division.agency_id != locked.report.agency_id:
            raise UnableToConsult("other_agency", division=division.name)
        if division.pk == locked.division_id:
            raise UnableToConsult("own_division")
        if _open(locked).filter(division=division, scope=scope).exists():
            raise UnableToConsult("asked_already", division=division.name)
        asked = _ask(
            section=locked, division=division, scope=scope, is_mandatory=is_mandatory, origin=origin, step=step,
            actor=actor, now=now, question=question.strip(), days=CONSULTATION_DAYS,
        )  # fmt: skip
        _record(
            asked,
            Action.REQUEST_CONSULTATION,
            actor=actor,
            mandate=None,
            address=address,
            now=now,
            payload={"origin": origin.value, **limits.wait_or_go_on(locked, now=now)},
        )
        return asked


def reply(
    *, consultation: Consultation, answer: Reply, text: str, actor: User, now: datetime, address: str | None = None
) -> Consultation:
    """The consulted division's word, by its supervisor; an opinion or objection says what."""
    with transaction.atomic():
        lock_section(consultation.section)
        row = _fresh(consultation)
        mandate = _may_reply(row, actor, now)
        if not row.is_open:
            raise UnableToConsult("not_open")
        if row.scope_sha256 != consultation.scope_sha256:
            # The text has moved on since they read it: their word would stand for bytes they never saw.
            raise UnableToConsult("state_changed", winner=guards.winner(row.section))
        if answer is not Reply.AGREE and not text.strip():
            raise UnableToConsult("text_required")
        row.reply, row.reply_text, row.replied_at = answer, text.strip(), now
        row.replied_by, row.acting_for_id, row.capacity = actor, mandate.acting_for, mandate.capacity or ""
        row.save()
        limits.stop_consultation(row, now=now)
        _record(
            row,
            Action.REPLY,
            actor=actor,
            mandate=mandate,
            address=address,
            now=now,
            payload={"reply": answer.value, "text": row.reply_text, **limits.wait_or_go_on(row.section, now=now)},
        )
        return row


def answer_objection(
    *, consultation: Consultation, text: str, actor: User, now: datetime, address: str | None = None
) -> Consultation:
    """An objection is answered by the contributor or on the desk that the round lies on; only then the step closes."""
    with transaction.atomic():
        section = lock_section(consultation.section)
        row = _fresh(consultation)
        _may_answer(section, actor, now)
        if row.reply != Reply.OBJECT or row.is_settled:
            raise UnableToConsult("no_objection")
        if not text.strip():
            raise UnableToConsult("comment_required")
        row.answer_text, row.answered_by, row.answered_at = text.strip(), actor, now
        row.save()
        _record(
            row,
            Action.ANSWER_OBJECTION,
            actor=actor,
            mandate=None,
            address=address,
            now=now,
            payload={"text": row.answer_text},
        )
        return row


def withdraw_consultation(
    *, consultation: Consultation, actor: User, now: datetime, address: str | None = None
) -> Consultation:
    """Take a question back before it was replied to: by who asked, or by the secretariat. A route's question stands."""
    with transaction.atomic():
        section = lock_section(consultation.section)
        row = _fresh(consultation)
        if not row.is_open:
            raise UnableToConsult("not_open")
        held = mandates(actor, agency_id=section.report.agency_id, now=now, section=section)
        is_secretariat = any(mandate.role is Role.SECRETARIAT for mandate in held)
        if not is_secretariat and (row.requested_by_id != actor.pk or row.origin == ConsultationOrigin.ROUTE):
            raise UnableToConsult("no_role")
        row.withdrawn_by, row.withdrawn_at = actor, now
        row.save()
        limits.stop_consultation(row, now=now)
        _record(
            row, Action.WITHDRAW_CONSULTATION, actor=actor, mandate=None, address=address, now=now,
            payload=limits.wait_or_go_on(section, now=now),
        )  # fmt: skip
        return row


# --- what the rounds ask ---------------------------------------------------------------------------------------


def unsettled(section: Section, step: int) -> QuerySet[Consultation]:
    """The mandatory consultations of this step or an earlier one that keep it from closing."""
    return (
        Consultation.objects.filter(section=section, is_mandatory=True, withdrawn_at__isnull=True, step__lte=step)
        .exclude(replied_at__isnull=False, reply__in=[Reply.AGREE, Reply.OPINION])
        .exclude(answered_at__isnull=False)
        .select_related("division")
        .order_by("id")
    )


def require_settled(section: Section, step: int) -> None:
    """Refuse while a mandatory consultation has no reply, or an objection no answer."""
    rows = list(unsettled(section, step))
    waiting = [row.division.name for row in rows if row.is_open]
    if waiting:
        raise UnableToConsult("consultation_open", divisions="、".join(waiting))
    if rows:
        raise UnableToConsult("objection_unanswered", divisions="、".join(row.division.name for row in rows))


def open_by_route(*, round_: Round, step: FrozenStep, wanted: FrozenConsultation, now: datetime) -> None:
    """Ask what the route says, unless it was asked before and the part it covers has not changed since."""
    section, content = round_.section, round_.revision.content
    if wanted.only_with_budget and not has_budget(content):
        return
    for division in section.report.agency.divisions.filter(kind=wanted.division_kind).exclude(pk=section.division_id):
        last = _last(section, division, wanted.scope)
        if last is not None and (last.is_open or _stands(last, content_hash(round_.revision, wanted.scope))):
            continue
        asked = _ask(
            section=section, division=division, scope=wanted.scope, is_mandatory=wanted.is_mandatory,
            origin=ConsultationOrigin.ROUTE, step=step.position, actor=round_.submitted_by, now=now,
            question="", days=wanted.limit_days, revision=round_.revision, repeats=last,
        )  # fmt: skip
        _opened_by_itself(asked, now)


def reopen_changed(*, section: Section, revision: SectionRevision, actor: User, now: datetime) -> None:
    """重會: ask again where what was replied to has changed; a question still open now asks about the new text."""
    latest: dict[tuple[int, str], Consultation] = {}
    for row in Consultation.objects.filter(section=section, withdrawn_at__isnull=True).order_by("id"):
        latest[row.division_id, row.scope] = row
    for row in latest.values():
        wanted = content_hash(revision, Scope(row.scope))
        if row.scope_sha256 == wanted:
            continue
        if row.is_open:
            Consultation.objects.filter(pk=row.pk).update(revision=revision, scope_sha256=wanted)
            continue
        if row.origin == ConsultationOrigin.ROUTE:
            continue  # its step asks again when it opens
        asked = _ask(
            section=section, division=row.division, scope=Scope(row.scope), is_mandatory=row.is_mandatory,
            origin=ConsultationOrigin(row.origin), step=row.step, actor=actor, now=now, question=row.question,
            days=CONSULTATION_DAYS, revision=revision, repeats=row,
        )  # fmt: skip
        _opened_by_itself(asked, now)


def content_hash(revision: SectionRevision, scope: Scope) -> str:
    return scope_sha256(revision.content, scope)


def _stands(row: Consultation, wanted: str) -> bool:
    return row.is_settled and row.replied_at is not None and row.scope_sha256 == wanted


def _last(section: Section, division: Division, scope: Scope) -> Consultation | None:
    rows = Consultation.objects.filter(section=section, division=division, scope=scope, withdrawn_at__isnull=True)
    return rows.order_by("-id").first()


# --- who may ---------------------------------------------------------------------------------------------------


def _may_request(section: Section, actor: User, now: datetime) -> tuple[ConsultationOrigin, int]:
    held = mandates(actor, agency_id=section.report.agency_id, now=now, section=section)
    if section.status == SectionStatus.DRAFTING and is_contributor(section, held):
        return ConsultationOrigin.SUBMITTER, 1
    round_ = Round.objects.filter(section=section, closed_at__isnull=True).first()
    if round_ is not None and is_sitting(section, held):
        return ConsultationOrigin.REVIEWER, round_.step or 1
    reason = "no_role" if not held else "wrong_status" if round_ is None else "wrong_desk"
    raise UnableToConsult(reason, status=section.get_status_display(), desk="")


def _may_reply(row: Consultation, actor: User, now: datetime) -> Mandate:
    """The consulted division's supervisor or their substitute; not who wrote the section's text."""
    section = row.section
    for mandate in mandates(actor, agency_id=section.report.agency_id, now=now, section=section):
        if mandate.holds(Role.SUPERVISOR, row.division_id):
            if authors_of(section) & {actor.pk, mandate.principal_id}:
                raise UnableToConsult("own_work")
            return mandate
    raise UnableToConsult("no_role")


def _may_answer(section: Section, actor: User, now: datetime) -> None:
    held = mandates(actor, agency_id=section.report.agency_id, now=now, section=section)
    if not is_contributor(section, held) and not is_sitting(section, held):
        raise UnableToConsult("no_role")


def is_contributor(section: Section, held: tuple[Mandate, ...]) -> bool:
    return any(mandate.holds(Role.CONTRIBUTOR, section.division_id) for mandate in held)


def is_sitting(section: Section, held: tuple[Mandate, ...]) -> bool:
    desks = Desk.objects.filter(round__section=section, closed_at__isnull=True)
    return any(mandate.fits(desk) for desk in desks for mandate in held)


# --- writing ---------------------------------------------------------------------------------------------------


def _fresh(consultation: Consultation) -> Consultation:
    related = ("section__report__agency", "section__division", "section__signed_off_revision", "division", "revision")
    return Consultation.objects.select_related(*related).get(pk=consultation.pk)


def _open(section: Section) -> QuerySet[Consultation]:
    return Consultation.objects.filter(section=section, replied_at__isnull=True, withdrawn_at__isnull=True)


def _ask(
    *, section: Section, division: Division, scope: Scope, is_mandatory: bool, origin: ConsultationOrigin,
    step: int | None, actor: User, now: datetime, question: str, days: int,
    revision: SectionRevision | None = None, repeats: Consultation | None = None,
) -> Consultation:  # fmt: skip
    revision = revision or section.current_revision
    if revision is None:
        raise UnableToConsult("nothing_written")
    asked = Consultation.objects.create(
        section=section, division=division, scope=scope, is_mandatory=is_mandatory, origin=origin, step=step,
        requested_by=actor, requested_at=now, question=question, due_on=limits.due_in(days, now), revision=revision,
        scope_sha256=content_hash(revision, scope), repeats=repeats,
    )  # fmt: skip
    limits.start_consultation(asked, now=now)
    return asked


_NOTICES = {
    Action.REQUEST_CONSULTATION: NoticeKind.CONSULTED,
    Action.REPLY: NoticeKind.CONSULTATION_REPLIED,
    Action.WITHDRAW_CONSULTATION: NoticeKind.CONSULTATION_WITHDRAWN,
}


def _record(
    row: Consultation, action: Action, *, actor: User, mandate: Mandate | None, address: str | None, now: datetime,
    payload: dict[str, object],
) -> None:  # fmt: skip
    Section.objects.filter(pk=row.section_id).update(lock_version=F("lock_version") + 1)
    said = {
        "acting_for": mandate.acting_for if mandate else None,
        "capacity": mandate.capacity.value if mandate and mandate.capacity else "",
        "address": address or "", **payload,
    }  # fmt: skip
    _chronicle(row, action, actor, now, said)
    if action in _NOTICES:
        notices.tell_about_consultation(consultation=row, kind=_NOTICES[action], actor=actor, now=now)


def _opened_by_itself(row: Consultation, now: datetime) -> None:
    """Nobody asked by hand, so nobody is named: the route did, or a change of what was replied to."""
    said = {"origin": str(row.origin), "step": row.step, "repeats": row.repeats_id}
    _chronicle(row, Action.REQUEST_CONSULTATION, None, now, said)
    notices.tell_consulted(consultation=row, now=now)


def _chronicle(
    row: Consultation, action: Action, actor: User | None, now: datetime, said: Mapping[str, object]
) -> None:
    audit.append_event(
        report=row.section.report, actor=actor, action=action.value, subject=f"section:{row.section.code}",
        payload={
            "consultation": row.pk, "division": row.division.code, "scope": str(row.scope),
            "mandatory": row.is_mandatory, "revision": row.revision.number, "scope_sha256": row.scope_sha256, **said,
        },
        now=now,
    )  # fmt: skip
