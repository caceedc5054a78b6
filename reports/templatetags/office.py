"""How dates, amounts and marks are written for the reader, in the language now active."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from reports.domain import access
from reports.domain.kept_refusals import error_text
from reports.enums import RenditionStatus
from reports.models import SectionRevision
from reports.models.labels import LABELS
from reports.values.figures import format_thousands
from reports.values.numbering import mark
from reports.values.roc import format_date

register = template.Library()


@register.filter
def office_date(day: date | datetime | None) -> str:
    """115年2月10日 for a Chinese reader, 2026-02-10 otherwise; a moment is taken in Taipei."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return format_date(day) if _is_chinese() else day.isoformat()


@register.filter
def office_time(at: datetime | None) -> str:
    """The office date and the minute."""
    return "" if at is None else f"{office_date(at)} {timezone.localtime(at):%H:%M}"


@register.filter
def signature(revision: SectionRevision) -> str:
    """Who wrote it: 「甲」, or 「甲 代理 乙」 where a substitute did."""
    return access.signature(revision)


@register.filter
def thousands(amount: int) -> str:
    return format_thousands(amount)


@register.filter
def outline_mark(position: int, level: int) -> str:
    """The mark that the report prints: 2 at level 1 is 貳、."""
    return mark(level, position)


@register.filter
def of(values: Mapping[str, Any], key: str) -> Any:
    """The value of a mapping under a key that is itself a variable; "" without one."""
    return values.get(key, "")


@register.filter
def rendition_label(status: str) -> str:
    return str(LABELS[RenditionStatus(status)])


@register.filter
def rendition_error(kept: str) -> str:
    """Why a file could not be made, where we know it in words."""
    return error_text(kept)


@register.filter
def is_unfinished(status: str) -> bool:
    """Whether a file is still to be made."""
    return status in {RenditionStatus.QUEUED, RenditionStatus.RUNNING}


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.simple_tag
def colon() -> str:
    return "：" if _is_chinese() else ": "


@register.simple_tag
def comma() -> str:
    return "，" if _is_chinese() else ", "


@register.simple_tag
def opening() -> str:
    """The bracket before something that is said in passing."""
    return "（" if _is_chinese() else " ("


@register.simple_tag
def closing() -> str:
    return "）" if _is_chinese() else ")"


@register.simple_tag
def gap() -> str:
    """Between two sentences; a Chinese full stop brings its own."""
    return "" if _is_chinese() else " "
