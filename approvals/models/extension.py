"""展期: asking for more office days, and what was said to it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Capacity, ExtensionStatus, Role
from approvals.models.deadline import Deadline
from approvals.models.labels import choices
from reports.models import User


class Extension(models.Model):
    """One request for a later date. `level` is the least role that may decide it; `from_on`, `to_on` once granted."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="extensions", verbose_name=_("deadline"))
    days = models.PositiveSmallIntegerField(_("office days"), validators=[MinValueValidator(1)])
    reason = models.TextField(_("reason"))
    level = models.CharField(_("decided from this level on"), max_length=16, choices=choices(Role))
    status = models.CharField(
        _("status"), max_length=10, choices=choices(ExtensionStatus), default=ExtensionStatus.REQUESTED, editable=False
    )
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    requested_for = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for in the seat of")
    )
    """Whose seat it was when a substitute asked, in `requested_capacity`."""
    requested_capacity = models.CharField(
        _("capacity of who asked"), max_length=16, choices=choices(Capacity), blank=True
    )
    requested_at = models.DateTimeField(_("asked for at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    capacity = models.CharField(_("capacity"), max_length=16, choices=choices(Capacity), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    comment = models.TextField(_("comment"), blank=True)
    from_on = models.DateField(_("date before"), null=True)
    to_on = models.DateField(_("date after"), null=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(status=ExtensionStatus.REQUESTED),
                name="approvals_extension_one_open",
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="approvals_extension_days_positive"),
            models.CheckConstraint(
                condition=Q(status=ExtensionStatus.REQUESTED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(status=ExtensionStatus.REFUSED, decided_by__isnull=False, decided_at__isnull=False)
                | Q(
                    status=ExtensionStatus.GRANTED, decided_by__isnull=False, decided_at__isnull=False,
                    from_on__isnull=False, to_on__isnull=False,
                ),
                name="approvals_extension_decided_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.deadline.get_kind_display()} +{self.days}"
