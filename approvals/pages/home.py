"""Where a person starts, and the menu: both follow from the roles held now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.domain.inbox import MOST_COUNTED, unread_count
from approvals.domain.permissions import office_date
from approvals.enums import AGENCY_WIDE_ROLES, Role
from approvals.models import Assignment
from reports.models import User

DECIDING_ROLES = frozenset({Role.SUPERVISOR, Role.SECRETARIAT, Role.HEAD})


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: Promise
    url: str
    is_current: bool


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The board for the secretariat and the head, the desk for supervisors, their sections for contributors."""
    if not isinstance(request.user, User):
        return redirect("reports:published")
    roles = _roles(request.user, timezone.now())
    if roles & AGENCY_WIDE_ROLES or request.user.is_superuser:
        return redirect("approvals:boards")
    if Role.SUPERVISOR in roles and Role.CONTRIBUTOR not in roles:
        return redirect(desk_url(roles) if request.user.is_staff else "reports:sections")
    return redirect("reports:my-sections")


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site_menu` and `unread_notices`, asked for only by pages that draw them."""
    return {
        "site_menu": SimpleLazyObject(lambda: _entries(request)),
        "unread_notices": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request: HttpRequest) -> str:
    """The number to show beside the inbox, "" for none."""
    user = getattr(request, "user", None)
    count = unread_count(user) if isinstance(user, User) else 0
    return f"{MOST_COUNTED - 1}+" if count == MOST_COUNTED else str(count or "")


def _entries(request: HttpRequest) -> list[MenuEntry]:
    user = getattr(request, "user", None)
    found: list[tuple[Promise, str]] = []
    if isinstance(user, User):
        found = _entries_of(user, _roles(user, timezone.now()))
    found.append((_("Published reports"), reverse("reports:published")))
    return [MenuEntry(label, url, is_current=request.path == url) for label, url in found]


def _entries_of(user: User, roles: frozenset[Role]) -> list[tuple[Promise, str]]:
    found: list[tuple[Promise, str]] = []
    if Role.CONTRIBUTOR in roles:
        found.append((_("My sections"), reverse("reports:my-sections")))
    if roles & DECIDING_ROLES and user.is_staff:
        found.append((_("My desk"), desk_url(roles)))
    if roles & AGENCY_WIDE_ROLES or user.is_superuser:
        found.append((_("Board"), reverse("approvals:boards")))
    if roles or user.is_superuser:
        found.append((_("All sections"), reverse("reports:sections")))
    return found


def desk_url(roles: frozenset[Role]) -> str:
    """The queue of sections; that of reports for who decides on reports alone."""
    queue = "deskreport" if roles & DECIDING_ROLES == {Role.HEAD} else "desksection"
    try:
        return reverse(f"admin:approvals_{queue}_changelist")
    except NoReverseMatch:
        return reverse("admin:index")


def _roles(user: User, now: datetime) -> frozenset[Role]:
    held = Assignment.objects.in_force(office_date(now)).filter(user=user)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))
