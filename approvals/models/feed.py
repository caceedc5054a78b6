"""A person's subscription to their dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models import User


class CalendarFeed(models.Model):
    """One a person. The key in its address is shown once and kept as its sha256; without this row it opens nothing."""

    user = models.OneToOneField(User, models.PROTECT, related_name="calendar_feed", verbose_name=_("user"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user)
