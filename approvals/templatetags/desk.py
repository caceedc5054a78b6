"""How the pages of the approvers' desk write a stamp, and tell blocks apart."""

from datetime import datetime
from enum import StrEnum

from django import template

from approvals.models.labels import LABELS
from reports.content.blocks import Block
from reports.values.roc import format_stamp

register = template.Library()


@register.filter
def stamp(at: datetime) -> str:
    """The office stamp of a decision: 1108/1600."""
    return format_stamp(at)


@register.filter
def label(value: StrEnum) -> str:
    """What people read for a value of approvals/enums.py."""
    return str(LABELS[value])


@register.filter
def block_kind(block: Block) -> str:
    """ "heading", "text", "table" or "budget"."""
    return type(block).__name__.removesuffix("Block").lower()
