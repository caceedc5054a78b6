"""manage.py sync_roles: the admin's groups and who may enter it, from the assignments in force today."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from approvals.domain.roles import STAFF_ROLES, sync_people


class Command(BaseCommand):
    help = "Bring the groups and the access to the admin in line with the assignments in force; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        changes = sync_people(now=timezone.now())
        for change in changes:
            access = "may enter the admin" if change.is_staff else "has no access to the admin"
            self.stdout.write(f"{change.user.username}: {', '.join(change.groups) or 'no role'}; {access}")
        self.stdout.write(f"{len(STAFF_ROLES)} groups are current, {len(changes)} people changed.")
