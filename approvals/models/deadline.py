"""The office calendar and the dates by which things are due."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import DeadlineKind, OfficeDaySource
from approvals.models.consultation import Consultation
from approvals.models.labels import choices
from approvals.models.round import Round
from reports.models import Report, Section


class OfficeDay(models.Model):
    """One day of the government's yearly office calendar (辦公日曆表), imported as data, never guessed."""

    date = models.DateField(_("date"), unique=True)
    is_office_day = models.BooleanField(_("office day"))
    note = models.CharField(_("note"), max_length=60, blank=True)
    source = models.CharField(
        _("source"), max_length=10, choices=choices(OfficeDaySource), default=OfficeDaySource.PUBLISHED, editable=False
    )

    class Meta:
        verbose_name = _("office day")
        verbose_name_plural = _("office days")
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        """What somebody has to meet now: not met, and not waiting for somebody else."""
        return self.filter(met_at__isnull=True, paused_at__isnull=True)

    def whole(self) -> "DeadlineQuerySet":
        """With what says who holds it (approvals.domain.seats)."""
        return self.select_related("report", "section", "consultation")


class Deadline(models.Model):
    """A 期限: of the report, of one section, of the step on which a round lies, or of a consultation's reply.

    Open until `met_at` is set by the move that meets it. A step's limit is paused (`paused_at`) while the review waits
    for a consulted division. `is_own_date`: the section has a date of its own, which the schedule leaves alone; a
    paused step was given one by hand meanwhile, which holds when it goes on. `times_moved` and `moved_at` tell a
    calendar that subscribed to the date that it is another one now.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="deadlines", verbose_name=_("report"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="deadlines", verbose_name=_("section")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices(DeadlineKind))
    round = models.ForeignKey(Round, models.PROTECT, null=True, editable=False, related_name="deadlines")
    consultation = models.OneToOneField(
        Consultation, models.PROTECT, null=True, editable=False, related_name="deadline"
    )
    due_on = models.DateField(_("due on"))
    is_own_date = models.BooleanField(_("a date of its own"), default=False, editable=False)
    times_moved = models.PositiveIntegerField(_("times moved"), default=0, editable=False)
    moved_at = models.DateTimeField(_("moved at"), null=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, editable=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, editable=False)
    met_at = models.DateTimeField(_("met at"), null=True, editable=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "kind"],
                condition=Q(kind=DeadlineKind.SECTION_DUE),
                name="approvals_deadline_section_once",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(kind=DeadlineKind.STEP_DUE, met_at__isnull=True),
                name="approvals_deadline_step_open_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeadlineKind.STEP_DUE, round__isnull=False, consultation__isnull=True)
                | Q(kind=DeadlineKind.CONSULTATION_DUE, round__isnull=True, consultation__isnull=False)
                | ~Q(kind__in=[DeadlineKind.STEP_DUE, DeadlineKind.CONSULTATION_DUE])
                & Q(round__isnull=True, consultation__isnull=True),
                name="approvals_deadline_names_what_it_limits",
            ),
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(section__isnull=True),
                name="approvals_deadline_report_once",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(met_at__isnull=True), name="approvals_deadline_open")]

    def __str__(self) -> str:
        return self.get_kind_display()
