"""What the review has to show on a section's page: how far its route is, its consultations and its extensions."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone

from approvals.domain.consulting import consulting
from approvals.domain.extending import extending
from approvals.domain.progress import route_progress
from approvals.enums import Action, Reply
from approvals.models.labels import LABELS
from reports.enums import Scope
from reports.models import Section, User

register = template.Library()


@register.inclusion_tag("approvals/section/route.html")
def section_route(section: Section) -> dict[str, Any]:
    progress = route_progress(section)
    return {"progress": progress, "steps": [(step, LABELS[step.state]) for step in progress.steps]}


@register.inclusion_tag("approvals/section/consultations.html", takes_context=True)
def section_consultations(context: template.Context, section: Section) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    assert isinstance(request.user, User)
    found = consulting(section, request.user, timezone.now())
    rows = [
        {
            "row": item.consultation,
            "can_reply": Action.REPLY in item.verbs,
            "can_answer": Action.ANSWER_OBJECTION in item.verbs,
            "can_withdraw": Action.WITHDRAW_CONSULTATION in item.verbs,
            "kept": request.session.pop(f"kept-text-consultation-{item.consultation.pk}", ""),
        }
        for item in found.questions
    ]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "section": section,
        "rows": rows,
        "divisions": found.divisions,
        "scopes": [(scope.value, LABELS[scope]) for scope in Scope],
        "replies": [(reply.value, LABELS[reply]) for reply in Reply],
        "kept": request.session.pop(f"kept-text-ask-{section.pk}", ""),
    }


@register.inclusion_tag("approvals/section/extensions.html", takes_context=True)
def section_extensions(context: template.Context, section: Section) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    assert isinstance(request.user, User)
    found = extending(section, request.user, timezone.now())
    askable = [
        {
            "deadline": item.deadline,
            "room": item.room,
            "kept": request.session.pop(f"kept-extension-{item.deadline.pk}", None),
        }
        for item in found.askable
    ]
    return {"csrf_token": context.get("csrf_token"), "requests": found.requests, "askable": askable}
