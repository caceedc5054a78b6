"""A section of a report and its frozen revisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.content import CONTENT_TYPES, SectionContent, thaw
from reports.enums import SectionKind, SectionStatus
from reports.models.labels import choices
from reports.models.people import Division, User
from reports.models.report import Chapter, Report

NEVER_SAVED_ETAG = '"r0"'


class Section(models.Model):
    """A 章節: the unit that one division writes and that is signed off as a whole.

    `status` and `signed_off_revision` are written by approvals/domain/actions.py alone; `lock_version` grows with
    every save and every move, so that a decision on a stale view is refused.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections", verbose_name=_("report"))
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="sections", verbose_name=_("chapter"))
    division = models.ForeignKey(Division, models.PROTECT, related_name="sections", verbose_name=_("division"))
    kind = models.CharField(_("kind"), max_length=20, choices=choices(SectionKind), editable=False)
    code = models.SlugField(_("code"), max_length=40, editable=False)
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=choices(SectionStatus),
        default=SectionStatus.DRAFTING,
        editable=False,
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    last_key_number = models.PositiveIntegerField(default=0, editable=False)
    """The highest number a row key of this section has had; keys are not given out twice."""
    current_revision = models.ForeignKey(
        "SectionRevision", models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("current revision"),
    )  # fmt: skip
    signed_off_revision = models.ForeignKey(
        "SectionRevision", models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("signed-off revision"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["report", "chapter__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="reports_section_code_once"),
            models.UniqueConstraint(fields=["chapter", "position"], name="reports_section_position_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=list(SectionStatus)), name="reports_section_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=SectionStatus.SIGNED_OFF)
                | models.Q(signed_off_revision__isnull=False, signed_off_revision=models.F("current_revision")),
                name="reports_section_signed_off_is_current",
            ),
        ]
        indexes = [models.Index(fields=["division", "status"], name="reports_section_by_division")]

    def __str__(self) -> str:
        return self.title

    @property
    def content(self) -> SectionContent:
        """The content as last saved; empty of its kind before the first save."""
        if self.current_revision is None:
            return CONTENT_TYPES[SectionKind(self.kind)]()
        return self.current_revision.content

    @property
    def etag(self) -> str:
        """The strong entity tag of the content as last saved (RFC 9110 §8.8.3), quotes included."""
        return NEVER_SAVED_ETAG if self.current_revision is None else self.current_revision.etag


class SectionRevision(models.Model):
    """A 凍結版本: a section's canonical JSON at one moment, its sha256 and its author. Never changed or deleted."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="revisions", verbose_name=_("section"))
    number = models.PositiveIntegerField(_("number"))
    content_json = models.TextField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(User, models.PROTECT, related_name="revisions", verbose_name=_("author"))
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    """Whose seat a substitute wrote in (職務代理), as it was at that moment."""
    capacity = models.CharField(_("capacity"), max_length=16, blank=True)
    """A code of approvals.enums.Capacity, "" for one's own seat; the access policy knows its name."""
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="reports_revision_number_once"),
            models.CheckConstraint(
                condition=models.Q(acting_for__isnull=True, capacity="")
                | models.Q(acting_for__isnull=False) & ~models.Q(capacity=""),
                name="reports_revision_capacity_of_substitute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} r{self.number}"

    @property
    def content(self) -> SectionContent:
        return thaw(self.content_json)

    @property
    def etag(self) -> str:
        return f'"r{self.number}-{self.sha256[:16]}"'
