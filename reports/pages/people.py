"""Who is asking, and what they may see: an object outside a person's view does not exist for them."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from reports.domain import queries
from reports.models import Section, User


def person(request: HttpRequest) -> User:
    """The logged-in person; every address that is not public has one."""
    assert isinstance(request.user, User)
    return request.user


def visitor_address(request: HttpRequest) -> str | None:
    """Where the request came from (a middleware has put it right behind a proxy); None where that is not known."""
    return request.META.get("REMOTE_ADDR") or None


def visible_section(request: HttpRequest, pk: int, now: datetime) -> Section:
    """Raises Http404 alike for a section that does not exist and for one of somebody else."""
    found: Section = get_object_or_404(
        queries.sections_for(person(request), now).select_related("signed_off_revision"), pk=pk
    )
    return found
