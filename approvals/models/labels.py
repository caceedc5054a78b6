"""What people read for each value of approvals/enums.py."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.enums import (
    Action,
    Capacity,
    ConsultationOrigin,
    DeadlineKind,
    NoticeKind,
    NoticeStatus,
    Quorum,
    Reply,
    Role,
    SeatKind,
    StepKind,
)
from reports.enums import Scope

LABELS: dict[StrEnum, Promise] = {
    Role.CONTRIBUTOR: _("Contributor"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.SECRETARIAT: pgettext_lazy("role", "Secretariat"),
    Role.HEAD: _("Head of agency"),
    Action.SUBMIT: _("Submit"),
    Action.RECALL: _("Recall"),
    Action.ENDORSE: _("Endorse"),
    Action.APPROVE: _("Approve"),
    Action.SEND_BACK: _("Send back"),
    Action.REASSIGN: _("Reassign"),
    Action.REQUEST_CONSULTATION: _("Request consultation"),
    Action.REPLY: _("Reply"),
    Action.ANSWER_OBJECTION: _("Answer the objection"),
    Action.WITHDRAW_CONSULTATION: _("Withdraw consultation"),
    Action.REOPEN: _("Reopen"),
    Action.PUBLISH: _("Publish"),
    StepKind.ENDORSE: pgettext_lazy("step", "Endorse and pass on"),
    StepKind.DECIDE: pgettext_lazy("step", "Decide"),
    SeatKind.SECTION_DIVISION: _("A role of the section's division"),
    SeatKind.NAMED_DIVISION: _("A role of a named division"),
    SeatKind.PEOPLE: _("Named people"),
    Quorum.ANY: _("Any one"),
    Quorum.ALL: _("All"),
    Quorum.COUNT: _("At least so many"),
    Capacity.ACTING: pgettext_lazy("capacity", "acting for"),
    Capacity.DEPUTISING: pgettext_lazy("capacity", "deputising for"),
    Capacity.AUTHORISED: pgettext_lazy("capacity", "authorised by"),
    Capacity.DECIDING_FOR: pgettext_lazy("capacity", "deciding for"),
    ConsultationOrigin.ROUTE: _("The route"),
    ConsultationOrigin.SUBMITTER: _("The submitter"),
    ConsultationOrigin.REVIEWER: _("A reviewer"),
    Reply.AGREE: _("Agree"),
    Reply.OPINION: _("Opinion"),
    Reply.OBJECT: _("Object"),
    Scope.ALL: _("The whole section"),
    Scope.BUDGET: _("The budget"),
    Scope.INDICATORS: _("The indicators"),
    Scope.TEXT: _("The text"),
    DeadlineKind.SECTION_DUE: _("Section due"),
    DeadlineKind.REVIEW_DUE: _("Review due"),
    DeadlineKind.APPROVAL_DUE: _("Head's decision due"),
    DeadlineKind.PUBLICATION_DUE: _("Publication due"),
    NoticeKind.SUBMITTED: _("A section awaits your endorsement"),
    NoticeKind.ENDORSED: _("A section awaits the secretariat's approval"),
    NoticeKind.SENT_BACK: _("A section was sent back"),
    NoticeKind.SIGNED_OFF: _("A section was signed off"),
    NoticeKind.REOPENED: _("A signed-off section was reopened"),
    NoticeKind.RECALLED: _("A section was recalled"),
    NoticeKind.REASSIGNED: _("A section was reassigned to you"),
    NoticeKind.CONSULTED: _("Your division is consulted on a section"),
    NoticeKind.CONSULTATION_REPLIED: _("A consultation was replied to"),
    NoticeKind.CONSULTATION_WITHDRAWN: _("A consultation was withdrawn"),
    NoticeKind.REPORT_SUBMITTED: _("A report awaits your approval"),
    NoticeKind.REPORT_SENT_BACK: _("A report was sent back"),
    NoticeKind.REPORT_APPROVED: _("A report was approved"),
    NoticeKind.REPORT_PUBLISHED: _("A report was published"),
    NoticeKind.REMINDER: _("Reminder of a deadline"),
    NoticeKind.OVERDUE: _("A deadline has passed"),
    NoticeStatus.QUEUED: _("Queued"),
    NoticeStatus.SENT: _("Sent"),
    NoticeStatus.FAILED: _("Failed"),
}


def choices(enum: type[StrEnum]) -> list[tuple[str, Promise]]:
    """The (value, label) pairs of a Django choices field."""
    return [(member.value, LABELS[member]) for member in enum]
