"""The closed lists of the approvals package. Pure: labels for people are added where they are shown."""

from enum import StrEnum


class Role(StrEnum):
    """What an assignment lets a person do in a division (or, for the last two, in the whole agency)."""

    CONTRIBUTOR = "contributor"
    SUPERVISOR = "supervisor"
    SECRETARIAT = "secretariat"
    HEAD = "head"


AGENCY_WIDE_ROLES = frozenset({Role.SECRETARIAT, Role.HEAD})


class Action(StrEnum):
    """The moves; the words of Taiwanese office practice are in docs/glossary.md."""

    SUBMIT = "submit"
    RECALL = "recall"
    ENDORSE = "endorse"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    PUBLISH = "publish"


class Subject(StrEnum):
    """What a move moves."""

    SECTION = "section"
    REPORT = "report"


class DeadlineKind(StrEnum):
    """The steps of the yearly schedule that have a date (domain.md §3)."""

    SECTION_DUE = "section_due"
    REVIEW_DUE = "review_due"
    APPROVAL_DUE = "approval_due"
    PUBLICATION_DUE = "publication_due"


class NoticeKind(StrEnum):
    """What a notice tells its receiver."""

    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    SENT_BACK = "sent_back"
    SIGNED_OFF = "signed_off"
    REOPENED = "reopened"
    RECALLED = "recalled"
    REPORT_SUBMITTED = "report_submitted"
    REPORT_SENT_BACK = "report_sent_back"
    REPORT_APPROVED = "report_approved"
    REPORT_PUBLISHED = "report_published"
    REMINDER = "reminder"
    OVERDUE = "overdue"


class NoticeStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
