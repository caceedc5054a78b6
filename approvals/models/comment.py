"""What people say to each other about a section, beside its text and never printed with it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models import Section, SectionRevision, User


class Comment(models.Model):
    """A remark on a section or on one of its rows (`place`, the row's key), or a reply to one (`thread`).

    A thread is its first comment and the replies to it. Only the first is resolved, and only it can be blocking:
    while such a one is unresolved, the section is not signed off.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="comments", verbose_name=_("section"))
    place = models.CharField(_("place"), max_length=12, blank=True)
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies", verbose_name=_("thread"))
    revision = models.ForeignKey(
        SectionRevision, models.PROTECT, null=True, related_name="+", verbose_name=_("revision")
    )
    """What its writer had before them; None before the first save."""
    text = models.TextField(_("comment"))
    is_blocking = models.BooleanField(_("blocking"), default=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("resolved by"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    overruled_reason = models.TextField(_("reason for overruling"), blank=True)
    """Why the secretariat resolved somebody else's blocking comment."""

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["section", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(thread__isnull=True) | Q(is_blocking=False, resolved_at__isnull=True, overruled_reason=""),
                name="approvals_comment_only_threads_are_resolved",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, overruled_reason="")
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="approvals_comment_resolved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["section"], condition=Q(is_blocking=True, resolved_at__isnull=True),
                name="approvals_comment_blocking",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"

    @property
    def is_open(self) -> bool:
        return self.thread_id is None and self.resolved_at is None
