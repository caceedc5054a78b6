"""The working rows of a section's content, one table a kind of row. reports/domain/revisions.py maps them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.enums import Direction, ValueKind
from reports.models.labels import choices
from reports.models.report import Goal
from reports.models.section import Section

VALUE_DIGITS, VALUE_DECIMALS = 21, 6


class Row(models.Model):
    """What every row has: its section, a key that stays with it, and its place."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="%(class)s_rows")
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "key"], name="reports_%(class)s_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}/{self.key}"


class Plan(models.Model):
    """The head of a plan section (年度重要計畫)."""

    section = models.OneToOneField(Section, models.CASCADE, related_name="plan")
    title = models.CharField(max_length=200, blank=True)
    period_start_year = models.PositiveSmallIntegerField(null=True)
    period_end_year = models.PositiveSmallIntegerField(null=True)
    indicator_note = models.TextField(blank=True)
    has_heading_colon = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end_year__isnull=True)
                | Q(period_start_year__isnull=True)
                | Q(period_end_year__gte=models.F("period_start_year")),
                name="reports_plan_period_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanGoal(models.Model):
    """A plan serves a goal. A goal that a plan serves cannot be removed."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goal_links")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="plan_links")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "goal"], name="reports_plangoal_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}→{self.goal_id}"


class Indicator(Row):
    """A 指標. It hangs on a plan or, in other report families, on a goal."""

    plan = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="indicators")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="indicators")
    name = models.TextField()
    target_printed = models.CharField(max_length=200, blank=True)
    target_value = models.DecimalField(max_digits=VALUE_DIGITS, decimal_places=VALUE_DECIMALS, null=True)
    target_unit = models.CharField(max_length=20, blank=True)
    actual_printed = models.CharField(max_length=200, blank=True)
    actual_value = models.DecimalField(max_digits=VALUE_DIGITS, decimal_places=VALUE_DECIMALS, null=True)
    actual_unit = models.CharField(max_length=20, blank=True)
    achievement_rate = models.DecimalField(max_digits=VALUE_DIGITS, decimal_places=VALUE_DECIMALS, null=True)
    achievement_printed = models.CharField(max_length=30, blank=True)
    direction = models.CharField(max_length=10, choices=choices(Direction), default=Direction.HIGHER)
    value_kind = models.CharField(max_length=16, choices=choices(ValueKind), default=ValueKind.RATE)
    explanation = models.TextField(blank=True)
    improvement = models.TextField(blank=True)

    class Meta(Row.Meta):
        verbose_name = _("indicator")
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(plan__isnull=False, goal__isnull=True) | Q(plan__isnull=True, goal__isnull=False),
                name="reports_indicator_plan_or_goal",
            ),
        ]


class BudgetExecution(Row):
    """A 計畫預算執行情形; amounts in 千元."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="budgets")
    appropriation_thousands = models.BigIntegerField()
    carryover_thousands = models.BigIntegerField()
    expended_thousands = models.BigIntegerField()
    execution_rate = models.DecimalField(max_digits=VALUE_DIGITS, decimal_places=VALUE_DECIMALS, null=True)
    execution_printed = models.CharField(max_length=30, blank=True)
    is_suspended = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)
    improvement = models.TextField(blank=True)

    class Meta(Row.Meta):
        verbose_name = _("budget execution")
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(appropriation_thousands__gte=0, carryover_thousands__gte=0, expended_thousands__gte=0),
                name="reports_budgetexecution_not_negative",
            ),
        ]


class Achievement(models.Model):
    """The head of an achievements section: the goal it reports on, as cited there."""

    section = models.OneToOneField(Section, models.CASCADE, related_name="achievement")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="achievements")
    goal_title = models.TextField(blank=True)

    class Meta:
        verbose_name = _("achievement")

    def __str__(self) -> str:
        return self.goal_title


class Theme(Row):
    """A theme (一) of an achievements section."""

    title = models.TextField()
    has_full_width_mark = models.BooleanField(default=False)

    class Meta(Row.Meta):
        verbose_name = _("theme")


class Answer(Row):
    """An answer to an opinion of the edition before."""

    opinion = models.TextField(blank=True)

    class Meta(Row.Meta):
        verbose_name = _("answer")


class Paragraph(Row):
    """A paragraph or numbered item: of the section itself, of its review part, of a theme or of an answer."""

    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="items")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="paragraphs")
    is_review = models.BooleanField(default=False)
    """True for 檢討策進作為."""
    text = models.TextField()

    class Meta(Row.Meta):
        verbose_name = _("paragraph")
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(theme__isnull=True) | Q(answer__isnull=True), name="reports_paragraph_one_parent"
            ),
        ]
