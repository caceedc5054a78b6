"""One trip of a section through review, from submission to sign-off, send-back or recall."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Role
from approvals.models.labels import choices
from reports.models import Section, SectionRevision, User


class Round(models.Model):
    """A 陳核 round. It pins the revision that was submitted; `desk` is the role whose turn it is, None once closed."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="rounds", verbose_name=_("section"))
    number = models.PositiveIntegerField(_("number"))
    revision = models.ForeignKey(SectionRevision, models.PROTECT, related_name="rounds", verbose_name=_("revision"))
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    opened_at = models.DateTimeField(_("opened at"))
    desk = models.CharField(_("desk"), max_length=16, choices=choices(Role), null=True)
    desk_since = models.DateTimeField(_("on this desk since"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="approvals_round_number_once"),
            models.UniqueConstraint(
                fields=["section"], condition=Q(closed_at__isnull=True), name="approvals_round_one_open"
            ),
            models.CheckConstraint(
                condition=Q(desk__isnull=False, closed_at__isnull=True) | Q(desk__isnull=True, closed_at__isnull=False),
                name="approvals_round_desk_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "opened_at"],
                condition=Q(closed_at__isnull=True),
                name="approvals_round_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} #{self.number}"
