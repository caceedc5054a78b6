"""The 稽核軌跡: an append-only chain of events for each report, guarded by database triggers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.people import User
from reports.models.report import Report


class AuditEvent(models.Model):
    """One thing that happened. `hash` covers every field and the hash of the event before."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="audit_events", verbose_name=_("report"))
    sequence = models.PositiveIntegerField(_("sequence"))
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("actor"))
    action = models.CharField(_("action"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80)
    """ "report" or "section:<code>"."""
    payload_json = models.TextField(_("payload"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["report", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sequence"], name="reports_auditevent_sequence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}#{self.sequence} {self.action}"


class AuditHead(models.Model):
    """Where a report's chain ends; the row that appenders lock, and what shows that the tail was cut off."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="audit_head")
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.report_id}#{self.sequence}"


class Heartbeat(models.Model):
    """When a scheduled process last ran; /readyz reads it."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
