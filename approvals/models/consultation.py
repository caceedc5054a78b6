"""會辦: another division's opinion on a part of a section."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Capacity, ConsultationOrigin, Reply
from approvals.models.labels import LABELS, choices
from reports.enums import Scope
from reports.models import Division, Section, SectionRevision, User


class Consultation(models.Model):
    """One question to one division about one part of a section, and what came back.

    The reply stands while the part's hash (`scope_sha256`) does; a changed part is asked again by a new row (重會),
    which points at this one by `repeats`.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="consultations", verbose_name=_("section"))
    division = models.ForeignKey(Division, models.PROTECT, related_name="consultations", verbose_name=_("division"))
    scope = models.CharField(
        _("about"), max_length=12, choices=[(s.value, LABELS[s]) for s in Scope], default=Scope.ALL
    )
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    origin = models.CharField(_("asked by"), max_length=12, choices=choices(ConsultationOrigin))
    step = models.PositiveSmallIntegerField(_("step"), null=True)
    """The step that may not close before the reply; None for one that the submitter asked for: the first step."""
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("requested by"))
    requested_at = models.DateTimeField(_("requested at"))
    question = models.TextField(_("question"), blank=True)
    due_on = models.DateField(_("due on"), null=True)
    revision = models.ForeignKey(SectionRevision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    scope_sha256 = models.CharField(max_length=64)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeated_by")
    reply = models.CharField(_("reply"), max_length=10, choices=choices(Reply), blank=True)
    reply_text = models.TextField(_("opinion"), blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("replied by"))
    acting_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    capacity = models.CharField(max_length=16, choices=choices(Capacity), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True)
    answer_text = models.TextField(_("answer to the objection"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["section", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "division", "scope"],
                condition=Q(replied_at__isnull=True, withdrawn_at__isnull=True),
                name="approvals_consultation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, reply="") | Q(replied_at__isnull=False) & ~Q(reply=""),
                name="approvals_consultation_replied_with_reply",
            ),
        ]
        indexes = [
            models.Index(
                fields=["division"],
                condition=Q(replied_at__isnull=True, withdrawn_at__isnull=True),
                name="approvals_consultation_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.division} – {self.get_scope_display()}"

    @property
    def is_open(self) -> bool:
        return self.replied_at is None and self.withdrawn_at is None

    @property
    def is_settled(self) -> bool:
        """Nothing has to happen any more: withdrawn, or replied and, if an objection, answered."""
        if self.withdrawn_at is not None:
            return True
        return self.replied_at is not None and (self.reply != Reply.OBJECT or self.answered_at is not None)
