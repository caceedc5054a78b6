"""What the checks found when a revision was submitted, and the exceptions granted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.enums import Severity
from reports.models.labels import choices
from reports.models.people import User
from reports.models.section import Section, SectionRevision


class StoredFinding(models.Model):
    """A 檢核結果 as it stood when a revision was submitted: what the reviewer was shown."""

    revision = models.ForeignKey(SectionRevision, models.PROTECT, related_name="findings", verbose_name=_("revision"))
    check_id = models.CharField(_("check"), max_length=10)
    severity = models.CharField(_("severity"), max_length=12, choices=choices(Severity))
    place = models.CharField(_("place"), max_length=40, blank=True)
    message = models.CharField(_("message"), max_length=60)
    params = models.JSONField(_("parameters"), default=dict)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["revision", "id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "fingerprint"], name="reports_storedfinding_once"),
        ]

    def __str__(self) -> str:
        return self.check_id


class Waiver(models.Model):
    """An 例外說明: a named person lets one warning stand, with a reason. It lapses when the finding changes."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="waivers", verbose_name=_("section"))
    check_id = models.CharField(_("check"), max_length=10)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    reason = models.TextField(_("reason"))
    waived_by = models.ForeignKey(User, models.PROTECT, related_name="waivers", verbose_name=_("waived by"))
    waived_at = models.DateTimeField(_("waived at"))

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["section", "id"]
        constraints = [
            models.UniqueConstraint(fields=["section", "fingerprint"], name="reports_waiver_finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.reason}"
