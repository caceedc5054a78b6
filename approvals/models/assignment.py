"""Who holds which role where, and for how long."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Capacity, Role
from approvals.models.labels import choices
from reports.enums import SectionKind
from reports.models import Division, User
from reports.models.labels import choices as report_choices


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self, on: date) -> "AssignmentQuerySet":
        """Assignments of active people that hold on this office date.

        A substitute's holds only while the principal holds the same role of the same division themselves.
        """
        dates = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        principal = Assignment.objects.filter(
            dates, user=OuterRef("acting_for"), role=OuterRef("role"), division=OuterRef("division"),
            valid_from__lte=on, acting_for__isnull=True, user__is_active=True,
        )  # fmt: skip
        return self.filter(dates, valid_from__lte=on, user__is_active=True).filter(
            Q(acting_for__isnull=True) | Q(Exists(principal))
        )


class Assignment(models.Model):
    """A person's role in a division from one date to another, both included.

    SECRETARIAT and HEAD reach over the whole agency of their division; the other roles only over the division.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("user"))
    division = models.ForeignKey(Division, models.PROTECT, related_name="assignments", verbose_name=_("division"))
    role = models.CharField(_("role"), max_length=16, choices=choices(Role))
    acting_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="substitutes", verbose_name=_("acting for")
    )
    """職務代理: set on a substitute's assignment; the principal must hold the role themselves (one level deep)."""
    capacity = models.CharField(_("capacity"), max_length=16, choices=choices(Capacity), blank=True)
    section_kind = models.CharField(
        _("only for this kind of section"), max_length=20, choices=report_choices(SectionKind), blank=True
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["division", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "division", "role", "valid_from"],
                condition=Q(acting_for__isnull=True),
                name="approvals_assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(acting_for__isnull=True, capacity="", section_kind="")
                | Q(acting_for__isnull=False) & ~Q(capacity="") & ~Q(acting_for=models.F("user")),
                name="approvals_assignment_capacity_of_substitute",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="approvals_assignment_dates_ordered",
            ),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="approvals_assignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.division}"


class Substitution(Assignment):
    """An assignment in somebody else's seat (職務代理); made and ended by approvals/domain/substitutes.py alone."""

    objects = AssignmentQuerySet.as_manager()  # type: ignore[misc]  # a proxy's own manager

    class Meta:
        proxy = True
        verbose_name = _("substitute")
        verbose_name_plural = _("substitutes")
