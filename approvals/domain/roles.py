"""From assignments to the admin: which roles may enter it, and what each may open there.

Permissions open pages; which rows a page shows, and which moves it offers, is asked of the policy every time. An
assignment that ends therefore shuts a person out at once, whether or not the groups have been synced since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from approvals.domain.permissions import office_date
from approvals.enums import Role
from approvals.models import Assignment
from reports.models import User

GROUP_PREFIX = "role: "

_READING = frozenset(
    {
        "approvals.view_decision",
        "approvals.add_substitution",
        "approvals.change_extension",
        "approvals.change_substitution",
        "approvals.view_deskconsultation",
        "approvals.view_desksection",
        "approvals.view_extension",
        "approvals.view_substitution",
        "reports.view_section",
        "reports.view_sectionrevision",
        "reports.view_storedfinding",
    }
)
_OVERSEEING = frozenset(
    {
        "approvals.view_deadline",
        "approvals.view_deskreport",
        "approvals.view_officeday",
        "approvals.view_round",
        "approvals.view_route",
        "reports.view_agencyevent",
        "reports.view_auditevent",
        "reports.view_edition",
        "reports.view_erratum",
        "reports.view_rendition",
        "reports.view_report",
        "reports.view_waiver",
    }
)
_MANAGING = frozenset(
    {
        "approvals.add_assignment",
        "approvals.add_deadline",
        "approvals.add_ladderpolicy",
        "approvals.add_route",
        "approvals.change_assignment",
        "approvals.change_deadline",
        "approvals.change_ladderpolicy",
        "approvals.change_route",
        "approvals.view_assignment",
        "approvals.view_ladderpolicy",
        "approvals.view_calendarfeed",
        "approvals.change_webhookendpoint",
        "approvals.view_webhookdelivery",
        "approvals.view_webhookendpoint",
        "approvals.view_notice",
        "approvals.view_preference",
        "approvals.view_reminder",
        "reports.add_division",
        "reports.add_styleprofile",
        "reports.change_agency",
        "reports.change_division",
        "reports.change_report",
        "reports.change_section",
        "reports.change_styleprofile",
        "reports.change_user",
        "reports.view_agency",
        "reports.view_apitoken",
        "reports.view_division",
        "reports.view_styleprofile",
        "reports.view_user",
    }
)

ROLE_PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.CONTRIBUTOR: frozenset(),
    Role.SUPERVISOR: _READING,
    Role.REGISTRY: frozenset(),
    Role.SECRETARIAT: _READING | _OVERSEEING | _MANAGING,
    Role.HEAD: _READING | _OVERSEEING,
}
STAFF_ROLES = frozenset(role for role, permissions in ROLE_PERMISSIONS.items() if permissions)
"""Contributors and registry desks work in the pages and have no business in the admin."""


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What a sync did to one person: the groups and the admin access they have now."""

    user: User
    groups: tuple[str, ...]
    is_staff: bool


def group_name(role: Role) -> str:
    return f"{GROUP_PREFIX}{role.value}"


def sync_groups() -> None:
    """Give the group of each staff role exactly its permissions. LookupError names a permission that is missing."""
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for role in sorted(STAFF_ROLES):
        missing = ROLE_PERMISSIONS[role] - known.keys()
        if missing:
            raise LookupError(f"no such permission: {', '.join(sorted(missing))}")
        group, _is_new = Group.objects.get_or_create(name=group_name(role))
        group.permissions.set([known[name] for name in ROLE_PERMISSIONS[role]])


def sync_people(*, now: datetime) -> tuple[RoleChange, ...]:
    """Bring the groups, and everybody's groups and admin access, in line with the assignments in force."""
    with transaction.atomic():
        sync_groups()
        held: dict[int, set[Role]] = {}
        in_force = Assignment.objects.in_force(office_date(now)).filter(role__in=STAFF_ROLES)
        for user_id, role in in_force.values_list("user", "role"):
            held.setdefault(user_id, set()).add(Role(role))
        people = User.objects.prefetch_related("groups").order_by("pk")
        changes = (_sync(user, held.get(user.pk, set())) for user in people)
        return tuple(change for change in changes if change is not None)


def sync_person(*, user: User, now: datetime) -> RoleChange | None:
    """The same for one person, after an assignment of theirs was made or changed; None if nothing had to change."""
    with transaction.atomic():
        if not Group.objects.filter(name__startswith=GROUP_PREFIX).exists():
            sync_groups()
        roles = Assignment.objects.in_force(office_date(now)).filter(user=user, role__in=STAFF_ROLES)
        return _sync(user, {Role(role) for role in roles.values_list("role", flat=True)})


def _sync(user: User, roles: set[Role]) -> RoleChange | None:
    """Groups that are not ours, and a superuser's access, are left alone."""
    wanted = {group_name(role) for role in roles}
    has = {group.name for group in user.groups.all() if group.name.startswith(GROUP_PREFIX)}
    is_staff = bool(roles) or user.is_superuser
    if wanted == has and user.is_staff == is_staff:
        return None
    user.groups.remove(*Group.objects.filter(name__in=has - wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted - has))
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    return RoleChange(user, tuple(sorted(wanted)), is_staff)
