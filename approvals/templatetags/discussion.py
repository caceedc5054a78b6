"""The comments on a section with their forms, the same in the workspace and on the desk."""

from typing import Any

from django import template
from django.utils import timezone

from approvals.domain import comments
from reports.content.keys import rows
from reports.domain.places import place_text
from reports.models import Section

register = template.Library()


@register.inclusion_tag("approvals/discussion.html", takes_context=True)
def discussion(context: template.RequestContext, section: Section) -> dict[str, Any]:
    """Threads, the rows that can be commented on, and whether the reader may overrule."""
    request, content = context["request"], section.content
    return {
        "section": section,
        "threads": [
            {
                "comment": row,
                "place": place_text(content, row.place) if row.place else "",
                "kept": request.session.pop(f"kept-comment-thread-{row.pk}", None),
            }
            for row in comments.threads(section)
        ],
        "places": [(row.key, place_text(content, row.key)) for _path, row in rows(content)],
        "may_overrule": comments.may_overrule(section, request.user, timezone.now()),
        "reader": request.user,
        "next": request.path,
        "kept": request.session.pop(f"kept-comment-section-{section.pk}", None),
        "csrf_token": context.get("csrf_token"),
    }
