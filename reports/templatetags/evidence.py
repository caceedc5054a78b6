"""The evidence of a section, for a page to list."""

from django import template
from django.db.models import QuerySet

from reports.domain import evidence
from reports.models import Evidence, Section

register = template.Library()


@register.simple_tag
def attached_evidence(section: Section) -> QuerySet[Evidence]:
    return evidence.current(section).select_related("attached_by")
