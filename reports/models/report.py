"""A report of one agency for one year, its chapters and its goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.content import ReportSettings
from reports.enums import BracketWidth, ReportFamily, ReportStatus, SectionKind
from reports.models.labels import choices
from reports.models.people import Agency

TITLE_LENGTH = 200


class Report(models.Model):
    """A 施政績效報告. `status` is written by approvals/domain/actions.py alone."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reports", verbose_name=_("agency"))
    roc_year = models.PositiveSmallIntegerField(_("year (ROC)"))
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    family = models.CharField(_("family"), max_length=4, choices=choices(ReportFamily), default=ReportFamily.A)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=choices(ReportStatus),
        default=ReportStatus.COMPILING,
        editable=False,
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    announced_on = models.DateField(_("announcement date"), null=True, blank=True)
    is_rate_capped = models.BooleanField(_("print achievement rates capped at 100 %"), default=True)
    rate_decimals = models.PositiveSmallIntegerField(_("decimals of rates"), default=2)
    bracket_width = models.CharField(
        _("brackets of the third level"),
        max_length=8,
        choices=choices(BracketWidth),
        default=BracketWidth.HALF,
    )
    explain_execution_below = models.DecimalField(
        _("explain an execution rate below (%)"), max_digits=5, decimal_places=2, default=90
    )
    improve_execution_below = models.DecimalField(
        _("ask for improvements below (%)"), max_digits=5, decimal_places=2, default=80
    )
    style_json = models.TextField(blank=True, default="", editable=False)
    """The look that the report was sent up with; while it is compiled the agency's present one counts."""
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["agency", "-roc_year"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "roc_year"], name="reports_report_year_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=list(ReportStatus)), name="reports_report_status_known"
            ),
            models.CheckConstraint(condition=models.Q(roc_year__range=(38, 299)), name="reports_report_year_plausible"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def settings(self) -> ReportSettings:
        """The report's rules as the pure value that checks and renderers take."""
        return ReportSettings(
            is_rate_capped=self.is_rate_capped,
            rate_decimals=self.rate_decimals,
            bracket_width=BracketWidth(self.bracket_width),
            explain_execution_below=self.explain_execution_below,
            improve_execution_below=self.improve_execution_below,
        )


class Chapter(models.Model):
    """One 章; its printed number (壹, 貳 …) is computed from its position."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="chapters", verbose_name=_("report"))
    kind = models.CharField(_("kind"), max_length=20, choices=choices(SectionKind))
    title = models.CharField(_("title"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="reports_chapter_position_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """One 施政目標 of the report: the working row behind a GoalLine."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="goals", verbose_name=_("report"))
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["report", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="reports_goal_key_once")]

    def __str__(self) -> str:
        return self.text
