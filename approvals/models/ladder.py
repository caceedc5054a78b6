"""The ladder of reminders as rows: an agency's own, or the installation's for every agency without one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from approvals.enums import Audience
from approvals.models.labels import choices
from reports.models import Agency

LONGEST = 30
"""The furthest rung from the due date, in office days."""


class LadderPolicy(models.Model):
    """When and to whom reminders go. Reminders leave from `first_hour` o'clock until before `last_hour` o'clock
    (Asia/Taipei) on office days. `list_weekday` is 0 for Monday.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="ladders", verbose_name=_("agency"),
        help_text=_("Empty: for every agency without a ladder of its own."),
    )  # fmt: skip
    first_hour = models.PositiveSmallIntegerField(
        _("no mail before (hour)"), default=8, validators=[MaxValueValidator(23)]
    )
    last_hour = models.PositiveSmallIntegerField(
        _("no mail from (hour)"), default=18, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    list_weekday = models.PositiveSmallIntegerField(
        _("day of the week's list"), default=0, choices=list(WEEKDAYS.items())[:5]
    )

    class Meta:
        verbose_name = _("ladder of reminders")
        verbose_name_plural = _("ladders of reminders")
        ordering = ["agency"]
        constraints = [
            models.UniqueConstraint(Coalesce("agency", 0), name="approvals_ladder_one_an_agency"),
            models.CheckConstraint(
                condition=Q(first_hour__lt=F("last_hour"), last_hour__lte=24), name="approvals_ladder_hours_ordered"
            ),
            models.CheckConstraint(condition=Q(list_weekday__lte=4), name="approvals_ladder_weekday_known"),
        ]

    def __str__(self) -> str:
        return str(self.agency or _("All other agencies"))


class LadderRung(models.Model):
    """One step of a ladder: so many office days before (negative) or after the due date, to one audience."""

    ladder = models.ForeignKey(LadderPolicy, models.CASCADE, related_name="rungs", verbose_name=_("ladder"))
    office_days = models.SmallIntegerField(
        _("office days from the due date"), validators=[MinValueValidator(-LONGEST), MaxValueValidator(LONGEST)]
    )
    audience = models.CharField(_("goes to"), max_length=20, choices=choices(Audience))
    is_mandatory = models.BooleanField(
        _("mandatory"), default=True, help_text=_("Comes by mail even to people who have switched reminders off.")
    )

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering = ["office_days", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "office_days", "audience"], name="approvals_rung_once"),
            models.CheckConstraint(
                condition=Q(office_days__gte=-LONGEST, office_days__lte=LONGEST), name="approvals_rung_within_reach"
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.office_days:+d}"
