"""The closed lists of the approvals package. Pure: labels for people are added where they are shown."""

from enum import StrEnum


class Role(StrEnum):
    """What an assignment lets a person do in a division (or, for the last two, in the whole agency).

    REGISTRY is the division's registry desk (登記桌): it decides nothing and is told what is late.
    """

    CONTRIBUTOR = "contributor"
    SUPERVISOR = "supervisor"
    REGISTRY = "registry"
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
    REASSIGN = "reassign"
    REQUEST_CONSULTATION = "request_consultation"
    REPLY = "reply"
    ANSWER_OBJECTION = "answer_objection"
    WITHDRAW_CONSULTATION = "withdraw_consultation"
    REOPEN = "reopen"
    PUBLISH = "publish"
    CANCEL_PUBLICATION = "cancel_publication"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class CommentAction(StrEnum):
    """What the audit chain says was done with a comment."""

    COMMENT = "comment"
    RESOLVE_COMMENT = "resolve_comment"
    REOPEN_COMMENT = "reopen_comment"
    OVERRULE_COMMENT = "overrule_comment"


class Subject(StrEnum):
    """What a move moves."""

    SECTION = "section"
    REPORT = "report"


class StepKind(StrEnum):
    """What a step of a route does: sign and pass on (核章), or decide and sign off (核定, 決行)."""

    ENDORSE = "endorsing_step"
    DECIDE = "deciding_step"


class StepState(StrEnum):
    """How far a step of a route is: signed anew, standing from an earlier round, open now, or still to come."""

    SIGNED = "signed"
    CARRIED_OVER = "carried_over"
    OPEN = "open"
    TO_COME = "to_come"


class SeatKind(StrEnum):
    """Who signs at a step."""

    SECTION_DIVISION = "section_division"
    NAMED_DIVISION = "named_division"
    PEOPLE = "people"


class Quorum(StrEnum):
    """How many of those who may sign have to."""

    ANY = "any_one"
    ALL = "everyone"
    COUNT = "so_many"


class Capacity(StrEnum):
    """In which capacity a substitute signs; printed on every trace (domain.md §3).

    ACTING 代理 (absent, by date), DEPUTISING 代行 (the post is vacant), AUTHORISED 授權決行 (the level was delegated),
    DECIDING_FOR 代為決行 (decides in urgency and reports afterwards).
    """

    ACTING = "acting"
    DEPUTISING = "deputising"
    AUTHORISED = "authorised"
    DECIDING_FOR = "deciding_for"


class ConsultationOrigin(StrEnum):
    """Who asked for a consultation: the route, the submitter, or a reviewer (加會)."""

    ROUTE = "route"
    SUBMITTER = "submitter"
    REVIEWER = "reviewer"


class Reply(StrEnum):
    """What a consulted division says."""

    AGREE = "agree"
    OPINION = "opinion"
    OBJECT = "object"


class DeadlineKind(StrEnum):
    """What has a date: the yearly schedule's steps (domain.md §3), then the limits that a move starts and stops."""

    OPENING = "opening"
    SECTION_DUE = "section_due"
    REVIEW_DUE = "review_due"
    APPROVAL_DUE = "approval_due"
    PUBLICATION_DUE = "publication_due"
    STEP_DUE = "step_due"
    CONSULTATION_DUE = "consultation_due"


SCHEDULED_KINDS = (
    DeadlineKind.OPENING, DeadlineKind.SECTION_DUE, DeadlineKind.REVIEW_DUE, DeadlineKind.APPROVAL_DUE,
    DeadlineKind.PUBLICATION_DUE,
)  # fmt: skip
"""What the secretariat sets for a report, in the order in which the dates follow each other."""


class OfficeDaySource(StrEnum):
    """Where a day of the office calendar comes from; what was published is never overwritten by the library."""

    PUBLISHED = "published"
    LIBRARY = "library"


class ExtensionStatus(StrEnum):
    """What became of a request for more time (展期)."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class ExtensionAction(StrEnum):
    """What the audit chain says was done about an extension."""

    REQUEST = "request_extension"
    GRANT = "grant_extension"
    REFUSE = "refuse_extension"


class NoticeKind(StrEnum):
    """What a notice tells its receiver."""

    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    SENT_BACK = "sent_back"
    SIGNED_OFF = "signed_off"
    REOPENED = "reopened"
    RECALLED = "recalled"
    REASSIGNED = "reassigned"
    CONSULTED = "consulted"
    CONSULTATION_REPLIED = "consultation_replied"
    CONSULTATION_WITHDRAWN = "consultation_withdrawn"
    REPORT_SUBMITTED = "report_submitted"
    REPORT_SENT_BACK = "report_sent_back"
    REPORT_APPROVED = "report_approved"
    REPORT_PUBLISHED = "report_published"
    PUBLICATION_CANCELLED = "publication_cancelled"
    CORRECTION_OPENED = "correction_opened"
    EDITION_WITHDRAWN = "edition_withdrawn"
    MENTIONED = "mentioned"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    NUDGE = "nudge"
    WEEKLY_LIST = "weekly_list"
    DAILY = "daily"
    ADDRESS_REFUSED = "address_refused"


class Audience(StrEnum):
    """Whom a rung of the ladder reaches. SECRETARIAT means the secretariat's list."""

    HOLDER = "holder"
    REGISTRY = "registry_desk"
    SUPERVISOR = "supervisor_in_copy"
    SECRETARIAT = "secretariat_list"


OPTIONAL_BY_MAIL = frozenset(
    {
        NoticeKind.SIGNED_OFF,
        NoticeKind.RECALLED,
        NoticeKind.CONSULTATION_REPLIED,
        NoticeKind.CONSULTATION_WITHDRAWN,
        NoticeKind.REPORT_PUBLISHED,
        NoticeKind.MENTIONED,
        NoticeKind.REMINDER,
    }
)
"""What a person may take out of their mail. Every other kind puts something on their desk or says that it is late."""

DIGEST_HOURS = range(8, 18)
"""The hours of the office day at which a person may have the day's mail."""


class WebhookStatus(StrEnum):
    """FAILED ran out of attempts and waits to be sent again by hand."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


class NoticeStatus(StrEnum):
    """BUNDLED goes out inside the daily mail of its receiver, which has a state of its own. INBOX_ONLY was not mailed
    because its receiver does not want this kind by mail. DROPPED was not mailed
    either: its receiver has left.
    """

    QUEUED = "queued"
    BUNDLED = "bundled"
    SENT = "sent"
    FAILED = "failed"
    INBOX_ONLY = "inbox_only"
    DROPPED = "dropped"
