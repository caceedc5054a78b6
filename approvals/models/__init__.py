"""Who may move what, when, and what was decided, as tables."""

from approvals.models.assignment import Assignment, Substitution
from approvals.models.comment import Comment
from approvals.models.consultation import Consultation
from approvals.models.deadline import Deadline, OfficeDay
from approvals.models.decision import Decision
from approvals.models.desk import DeskConsultation, DeskReport, DeskSection
from approvals.models.extension import Extension
from approvals.models.feed import CalendarFeed
from approvals.models.ladder import LadderPolicy, LadderRung
from approvals.models.notice import Notice, Nudge, Reminder
from approvals.models.preference import Preference
from approvals.models.round import Desk, Round
from approvals.models.route import Route, RouteConsultation, Step
from approvals.models.webhook import WebhookCursor, WebhookDelivery, WebhookEndpoint

__all__ = [
    "Assignment",
    "CalendarFeed",
    "Comment",
    "Consultation",
    "Deadline",
    "Decision",
    "Desk",
    "DeskConsultation",
    "DeskReport",
    "DeskSection",
    "Extension",
    "LadderPolicy",
    "LadderRung",
    "Notice",
    "Nudge",
    "OfficeDay",
    "Preference",
    "Reminder",
    "Round",
    "Route",
    "RouteConsultation",
    "Step",
    "Substitution",
    "WebhookCursor",
    "WebhookDelivery",
    "WebhookEndpoint",
]
