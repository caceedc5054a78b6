"""Who is told of a move. Rows of the outbox, written in the move's own transaction; delivery comes later."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from approvals.domain.mandates import office_date
from approvals.enums import AGENCY_WIDE_ROLES, Action, NoticeKind, NoticeStatus, Role
from approvals.models import Assignment, Consultation, Decision, Desk, Extension, Notice
from reports.enums import SectionStatus
from reports.models import Report, Section, User

# A section move: what it is called in the mail, and the roles that are told. A move that puts the round on other desks
# tells those who sit there (None).
SECTION_NOTICES: dict[Action, tuple[NoticeKind, tuple[Role, ...] | None]] = {
    Action.SUBMIT: (NoticeKind.SUBMITTED, None),
    Action.RECALL: (NoticeKind.RECALLED, (Role.SUPERVISOR,)),
    Action.ENDORSE: (NoticeKind.ENDORSED, None),
    Action.APPROVE: (NoticeKind.SIGNED_OFF, (Role.CONTRIBUTOR,)),
    Action.SEND_BACK: (NoticeKind.SENT_BACK, (Role.CONTRIBUTOR,)),
    Action.REASSIGN: (NoticeKind.REASSIGNED, None),
    Action.REOPEN: (NoticeKind.REOPENED, (Role.CONTRIBUTOR, Role.SUPERVISOR)),
}
REPORT_NOTICES: dict[Action, tuple[NoticeKind, tuple[Role, ...]]] = {
    Action.SUBMIT: (NoticeKind.REPORT_SUBMITTED, (Role.HEAD,)),
    Action.SEND_BACK: (NoticeKind.REPORT_SENT_BACK, (Role.SECRETARIAT,)),
    Action.APPROVE: (NoticeKind.REPORT_APPROVED, (Role.SECRETARIAT,)),
    Action.PUBLISH: (NoticeKind.REPORT_PUBLISHED, (Role.SECRETARIAT, Role.HEAD)),
    Action.CANCEL_PUBLICATION: (NoticeKind.PUBLICATION_CANCELLED, (Role.SECRETARIAT, Role.HEAD)),
    Action.CORRECT: (NoticeKind.CORRECTION_OPENED, (Role.SECRETARIAT, Role.HEAD)),
    Action.WITHDRAW: (NoticeKind.EDITION_WITHDRAWN, (Role.SECRETARIAT, Role.HEAD)),
}


def holders(*, report: Report, section: Section | None, roles: Iterable[Role], now: datetime) -> QuerySet[User]:
    """The active people who hold one of these roles now, for the section's division or the report's agency.

    A substitute named for one kind of section is nobody's for another, nor for the report as a whole.
    """
    roles = set(roles)
    scope = Q(role__in=roles & AGENCY_WIDE_ROLES, division__agency_id=report.agency_id)
    if section is not None:
        scope |= Q(role__in=roles - AGENCY_WIDE_ROLES, division_id=section.division_id)
    kinds = ["", section.kind] if section is not None else [""]
    held = Assignment.objects.in_force(office_date(now)).filter(scope, section_kind__in=kinds)
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def sitting_at(section: Section, now: datetime) -> QuerySet[User]:
    """The active people, substitutes included, who may sign at the desks on which the section lies."""
    held = Assignment.objects.in_force(office_date(now)).filter(section_kind__in=["", section.kind])
    people = Q(pk__in=())
    for desk in Desk.objects.filter(round__section=section, closed_at__isnull=True):
        if desk.user_id is not None:
            people |= Q(pk=desk.user_id) | Q(pk__in=held.filter(acting_for=desk.user_id).values("user"))
        elif desk.role in AGENCY_WIDE_ROLES:
            seats = held.filter(role=desk.role, division__agency=section.report.agency_id)
            people |= Q(pk__in=seats.values("user"))
        else:
            people |= Q(pk__in=held.filter(role=desk.role, division=desk.division_id).values("user"))
    return User.objects.filter(people, is_active=True).order_by("pk")


def tell_about_section(*, decision: Decision, now: datetime) -> None:
    kind, roles = SECTION_NOTICES[Action(decision.action)]
    assert decision.section is not None
    if roles is None or decision.to_status == SectionStatus.IN_REVIEW:
        receivers = sitting_at(decision.section, now)
    else:
        receivers = holders(report=decision.report, section=decision.section, roles=roles, now=now)
    _tell(decision, kind, receivers, now)


def tell_about_report(*, decision: Decision, now: datetime) -> None:
    kind, roles = REPORT_NOTICES[Action(decision.action)]
    _tell(decision, kind, holders(report=decision.report, section=None, roles=roles, now=now), now)


def _tell(decision: Decision, kind: NoticeKind, receivers: Iterable[User], now: datetime) -> None:
    params: dict[str, object] = {"comment": decision.comment, "actor": str(decision.actor)}
    Notice.objects.bulk_create(
        new_notice(
            receiver=receiver, kind=kind, report=decision.report, section=decision.section, now=now, params=params
        )
        for receiver in receivers
        if receiver.pk != decision.actor_id
    )


def tell_consulted(*, consultation: Consultation, now: datetime) -> None:
    """The supervisors of the consulted division, and who acts for them."""
    tell_about_consultation(
        consultation=consultation, kind=NoticeKind.CONSULTED, actor=consultation.requested_by, now=now
    )


def tell_about_consultation(*, consultation: Consultation, kind: NoticeKind, actor: User, now: datetime) -> None:
    """A question or its withdrawal goes to the consulted division, a reply to who asked and who has to decide."""
    section = consultation.section
    if kind is NoticeKind.CONSULTATION_REPLIED:
        receivers = set(sitting_at(section, now)) | {consultation.requested_by}
    else:
        held = Assignment.objects.in_force(office_date(now)).filter(
            role=Role.SUPERVISOR, division=consultation.division_id, section_kind__in=["", section.kind]
        )
        receivers = set(User.objects.filter(pk__in=held.values("user")))
    params: dict[str, object] = {
        "comment": consultation.reply_text or consultation.question, "actor": str(actor),
        "division": consultation.division.name, "scope": str(consultation.scope), "reply": str(consultation.reply),
    }  # fmt: skip
    Notice.objects.bulk_create(
        new_notice(receiver=receiver, kind=kind, report=section.report, section=section, now=now, params=params)
        for receiver in sorted(receivers, key=lambda user: user.pk)
        if receiver.pk != actor.pk and receiver.is_active
    )


def tell_about_extension(
    *, extension: Extension, kind: NoticeKind, receivers: Iterable[User], actor: User, due_on: date, now: datetime
) -> None:
    """A request goes to those who may decide, a decision to who asked and who else has to meet the date."""
    deadline = extension.deadline
    params: dict[str, object] = {
        "actor": str(actor), "comment": extension.comment or extension.reason, "days": extension.days,
        "deadline": deadline.kind, "due_on": due_on.isoformat(), "last_day": due_on.isoformat(),
    }  # fmt: skip
    Notice.objects.bulk_create(
        new_notice(
            receiver=receiver, kind=kind, report=deadline.report, section=deadline.section, params=params, now=now
        )
        for receiver in receivers
        if receiver.pk != actor.pk
    )


def tell_of_refused_address(*, notice: Notice, error: str, now: datetime) -> None:
    """The secretariat, of an address that the mail server does not take; once a day for each address."""
    if notice.kind == NoticeKind.ADDRESS_REFUSED:
        return
    receiver = notice.receiver
    params: dict[str, object] = {"person": str(receiver), "address": receiver.email, "error": error}
    Notice.objects.bulk_create(
        [
            new_notice(
                receiver=secretary, kind=NoticeKind.ADDRESS_REFUSED, report=notice.report, section=None, params=params,
                now=now,
                message_id=message_id_of("refused", notice.report.agency_id, receiver.email, secretary.pk,
                                         office_date(now)),
            )
            for secretary in holders(report=notice.report, section=None, roles=[Role.SECRETARIAT], now=now)
            if secretary.pk != receiver.pk
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def message_id_of(*key: object) -> str:
    """The same for the same key whoever computes it, so that it can be claimed by being unique."""
    digest = hashlib.sha256("/".join(str(part) for part in key).encode()).hexdigest()
    return f"<{digest[:40]}@jibao.invalid>"


def new_notice(
    *, receiver: User, kind: NoticeKind, report: Report, section: Section | None, params: dict[str, object],
    now: datetime, status: NoticeStatus = NoticeStatus.QUEUED, bundle: Notice | None = None, message_id: str = "",
) -> Notice:  # fmt: skip
    """An unsaved outbox row. Its Message-ID is fixed here, so that a mail sent twice is one mail to the receiver."""
    return Notice(
        receiver=receiver, kind=kind, report=report, section=section, params=params, status=status, bundle=bundle,
        message_id=message_id or new_message_id(), created_at=now, next_attempt_at=now,
    )  # fmt: skip


def new_message_id() -> str:
    return f"<{uuid.uuid4()}@jibao.invalid>"
