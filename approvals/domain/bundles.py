"""What a mail of the day is made of: one notice for each thing it tells, which is also what the inbox shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from approvals.domain import preferences
from approvals.domain.calendar import Calendar, last_day
from approvals.domain.mandates import office_date
from approvals.domain.notices import new_message_id
from approvals.domain.planning import Entry, Item, PlannedMail, holders
from approvals.enums import NoticeKind, NoticeStatus
from approvals.models import Notice
from reports.models import User


def is_mailed(entry: Entry, receiver: User) -> bool:
    """Whether the receiver has it by mail, not in the inbox alone; the ladder says what nobody may switch off."""
    return entry.call.is_mandatory or preferences.wants_mail(receiver, _kind(entry))


def _kind(entry: Entry) -> NoticeKind:
    return NoticeKind.OVERDUE if entry.is_late else NoticeKind.REMINDER


class Bundler:
    """Turns planned mails into unsaved notices, with the names that they need looked up once for all."""

    def __init__(self, mails: Sequence[PlannedMail], *, calendar: Calendar, now: datetime) -> None:
        self._calendar, self._now = calendar, now
        self._lines: dict[int, dict[str, object]] = {}
        named = {seat.user_id for mail in mails for item in _items(mail) for seat in holders(item)}
        self._names = {user.pk: str(user) for user in User.objects.filter(pk__in=named)}

    def daily(self, mail: PlannedMail, receiver: User) -> Notice:
        """The notice of the mail as a whole. Nothing is mailed when the receiver wants none of it by mail."""
        is_sent = bool(mail.listing) or any(is_mailed(entry, receiver) for entry in mail.shown)
        return self._notice(
            NoticeKind.DAILY, receiver, next(_items(mail)).report_id,
            params={"still_open": [self._described(item) for item in mail.still_open]},
            status=NoticeStatus.QUEUED if is_sent else NoticeStatus.INBOX_ONLY,
        )  # fmt: skip

    def bundled(self, mail: PlannedMail, receiver: User, daily: Notice) -> Iterator[Notice]:
        """The notices that go out in it, and those that are for the inbox alone."""
        for entry in mail.shown:
            yield self._of_entry(entry, receiver, daily)
        for report_id in dict.fromkeys(item.report_id for item in mail.listing):
            listed = [self._described(item) for item in mail.listing if item.report_id == report_id]
            yield self._notice(
                NoticeKind.WEEKLY_LIST, receiver, report_id, params={"items": listed, "count": len(listed)},
                bundle=daily, status=NoticeStatus.BUNDLED,
            )  # fmt: skip

    def _of_entry(self, entry: Entry, receiver: User, daily: Notice) -> Notice:
        item, call, is_sent = entry.item, entry.call, is_mailed(entry, receiver)
        params = {"rung": entry.office_days, "audience": call.audience.value, "is_copy": call.is_copy}
        return self._notice(
            _kind(entry), receiver, item.report_id, section_id=item.section_id,
            params={**self._described(item), **params},
            status=NoticeStatus.BUNDLED if is_sent else NoticeStatus.INBOX_ONLY, bundle=daily if is_sent else None,
        )  # fmt: skip

    def _notice(
        self, kind: NoticeKind, receiver: User, report_id: int, *, params: dict[str, object], status: NoticeStatus,
        section_id: int | None = None, bundle: Notice | None = None,
    ) -> Notice:  # fmt: skip
        return Notice(
            receiver_id=receiver.pk, kind=kind, report_id=report_id, section_id=section_id, params=params,
            status=status, bundle=bundle, message_id=new_message_id(), created_at=self._now, next_attempt_at=self._now,
        )  # fmt: skip

    def _described(self, item: Item) -> dict[str, object]:
        """What a line about a deadline needs."""
        if item.deadline_id not in self._lines:
            ends_on = last_day(self._calendar, item.due_on)
            self._lines[item.deadline_id] = {
                "deadline": item.kind.value,
                "report": item.report_id,
                "section": item.section_id,
                "subject": item.subject,
                "due_on": item.due_on.isoformat(),
                "last_day": ends_on.isoformat(),
                "is_late": ends_on < office_date(self._now),
                "holders": [self._names[seat.user_id] for seat in holders(item)],
            }
        return self._lines[item.deadline_id]


def _items(mail: PlannedMail) -> Iterator[Item]:
    yield from (entry.item for entry in mail.entries)
    yield from mail.listing
    yield from mail.still_open
