"""The nouns of a report, as tables."""

from reports.models.audit import AgencyEvent, AgencyHead, AuditEvent, AuditHead, Heartbeat
from reports.models.edition import Edition, Erratum, Rendition
from reports.models.evidence import Evidence, EvidencePin
from reports.models.finding import StoredFinding, Waiver
from reports.models.idempotency import IdempotentRequest
from reports.models.people import Agency, ApiToken, Division, User
from reports.models.report import Chapter, Goal, Report
from reports.models.rows import (
    Achievement,
    Answer,
    BudgetExecution,
    Indicator,
    Paragraph,
    Plan,
    PlanGoal,
    Theme,
)
from reports.models.section import Section, SectionRevision
from reports.models.signing import SigningKey
from reports.models.style import StyleProfile

__all__ = [
    "Achievement",
    "Agency",
    "AgencyEvent",
    "AgencyHead",
    "Answer",
    "ApiToken",
    "AuditEvent",
    "AuditHead",
    "BudgetExecution",
    "Chapter",
    "Division",
    "Edition",
    "Erratum",
    "Evidence",
    "EvidencePin",
    "Goal",
    "Heartbeat",
    "IdempotentRequest",
    "Indicator",
    "Paragraph",
    "Plan",
    "PlanGoal",
    "Rendition",
    "Report",
    "Section",
    "SectionRevision",
    "SigningKey",
    "StoredFinding",
    "StyleProfile",
    "Theme",
    "User",
    "Waiver",
]
