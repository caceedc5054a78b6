"""What people set about their notices: the language, the hour of the daily mail, and what comes by mail at all.

A kind that puts something on a person's desk, or says that it is late, always comes by mail (OPTIONAL_BY_MAIL).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.enums import DIGEST_HOURS, OPTIONAL_BY_MAIL, NoticeKind
from approvals.models import Preference
from reports.domain.refusals import Refusal
from reports.models import User


class UnableToSetPreferences(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "mandatory": _("What lies on your desk or is overdue always comes by mail."),
        "outside_office_hours": _("The daily mail goes out between %(first)s and %(last)s o'clock."),
        "unknown_language": _("This language is not offered."),
    }
    statuses: ClassVar[Mapping[str, int]] = dict.fromkeys(texts, 422)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds for one person. `digest_hour` is an hour of the day in the office's time zone."""

    digest_hour: int
    has_usual_hour: bool = True
    without_mail: frozenset[NoticeKind] = frozenset()

    def wants_mail(self, kind: NoticeKind) -> bool:
        return kind not in OPTIONAL_BY_MAIL or kind not in self.without_mail


def of(users: Iterable[User]) -> dict[int, Preferences]:
    """By the person's primary key, in one query whoever and how many they are."""
    people = list(users)
    rows = {row.user_id: row for row in Preference.objects.filter(user__in=people)}
    return {user.pk: _as_value(rows.get(user.pk)) for user in people}


def of_person(user: User) -> Preferences:
    """Without a query for a person who was read with `select_related("preference")`."""
    return _as_value(getattr(user, "preference", None))


def wants_mail(user: User, kind: NoticeKind) -> bool:
    """Whether a notice of this kind goes to the person's mailbox; it is in their inbox either way."""
    return kind not in OPTIONAL_BY_MAIL or of_person(user).wants_mail(kind)


def set_preferences(
    *, user: User, language: str, digest_hour: int | None, without_mail: Collection[NoticeKind]
) -> Preferences:
    """Replace all of a person's choices. `digest_hour` None follows the office's usual one, also when that changes."""
    if language not in dict(settings.LANGUAGES):
        raise UnableToSetPreferences("unknown_language")
    if digest_hour is not None and digest_hour not in DIGEST_HOURS:
        raise UnableToSetPreferences("outside_office_hours", first=DIGEST_HOURS[0], last=DIGEST_HOURS[-1])
    if not OPTIONAL_BY_MAIL.issuperset(without_mail):
        raise UnableToSetPreferences("mandatory")
    with transaction.atomic():
        user.language = language
        user.save(update_fields=["language"])
        row, _is_new = Preference.objects.update_or_create(
            user=user, defaults={"digest_hour": digest_hour, "without_mail": sorted(set(without_mail))}
        )
    return _as_value(row)


def stop_mail(*, user: User, kind: NoticeKind) -> None:
    """From now on this kind is in the person's inbox alone; doing it again changes nothing."""
    if kind not in OPTIONAL_BY_MAIL:
        raise UnableToSetPreferences("mandatory")
    with transaction.atomic():
        Preference.objects.get_or_create(user=user)
        row = Preference.objects.select_for_update().get(user=user)
        row.without_mail = sorted({*row.without_mail, kind})
        row.save(update_fields=["without_mail"])


def _as_value(row: Preference | None) -> Preferences:
    if row is None:
        return Preferences(digest_hour=settings.JIBAO_DIGEST_HOUR)
    return Preferences(
        digest_hour=settings.JIBAO_DIGEST_HOUR if row.digest_hour is None else row.digest_hour,
        has_usual_hour=row.digest_hour is None,
        without_mail=frozenset(NoticeKind(kind) for kind in row.without_mail),
    )
