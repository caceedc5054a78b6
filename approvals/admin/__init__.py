"""The admin of the approvals: the approvers' desk, who holds which role, the dates, and what was decided."""

from approvals.admin import (
    dates,
    desk,
    desk_consultations,
    desk_reports,
    desk_sections,
    extensions,
    history,
    ladders,
    office_days,
    people,
    routes,
    substitutes,
    webhooks,
)

__all__ = [
    "dates",
    "desk",
    "desk_consultations",
    "desk_reports",
    "desk_sections",
    "extensions",
    "history",
    "ladders",
    "office_days",
    "people",
    "routes",
    "substitutes",
    "webhooks",
]
