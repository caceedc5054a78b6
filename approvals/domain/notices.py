"""Who is told of a move. Rows of the outbox, written in the move's own transaction; delivery comes later."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from approvals.domain.permissions import office_date
from approvals.enums import AGENCY_WIDE_ROLES, Action, NoticeKind, Role
from approvals.models import Assignment, Decision, Notice
from reports.models import Report, Section, User

# A section move: what it is called in the mail, and the roles that are told.
SECTION_NOTICES: dict[Action, tuple[NoticeKind, tuple[Role, ...]]] = {
    Action.SUBMIT: (NoticeKind.SUBMITTED, (Role.SUPERVISOR,)),
    Action.RECALL: (NoticeKind.RECALLED, (Role.SUPERVISOR,)),
    Action.ENDORSE: (NoticeKind.ENDORSED, (Role.SECRETARIAT,)),
    Action.APPROVE: (NoticeKind.SIGNED_OFF, (Role.CONTRIBUTOR,)),
    Action.SEND_BACK: (NoticeKind.SENT_BACK, (Role.CONTRIBUTOR,)),
    Action.REOPEN: (NoticeKind.REOPENED, (Role.CONTRIBUTOR, Role.SUPERVISOR)),
}
REPORT_NOTICES: dict[Action, tuple[NoticeKind, tuple[Role, ...]]] = {
    Action.SUBMIT: (NoticeKind.REPORT_SUBMITTED, (Role.HEAD,)),
    Action.SEND_BACK: (NoticeKind.REPORT_SENT_BACK, (Role.SECRETARIAT,)),
    Action.APPROVE: (NoticeKind.REPORT_APPROVED, (Role.SECRETARIAT,)),
    Action.PUBLISH: (NoticeKind.REPORT_PUBLISHED, (Role.SECRETARIAT, Role.HEAD)),
}


def holders(*, report: Report, section: Section | None, roles: Iterable[Role], now: datetime) -> QuerySet[User]:
    """The active people who hold one of these roles now, for the section's division or the report's agency."""
    roles = set(roles)
    scope = Q(role__in=roles & AGENCY_WIDE_ROLES, division__agency_id=report.agency_id)
    if section is not None:
        scope |= Q(role__in=roles - AGENCY_WIDE_ROLES, division_id=section.division_id)
    held = Assignment.objects.in_force(office_date(now)).filter(scope)
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def tell_about_section(*, decision: Decision, now: datetime) -> None:
    kind, roles = SECTION_NOTICES[Action(decision.action)]
    _tell(decision, kind, roles, now)


def tell_about_report(*, decision: Decision, now: datetime) -> None:
    kind, roles = REPORT_NOTICES[Action(decision.action)]
    _tell(decision, kind, roles, now)


def _tell(decision: Decision, kind: NoticeKind, roles: tuple[Role, ...], now: datetime) -> None:
    receivers = holders(report=decision.report, section=decision.section, roles=roles, now=now)
    Notice.objects.bulk_create(
        new_notice(
            receiver=receiver, kind=kind, report=decision.report, section=decision.section, now=now,
            params={"comment": decision.comment, "actor": str(decision.actor)},
        )
        for receiver in receivers
        if receiver.pk != decision.actor_id
    )  # fmt: skip


def new_notice(
    *, receiver: User, kind: NoticeKind, report: Report, section: Section | None, params: dict[str, object],
    now: datetime,
) -> Notice:  # fmt: skip
    """An unsaved outbox row. Its Message-ID is fixed here, so that a mail sent twice is one mail to the receiver."""
    return Notice(
        receiver=receiver, kind=kind, report=report, section=section, params=params,
        message_id=f"<{uuid.uuid4()}@jibao.invalid>", created_at=now, next_attempt_at=now,
    )  # fmt: skip
