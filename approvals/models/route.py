"""The 陳核 chain as data: ordered steps, and the consultations that go with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Quorum, Role, SeatKind, StepKind
from approvals.models.labels import LABELS, choices
from reports.enums import DivisionKind, Scope, SectionKind
from reports.models import Agency, Division, Report, User
from reports.models.labels import choices as report_choices


class Route(models.Model):
    """The way a section goes through review: an agency's, or one report's own, for all kinds of section or one.

    The most particular route that fits is taken: report and kind, report, agency and kind, agency. It is frozen into
    the round at submission, so that editing it changes new rounds only.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="routes", verbose_name=_("agency"))
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="routes", verbose_name=_("only for this report")
    )
    section_kind = models.CharField(
        _("only for this kind of section"), max_length=20, choices=report_choices(SectionKind), blank=True
    )
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["agency", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "section_kind"],
                condition=Q(report__isnull=True, is_active=True),
                name="approvals_route_agency_once",
            ),
            models.UniqueConstraint(
                fields=["report", "section_kind"],
                condition=Q(report__isnull=False, is_active=True),
                name="approvals_route_report_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One level of a route: who signs there, how many of them, over which part, within how many office days."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="steps", verbose_name=_("route"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("what it does"), max_length=16, choices=choices(StepKind), default=StepKind.ENDORSE)
    seat = models.CharField(_("who signs"), max_length=20, choices=choices(SeatKind), default=SeatKind.SECTION_DIVISION)
    role = models.CharField(_("role"), max_length=16, choices=choices(Role), blank=True)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    people = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("people"))
    quorum = models.CharField(_("how many"), max_length=10, choices=choices(Quorum), default=Quorum.ANY)
    quorum_count = models.PositiveSmallIntegerField(_("count"), null=True, blank=True)
    scope = models.CharField(
        _("covers"), max_length=12, choices=[(s.value, LABELS[s]) for s in Scope], default=Scope.ALL
    )
    limit_days = models.PositiveSmallIntegerField(_("office days"), null=True, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["route", "position"]
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="approvals_step_position_once"),
            models.CheckConstraint(
                condition=Q(seat=SeatKind.PEOPLE) | ~Q(role=""), name="approvals_step_role_unless_people"
            ),
            models.CheckConstraint(
                condition=~Q(seat=SeatKind.NAMED_DIVISION) | Q(division__isnull=False),
                name="approvals_step_division_named",
            ),
            models.CheckConstraint(
                condition=~Q(quorum=Quorum.COUNT) | Q(quorum_count__gte=1), name="approvals_step_count_given"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RouteConsultation(models.Model):
    """A 會辦 that the route opens when one of its steps opens, and that must be done before this step closes."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="consultations", verbose_name=_("step"))
    division_kind = models.CharField(_("division"), max_length=16, choices=report_choices(DivisionKind))
    scope = models.CharField(
        _("about"), max_length=12, choices=[(s.value, LABELS[s]) for s in Scope], default=Scope.ALL
    )
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    only_with_budget = models.BooleanField(_("only for sections with a budget"), default=True)
    limit_days = models.PositiveSmallIntegerField(_("office days"), default=3)

    class Meta:
        verbose_name = _("consultation of a route")
        verbose_name_plural = _("consultations of a route")
        ordering = ["step", "id"]
        constraints = [
            models.UniqueConstraint(fields=["step", "division_kind", "scope"], name="approvals_routeconsultation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_division_kind_display()} – {self.get_scope_display()}"
