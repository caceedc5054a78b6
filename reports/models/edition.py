"""A published edition and the files it is read in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.enums import RenditionFormat, RenditionStatus
from reports.models.people import User
from reports.models.report import Report


class Edition(models.Model):
    """A 定稿版本: the document assembled from signed-off revisions alone.

    Nobody outside the house sees it before `released_at`, which is written together with the manifest when the last
    of its renditions is ready: all formats or none.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"))
    document_json = models.TextField(_("document"))
    document_sha256 = models.CharField(max_length=64)
    provenance_json = models.TextField(_("provenance"))
    """Section → revision → decisions, as it goes into the manifest; canonical JSON."""
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published at"))
    released_at = models.DateTimeField(_("released at"), null=True)
    manifest_json = models.TextField(_("manifest"), blank=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reports_edition_number_once"),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True) | ~models.Q(manifest_json=""),
                name="reports_edition_released_with_manifest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"


class Rendition(models.Model):
    """An 輸出檔: one file of an edition, queued by the publication and made once by a worker."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="renditions", verbose_name=_("edition"))
    format = models.CharField(_("format"), max_length=8, choices=[(f.value, f.value.upper()) for f in RenditionFormat])
    status = models.CharField(
        _("status"), max_length=10, choices=[(s.value, s.value) for s in RenditionStatus],
        default=RenditionStatus.QUEUED, editable=False,
    )  # fmt: skip
    name = models.CharField(_("file name"), max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["edition", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "format"], name="reports_rendition_format_once"),
            models.CheckConstraint(
                condition=~models.Q(status=RenditionStatus.READY) | ~models.Q(sha256=""),
                name="reports_rendition_ready_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.format}"
