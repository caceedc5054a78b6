"""What a report says, as frozen values: the one schema of rows, API, importer, checks, revisions and renderers."""

from reports.content.codec import (
    SCHEMA_VERSION,
    ContentError,
    canonical_json,
    frozen_json,
    section_from_json,
    sha256_hex,
    thaw,
    to_json,
)
from reports.content.document import Document, DocumentChapter, DocumentSection, ReportSettings
from reports.content.figures import BudgetExecution, Indicator, Measure, Paragraph
from reports.content.sections import (
    CONTENT_TYPES,
    AchievementContent,
    Answer,
    FollowUpContent,
    GoalLine,
    GoalsContent,
    OverallOpinionContent,
    PlanContent,
    SectionContent,
    Theme,
)
from reports.content.style import Style

__all__ = [
    "CONTENT_TYPES",
    "SCHEMA_VERSION",
    "AchievementContent",
    "Answer",
    "BudgetExecution",
    "ContentError",
    "Document",
    "DocumentChapter",
    "DocumentSection",
    "FollowUpContent",
    "GoalLine",
    "GoalsContent",
    "Indicator",
    "Measure",
    "OverallOpinionContent",
    "Paragraph",
    "PlanContent",
    "ReportSettings",
    "SectionContent",
    "Style",
    "Theme",
    "canonical_json",
    "frozen_json",
    "section_from_json",
    "sha256_hex",
    "thaw",
    "to_json",
]
