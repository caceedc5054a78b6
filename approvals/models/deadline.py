"""The office calendar and the dates by which things are due."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import DeadlineKind
from approvals.models.labels import choices
from reports.models import Report, Section


class OfficeDay(models.Model):
    """One day of the government's yearly office calendar (辦公日曆表), imported as data, never guessed."""

    date = models.DateField(_("date"), unique=True)
    is_office_day = models.BooleanField(_("office day"))
    note = models.CharField(_("note"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("office day")
        verbose_name_plural = _("office days")
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()


class Deadline(models.Model):
    """A 期限: of one section, or of the report as a whole. Open until `met_at` is set by the move that meets it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="deadlines", verbose_name=_("report"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="deadlines", verbose_name=_("section")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices(DeadlineKind))
    due_on = models.DateField(_("due on"))
    met_at = models.DateTimeField(_("met at"), null=True, editable=False)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "kind"],
                condition=Q(section__isnull=False),
                name="approvals_deadline_section_once",
            ),
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(section__isnull=True),
                name="approvals_deadline_report_once",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(met_at__isnull=True), name="approvals_deadline_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"
