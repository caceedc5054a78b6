"""What a person may set about their notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models import User


class Preference(models.Model):
    """One row a person who chose something; without one the office's usual holds.

    `digest_hour` is an hour of the day in the office's time zone, null for the usual one. `without_mail` holds the
    values of the kinds of notice that the person reads in the inbox alone.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="preference", verbose_name=_("user"))
    digest_hour = models.PositiveSmallIntegerField(_("hour of the daily mail"), null=True, blank=True)
    without_mail = models.JSONField(_("not by mail"), default=list, blank=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user)
