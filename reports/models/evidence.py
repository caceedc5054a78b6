"""佐證資料: files that show that a figure or a sentence is true."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models.people import User
from reports.models.section import Section, SectionRevision


class Evidence(models.Model):
    """A file attached to a section, or to one of its indicators (`place`, a row key). Its bytes lie under its sha256.

    A removed one is out of the next submission; the row and the bytes stay for the submissions that had it.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="evidence", verbose_name=_("section"))
    place = models.CharField(_("place"), max_length=12, blank=True)
    name = models.CharField(_("file name"), max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    attached_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("attached by"))
    attached_at = models.DateTimeField(_("attached at"))
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("removed by"))
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        ordering = ["section", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "place", "sha256"], condition=Q(removed_at__isnull=True),
                name="reports_evidence_file_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="reports_evidence_removed_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class EvidencePin(models.Model):
    """A file that lay beside a revision when it was submitted for the n-th time. Never changed or deleted."""

    revision = models.ForeignKey(SectionRevision, models.PROTECT, related_name="evidence_pins")
    submission = models.PositiveIntegerField(_("submission"))
    """Which submission of the section: the number of its round."""
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="pins")

    class Meta:
        verbose_name = _("pinned evidence")
        verbose_name_plural = _("pinned evidence")
        ordering = ["revision", "submission", "evidence"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "evidence"], name="reports_evidencepin_once"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} #{self.submission} {self.evidence}"
