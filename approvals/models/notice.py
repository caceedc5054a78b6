"""The outbox of messages to people, and the ledger of which reminders were raised."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import NoticeKind, NoticeStatus
from approvals.models.deadline import Deadline
from approvals.models.labels import choices
from reports.models import Report, Section, User


class Notice(models.Model):
    """One message owed to one person, written in the transaction of the move that causes it.

    It is an entry of the receiver's inbox from then on, whatever becomes of its mail.

    Its text is made in the receiver's language when it is sent. `message_id` is fixed when the row is written, so a
    mail that went out just before a crash carries the same Message-ID when it is sent again.
    """

    receiver = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name=_("receiver"))
    kind = models.CharField(_("kind"), max_length=30, choices=choices(NoticeKind))
    report = models.ForeignKey(Report, models.PROTECT, related_name="notices", verbose_name=_("report"))
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="notices", verbose_name=_("section"))
    params = models.JSONField(default=dict)
    message_id = models.CharField(max_length=120, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=choices(NoticeStatus), default=NoticeStatus.QUEUED, editable=False
    )
    created_at = models.DateTimeField(_("created at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    read_at = models.DateTimeField(_("read at"), null=True, editable=False)
    error = models.TextField(_("error"), blank=True)
    bundle = models.ForeignKey(
        "self", models.CASCADE, null=True, editable=False, related_name="bundled", verbose_name=_("sent in")
    )
    """The DAILY notice in whose mail this one goes out, then BUNDLED. A DAILY's own `report` is its first item's."""

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status="queued"), name="approvals_notice_queue"),
            models.Index(fields=["receiver"], condition=Q(read_at__isnull=True), name="approvals_notice_unread"),
            models.Index(fields=["report"], condition=Q(kind="weekly_list"), name="approvals_notice_lists"),
            models.Index(fields=["report"], condition=Q(status="failed"), name="approvals_notice_undelivered"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.receiver}"


class Reminder(models.Model):
    """A 稽催 that was raised: one row for each deadline, rung and receiver, whatever runs twice or is killed.

    `rung` is the distance to the due date in office days, negative before it. The due date is part of the key, so
    that a moved deadline is reminded of anew.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="reminders", verbose_name=_("deadline"))
    rung = models.SmallIntegerField(_("rung"))
    due_on = models.DateField(_("due on"))
    receiver = models.ForeignKey(User, models.PROTECT, related_name="reminders", verbose_name=_("receiver"))
    claim = models.UUIDField(editable=False)
    raised_at = models.DateTimeField(_("raised at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "rung", "due_on", "receiver"], name="approvals_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} T{self.rung:+d} → {self.receiver}"


class Nudge(models.Model):
    """立即稽催: the secretariat had a deadline's holders reminded by hand, once an office date at most."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="nudges", verbose_name=_("deadline"))
    on_date = models.DateField(_("on"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    reminded_at = models.DateTimeField(_("reminded at"))

    class Meta:
        verbose_name = _("reminder by hand")
        verbose_name_plural = _("reminders by hand")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "on_date"], name="approvals_nudge_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} {self.on_date}"
