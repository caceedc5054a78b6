"""The admin of the approvals: the approvers' desk, and who may do what when."""

from approvals.admin import desk

__all__ = ["desk"]
