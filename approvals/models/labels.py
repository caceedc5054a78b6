"""What people read for each value of approvals/enums.py."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.enums import Action, DeadlineKind, NoticeKind, NoticeStatus, Role

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
    Action.REOPEN: _("Reopen"),
    Action.PUBLISH: _("Publish"),
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
