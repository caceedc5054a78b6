"""One trip of a section through review, from submission to sign-off, send-back or recall, and the desks it lies on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Role
from approvals.models.labels import choices
from reports.models import Division, Section, SectionRevision, User


class Round(models.Model):
    """A 陳核 round. It pins the revision that was submitted and the route as it was then.

    `step` is the position of the step that is open, None once the round is closed; `route_json` is the frozen route,
    canonical JSON of approvals.domain.routes.FrozenStep rows.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="rounds", verbose_name=_("section"))
    number = models.PositiveIntegerField(_("number"))
    revision = models.ForeignKey(SectionRevision, models.PROTECT, related_name="rounds", verbose_name=_("revision"))
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    opened_at = models.DateTimeField(_("opened at"))
    route_json = models.TextField(_("route"))
    step = models.PositiveSmallIntegerField(_("step"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="approvals_round_number_once"),
            models.UniqueConstraint(
                fields=["section"], condition=Q(closed_at__isnull=True), name="approvals_round_one_open"
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=False, closed_at__isnull=True) | Q(step__isnull=True, closed_at__isnull=False),
                name="approvals_round_step_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} #{self.number}"


class Desk(models.Model):
    """A place where the round lies: a role of a division (any holder may sign), or one person.

    `user` is set for a named person, for each member of an all-or-n quorum, and after a 改派. Open until somebody
    signed there or the step was closed without it.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="desks")
    step = models.PositiveSmallIntegerField(_("step"))
    role = models.CharField(_("role"), max_length=16, choices=choices(Role), blank=True)
    division = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+", verbose_name=_("division"))
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="desks", verbose_name=_("person"))
    opened_at = models.DateTimeField(_("since"))
    due_on = models.DateField(_("due on"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("signed by"))

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["round", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(role=""), name="approvals_desk_role_or_person"),
        ]
        indexes = [
            models.Index(
                fields=["role", "division"], condition=Q(closed_at__isnull=True), name="approvals_desk_by_role"
            ),
            models.Index(fields=["user"], condition=Q(closed_at__isnull=True), name="approvals_desk_by_user"),
        ]

    def __str__(self) -> str:
        return str(self.user or self.get_role_display())
