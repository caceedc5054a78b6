"""Telling other systems what happened: where to, and every message that is owed to them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import WebhookStatus
from approvals.models.labels import WEBHOOK_LABELS, choices
from reports.models import Agency, AuditEvent, Report, User


class WebhookEndpoint(models.Model):
    """An address of another system that an agency has told of its events. The secret is kept encrypted.

    `events` are names of approvals.domain.webhooks.EVENTS.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="webhooks", verbose_name=_("agency"))
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    sealed_secret = models.TextField(editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+", verbose_name=_("created by"))

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.url


class WebhookCursor(models.Model):
    """Up to which event of a report's audit chain the endpoint has been looked after."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="cursors")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "report"], name="approvals_webhookcursor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.report_id}#{self.sequence}"


class WebhookDelivery(models.Model):
    """One event owed to one endpoint, once. `body` is fixed here, so that every attempt and replay sends the same."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, related_name="deliveries", verbose_name=_("webhook"))
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+", verbose_name=_("event"))
    delivery_id = models.UUIDField(_("delivery"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("event"), max_length=60)
    body = models.TextField(_("body"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=choices(WebhookStatus, WEBHOOK_LABELS),
        default=WebhookStatus.QUEUED,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="approvals_webhookdelivery_once")]
        indexes = [
            models.Index(
                fields=["endpoint", "next_attempt_at"], condition=Q(status="queued"), name="approvals_webhook_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.endpoint}"
