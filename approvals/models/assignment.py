"""Who holds which role where, and for how long."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Role
from approvals.models.labels import choices
from reports.models import Division, User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self, on: date) -> "AssignmentQuerySet":
        """Assignments of active people that hold on this office date."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on, user__is_active=True)


class Assignment(models.Model):
    """A person's role in a division from one date to another, both included.

    SECRETARIAT and HEAD reach over the whole agency of their division; the other roles only over the division.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("user"))
    division = models.ForeignKey(Division, models.PROTECT, related_name="assignments", verbose_name=_("division"))
    role = models.CharField(_("role"), max_length=16, choices=choices(Role))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["division", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "division", "role", "valid_from"], name="approvals_assignment_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="approvals_assignment_dates_ordered",
            ),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="approvals_assignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.division}"
