"""What the approvers' desk in the admin lists: sections and reports as things to decide on, not to edit."""

from datetime import date, datetime

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approvals.enums import Action, DeadlineKind, Role
from approvals.models.consultation import Consultation
from approvals.models.deadline import Deadline
from approvals.models.decision import Decision
from approvals.models.round import Desk
from reports.models import Report, Section


class DeskSectionQuerySet(models.QuerySet["DeskSection"]):
    def with_desk(self) -> "DeskSectionQuerySet":
        """Each section with the role and the start of its first open desk, and `due_on`: the date of that desk.

        A step with a limit of its own goes by that; else the secretariat's desk goes by the end of the review and
        every other one by the section's own deadline.
        """
        open_desk = Desk.objects.filter(round__section=OuterRef("pk"), closed_at__isnull=True).order_by("id")
        own = Deadline.objects.filter(section=OuterRef("pk"), kind=DeadlineKind.SECTION_DUE)
        review = Deadline.objects.filter(report=OuterRef("report"), section__isnull=True, kind=DeadlineKind.REVIEW_DUE)
        return self.annotate(
            desk=Subquery(open_desk.values("role")[:1]),
            desk_since=Subquery(open_desk.values("opened_at")[:1]),
            due_on=Coalesce(
                Subquery(open_desk.values("due_on")[:1]),
                Case(
                    When(desk=Role.SECRETARIAT, then=Subquery(review.values("due_on")[:1])),
                    default=Subquery(own.values("due_on")[:1]),
                ),
            ),
        ).select_related("report__agency", "division", "chapter")


class DeskSection(Section):
    """A section on somebody's desk; the annotations are those of `with_desk`."""

    desk: str | None
    desk_since: datetime | None
    due_on: date | None

    objects = DeskSectionQuerySet.as_manager()  # type: ignore[misc]  # a proxy's own manager

    class Meta:
        proxy = True
        verbose_name = _("section to decide on")
        verbose_name_plural = _("desk: sections")


class DeskConsultation(Consultation):
    """A question to somebody's division that has not been replied to."""

    objects = models.Manager["DeskConsultation"]()  # type: ignore[misc]  # a proxy's own manager

    class Meta:
        proxy = True
        verbose_name = _("consultation to reply to")
        verbose_name_plural = _("desk: consultations")


class DeskReportQuerySet(models.QuerySet["DeskReport"]):
    def with_desk(self) -> "DeskReportQuerySet":
        """Each report with `due_on`, the date of the head's decision, and `desk_since`, when it was sent up."""
        due = Deadline.objects.filter(report=OuterRef("pk"), section__isnull=True, kind=DeadlineKind.APPROVAL_DUE)
        sent_up = Decision.objects.filter(report=OuterRef("pk"), section__isnull=True, action=Action.SUBMIT)
        return self.annotate(
            due_on=Subquery(due.values("due_on")[:1]),
            desk_since=Subquery(sent_up.order_by("-id").values("decided_at")[:1]),
        ).select_related("agency")


class DeskReport(Report):
    """A report on the head's desk; the annotations are those of `with_desk`."""

    desk_since: datetime | None
    due_on: date | None

    objects = DeskReportQuerySet.as_manager()  # type: ignore[misc]  # a proxy's own manager

    class Meta:
        proxy = True
        verbose_name = _("report to decide on")
        verbose_name_plural = _("desk: reports")


BY_URGENCY = (F("due_on").asc(nulls_last=True), F("desk_since").asc(nulls_last=True), F("pk").asc())
"""What is due first, then what has waited longest."""
