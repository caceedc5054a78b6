"""What a mail of the day is made of: one notice for each thing it tells, which is also what the inbox shows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from approvals.domain import preferences
from approvals.domain.calendar import Calendar, last_day
from approvals.domain.mandates import office_date
from approvals.domain.notices import new_notice
from approvals.domain.planning import Entry, Item, PlannedMail, holders
from approvals.enums import NoticeKind, NoticeStatus
from approvals.models import Notice
from reports.models import Report, Section, User


def is_mailed(entry: Entry, receiver: User) -> bool:
    """Whether the receiver has it by mail, not in the inbox alone; the ladder says what nobody may switch off."""
    return entry.is_mandatory or preferences.wants_mail(receiver, _kind(entry))


def _kind(entry: Entry) -> NoticeKind:
    return NoticeKind.OVERDUE if entry.is_late else NoticeKind.REMINDER


class Bundler:
    """Turns planned mails into unsaved notices, with the names that they need looked up once for all."""

    def __init__(
        self, mails: Sequence[PlannedMail], people: Mapping[int, User], *, calendar: Calendar, now: datetime
    ) -> None:
        items = [item for mail in mails for item in _items(mail)]
        self._people, self._calendar, self._now = people, calendar, now
        self._reports = Report.objects.in_bulk({item.report_id for item in items})
        self._sections = Section.objects.in_bulk({item.section_id for item in items if item.section_id is not None})
        named = {seat.user_id for item in items for seat in holders(item)}
        self._names = {user.pk: str(user) for user in User.objects.filter(pk__in=named)}

    def daily(self, mail: PlannedMail, message_id: str) -> Notice:
        """The notice of the mail as a whole. Nothing is mailed when the receiver wants none of it by mail."""
        receiver = self._people[mail.receiver_id]
        is_sent = bool(mail.listing) or any(is_mailed(entry, receiver) for entry in mail.shown)
        return new_notice(
            receiver=receiver, kind=NoticeKind.DAILY, report=self._reports[next(_items(mail)).report_id], section=None,
            params={"still_open": [self._described(item) for item in mail.still_open]}, now=self._now,
            status=NoticeStatus.QUEUED if is_sent else NoticeStatus.INBOX_ONLY, message_id=message_id,
        )  # fmt: skip

    def bundled(self, mail: PlannedMail, daily: Notice) -> Iterator[Notice]:
        """The notices that go out in it, and those that are for the inbox alone."""
        for entry in mail.shown:
            yield self._notice(entry, daily)
        for report_id in dict.fromkeys(item.report_id for item in mail.listing):
            listed = [self._described(item) for item in mail.listing if item.report_id == report_id]
            yield new_notice(
                receiver=daily.receiver, kind=NoticeKind.WEEKLY_LIST, report=self._reports[report_id], section=None,
                params={"items": listed, "count": len(listed)}, now=self._now, bundle=daily,
                status=NoticeStatus.BUNDLED,
            )  # fmt: skip

    def _notice(self, entry: Entry, daily: Notice) -> Notice:
        item, is_sent = entry.item, is_mailed(entry, daily.receiver)
        params = {"rung": entry.office_days, "audience": entry.audience.value, "is_copy": entry.is_copy}
        return new_notice(
            receiver=daily.receiver, kind=_kind(entry), report=self._reports[item.report_id],
            section=self._sections[item.section_id] if item.section_id is not None else None,
            params={**self._described(item), **params}, now=self._now,
            status=NoticeStatus.BUNDLED if is_sent else NoticeStatus.INBOX_ONLY, bundle=daily if is_sent else None,
        )  # fmt: skip

    def _described(self, item: Item) -> dict[str, object]:
        """What a line about a deadline needs."""
        subject = self._reports[item.report_id] if item.section_id is None else self._sections[item.section_id]
        ends_on = last_day(self._calendar, item.due_on)
        return {
            "deadline": item.kind.value,
            "report": item.report_id,
            "section": item.section_id,
            "subject": str(subject),
            "due_on": item.due_on.isoformat(),
            "last_day": ends_on.isoformat(),
            "is_late": ends_on < office_date(self._now),
            "holders": [self._names[seat.user_id] for seat in holders(item)],
        }


def _items(mail: PlannedMail) -> Iterator[Item]:
    yield from (entry.item for entry in mail.entries)
    yield from mail.listing
    yield from mail.still_open
