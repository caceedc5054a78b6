"""A published edition, the files it is read in, and what is said when one is corrected."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import RenditionFormat, RenditionStatus
from reports.models.labels import choices
from reports.models.people import User
from reports.models.report import Report
from reports.models.signing import SigningKey


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self) -> Self:
        """Without those that were taken back before their release."""
        return self.filter(cancelled_at__isnull=True)

    def released(self) -> Self:
        """What the public was shown, the withdrawn ones included."""
        return self.filter(released_at__isnull=False)

    def public(self) -> Self:
        """What the public can read now."""
        return self.filter(released_at__isnull=False, withdrawn_at__isnull=True)


class Edition(models.Model):
    """A 定稿版本: the document assembled from signed-off revisions alone.

    Nobody outside the house sees it before `released_at`, which is written together with the manifest when the last
    of its renditions is ready and `published_at` has come: all formats or none. From then on its text and its files
    never change; it can be superseded by another edition, or withdrawn.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"))
    document_json = models.TextField(_("document"))
    document_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64)
    title = models.CharField(_("title"), max_length=200, blank=True, editable=False)
    agency_name = models.CharField(_("agency"), max_length=100, blank=True, editable=False)
    """As the document states them: a correction under way may have given the report another title, the agency may be
    called otherwise by now. Beside it, so that a list need not read it."""
    provenance_json = models.TextField(_("provenance"))
    """Section → revision → decisions, as it goes into the manifest; canonical JSON."""
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published at"))
    """The moment of its publication: when it was ordered, or the later one it was scheduled for."""
    released_at = models.DateTimeField(_("released at"), null=True)
    manifest_json = models.TextField(_("manifest"), blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    cancelled_at = models.DateTimeField(pgettext_lazy("edition", "cancelled at"), null=True)
    """Taken back before its release; its number is free again."""
    withdrawn_at = models.DateTimeField(pgettext_lazy("edition", "withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("edition", "withdrawn by")
    )
    withdrawal_office = models.CharField(_("office that withdrew it"), max_length=100, blank=True)
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True)
    """What the public reads in the place of the edition."""
    signing_key = models.ForeignKey(
        SigningKey, models.PROTECT, null=True, editable=False, related_name="editions", verbose_name=_("signing key")
    )
    signature = models.CharField(max_length=128, blank=True, editable=False)
    """Ed25519 over the manifest's UTF-8 bytes, in hex; empty when the agency had no key."""
    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                condition=models.Q(cancelled_at__isnull=True),
                name="reports_edition_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True) | ~models.Q(manifest_json=""),
                name="reports_edition_released_with_manifest",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="reports_edition_released_or_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | (models.Q(released_at__isnull=False) & ~models.Q(withdrawal_reason="")),
                name="reports_edition_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(signing_key__isnull=True, signature="")
                | models.Q(signing_key__isnull=False) & ~models.Q(signature=""),
                name="reports_edition_signed_by_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"


class Erratum(models.Model):
    """A 勘誤: why a published report is corrected, opened before the text is touched and closed by the next edition.

    What was wrong is not written down by hand: it is the difference between the frozen documents of the two editions.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="errata", verbose_name=_("report"))
    corrects = models.ForeignKey(Edition, models.PROTECT, related_name="errata", verbose_name=_("corrected edition"))
    edition = models.OneToOneField(
        Edition, models.PROTECT, null=True, related_name="erratum", verbose_name=_("correcting edition")
    )
    """None while the correction is under way."""
    reason = models.TextField(_("reason"))
    """For the public: it stands in the comparison table, and its hash in the manifest."""
    comparison_json = models.TextField(_("comparison table"), blank=True)
    """The 更正對照表 between the two frozen documents; canonical JSON, written when the correction is published."""
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(edition__isnull=True), name="reports_erratum_one_open"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="reports_erratum_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.corrects}: {self.reason}"


class Rendition(models.Model):
    """An 輸出檔: one file of an edition, queued by the publication and made once by a worker."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="renditions", verbose_name=_("edition"))
    format = models.CharField(_("format"), max_length=24, choices=choices(RenditionFormat))
    status = models.CharField(
        _("status"), max_length=10, choices=[(s.value, s.value) for s in RenditionStatus],
        default=RenditionStatus.QUEUED, editable=False,
    )  # fmt: skip
    name = models.CharField(_("file name"), max_length=120, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    records = models.PositiveIntegerField(_("records"), default=1, editable=False)
    """The rows of a table; 1 for any other file. Counted when it is made, so that a catalogue reads no document."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    error = models.TextField(_("error"), blank=True)

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
