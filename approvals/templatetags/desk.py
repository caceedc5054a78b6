"""How the pages of the approvers' desk write a stamp, and tell blocks apart."""

from datetime import datetime

from django import template

from reports.content.blocks import Block
from reports.values.roc import format_stamp

register = template.Library()


@register.filter
def stamp(at: datetime) -> str:
    """The office stamp of a decision: 1108/1600."""
    return format_stamp(at)


@register.filter
def block_kind(block: Block) -> str:
    """ "heading", "text", "table" or "budget"."""
    return type(block).__name__.removesuffix("Block").lower()
