"""Notices in the outbox."""

from datetime import datetime

from approvals.domain.notices import new_notice
from approvals.enums import NoticeKind
from approvals.models import Notice
from reports.models import Report, Section, User
from tests.factories.office import NOW, Office


def queue(
    office: Office, receiver: str = "chief", kind: NoticeKind = NoticeKind.SUBMITTED, *, now: datetime = NOW,
    section: Section | None = None, **params: object,
) -> Notice:  # fmt: skip
    return queue_for(office.people[receiver], office.report, kind, now=now, section=section, **params)


def queue_for(
    receiver: User, report: Report, kind: NoticeKind, *, now: datetime, section: Section | None = None, **params: object
) -> Notice:
    values = {"actor": "承辦人甲", "comment": "", **params}
    notice = new_notice(receiver=receiver, kind=kind, report=report, section=section, params=values, now=now)
    notice.save()
    return notice
