"""What was decided, by whom, on exactly which bytes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Action, Capacity, Role
from approvals.models.labels import choices
from approvals.models.round import Round
from reports.models import Report, Section, SectionRevision, User


class Decision(models.Model):
    """One move that was made. A section's decision points at the frozen revision, a report's at the set of them.

    Rows are never changed or deleted; database triggers refuse it.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="decisions", verbose_name=_("report"))
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="decisions", verbose_name=_("section"))
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="decisions", verbose_name=_("round"))
    revision = models.ForeignKey(
        SectionRevision, models.PROTECT, null=True, related_name="decisions", verbose_name=_("revision")
    )
    set_sha256 = models.CharField(_("SHA-256 of all sections"), max_length=64, blank=True)
    """Report decisions: sha256 over the section → revision hashes that were decided on."""
    action = models.CharField(_("action"), max_length=24, choices=choices(Action))
    role = models.CharField(_("role"), max_length=16, choices=choices(Role), blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="decisions", verbose_name=_("decided by"))
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    capacity = models.CharField(_("capacity"), max_length=16, choices=choices(Capacity), blank=True)
    step = models.PositiveSmallIntegerField(_("step"), null=True)
    scope_sha256 = models.CharField(_("SHA-256 of the scope"), max_length=64, blank=True)
    """What an endorsement covered: the hash of its step's scope (reports/content/scopes.py)."""
    address = models.GenericIPAddressField(_("address"), null=True)
    from_status = models.CharField(_("state before"), max_length=20)
    to_status = models.CharField(_("state after"), max_length=20)
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=False, revision__isnull=False) | Q(section__isnull=True),
                name="approvals_decision_points_at_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} – {self.actor}"
