"""The admin of the approvals: the approvers' desk, who holds which role, the dates, and what was decided."""

from approvals.admin import dates, desk, history, people

__all__ = ["dates", "desk", "history", "people"]
