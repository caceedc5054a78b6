"""The 稽核軌跡: append-only chains of events, one for each report and one for each agency, guarded by triggers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.people import Agency, User
from reports.models.report import Report


class ChainedEvent(models.Model):
    """One thing that happened. `hash` covers every field and the hash of the event before."""

    CHAIN: ClassVar[str]
    """The field that says whose chain it is."""
    sequence = models.PositiveIntegerField(_("sequence"))
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("actor"))
    action = models.CharField(_("action"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80)
    payload_json = models.TextField(_("payload"))
    previous_hash = models.CharField(_("hash of the event before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        abstract = True


class ChainHead(models.Model):
    """Where a chain ends; the row that appenders lock, and what shows that the tail was cut off."""

    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        abstract = True


class AuditEvent(ChainedEvent):
    """Of a report. `subject` is "report" or "section:<code>"."""

    CHAIN = "report"
    report = models.ForeignKey(Report, models.PROTECT, related_name="audit_events", verbose_name=_("report"))

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["report", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sequence"], name="reports_auditevent_sequence_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence}"


class AuditHead(ChainHead):
    report = models.OneToOneField(Report, models.PROTECT, related_name="audit_head")

    def __str__(self) -> str:
        return f"{self.report_id}#{self.sequence}"


class AgencyEvent(ChainedEvent):
    """Of an agency, outside any report: who was given which role. `subject` is "assignment:<id>"."""

    CHAIN = "agency"
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="audit_events", verbose_name=_("agency"))

    class Meta:
        verbose_name = _("agency's audit event")
        verbose_name_plural = _("agency's audit events")
        ordering = ["agency", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "sequence"], name="reports_agencyevent_sequence_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence}"


class AgencyHead(ChainHead):
    agency = models.OneToOneField(Agency, models.PROTECT, related_name="audit_head")

    def __str__(self) -> str:
        return f"{self.agency_id}#{self.sequence}"


class Heartbeat(models.Model):
    """When a scheduled process last ran; /readyz reads it."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
