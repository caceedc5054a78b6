"""Mail that could not be delivered: who may see it, and giving it another round of attempts."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.domain.delivery import queue_again
from approvals.enums import NoticeStatus
from approvals.models import Notice
from reports.domain import access
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Report, User


class UnableToResend(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "not_failed": _("This mail is not among the undelivered ones any more."),
    }


def undelivered(user: User, now: datetime) -> QuerySet[Notice]:
    """The notices that failed for good, newest first, in the agencies that the person manages."""
    agencies = [a.pk for a in policy().overseen_agencies(user, now) if policy().can(user, Ability.MANAGE, a, now)]
    rows = Notice.objects.filter(status=NoticeStatus.FAILED, report__agency__in=agencies)
    return rows.select_related("receiver", "report", "section").order_by("-id")


def undelivered_count(report: Report) -> int:
    """In the agency of this report."""
    return Notice.objects.filter(status=NoticeStatus.FAILED, report__agency=report.agency_id).count()


def resend(*, notice: Notice, actor: User, now: datetime) -> Notice:
    """Try again from the first attempt on, under the same Message-ID."""
    access.require(actor, Ability.MANAGE, notice.report, now)
    if not queue_again(notices=Notice.objects.filter(pk=notice.pk), now=now):
        raise UnableToResend("not_failed")
    notice.refresh_from_db()
    return notice


def resend_all(*, actor: User, now: datetime) -> int:
    """Everything that the person may see as undelivered; how many there were."""
    return queue_again(notices=Notice.objects.filter(pk__in=undelivered(actor, now).order_by().values("pk")), now=now)
