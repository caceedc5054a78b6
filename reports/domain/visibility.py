"""When the public sees an edition: its moment set and moved, taken back before it, withdrawn after it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import canonical_json, sha256_hex
from reports.content.codec import document_from_json
from reports.domain import access, audit, corrections
from reports.domain.editions import dated, queue_files, retry_failed
from reports.domain.refusals import Refusal
from reports.enums import Ability
from reports.models import Edition, User


class UnableToPublish(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "in_the_past": _("The moment of publication must lie in the future."),
        "not_scheduled": _("This edition is public already, or its publication was cancelled."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"in_the_past": 400}


class UnableToReadEdition(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "withdrawn": _("This edition was withdrawn. Only those who oversee the agency's reports still read it."),
    }
    statuses: ClassVar[Mapping[str, int]] = {"withdrawn": 410}


def moment(publish_at: datetime | None, now: datetime) -> datetime:
    """When an edition may become visible: at once (None), or at a later moment."""
    if publish_at is None:
        return now
    if publish_at <= now:
        raise UnableToPublish("in_the_past")
    return publish_at


def move_publication(*, edition: Edition, publish_at: datetime | None, actor: User, now: datetime) -> Edition:
    """Give an edition that nobody has seen another moment, or (None) let it become visible at once.

    Its files are made again if they print the day. Raises NotPermitted and UnableToPublish.
    """
    access.require(actor, Ability.MANAGE, edition.report, now)
    with transaction.atomic():
        locked = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        if locked.released_at is not None or locked.cancelled_at is not None:
            raise UnableToPublish("not_scheduled")
        before, locked.published_at = locked.published_at, moment(publish_at, now)
        _print_the_day(locked)
        locked.save(update_fields=["published_at", "document_json", "document_sha256"])
        audit.append_event(
            report=locked.report, actor=actor, action="move_publication", subject="report",
            payload={
                "edition": locked.number, "from": before.isoformat(), "to": locked.published_at.isoformat(),
                "document_sha256": locked.document_sha256,
            },
            now=now,
        )  # fmt: skip
    return locked


def _print_the_day(edition: Edition) -> None:
    document = document_from_json(json.loads(edition.document_json))
    again = dated(replace(document, announced_on=edition.report.announced_on), edition.published_at)
    text = canonical_json(again)
    if text != edition.document_json:
        edition.document_json, edition.document_sha256 = text, sha256_hex(text)
        edition.renditions.all().delete()
        queue_files(edition)


def retry_files(*, edition: Edition, actor: User, now: datetime) -> int:
    """Have the edition's failed files made again; how many there were. Raises NotPermitted."""
    access.require(actor, Ability.MANAGE, edition.report, now)
    return retry_failed(edition=edition)


def cancel_edition(*, edition: Edition, now: datetime) -> None:
    """Take back an edition that nobody has seen; its number is free, and a worker's late file finds no row."""
    edition.renditions.all().delete()
    edition.cancelled_at = now
    edition.save(update_fields=["cancelled_at"])
    corrections.take_back(edition=edition)


def require_readable(*, editions: Iterable[Edition], reader: User, now: datetime) -> None:
    """What was withdrawn, maybe for personal data, stays with those who oversee the agency: it may have to be judged.

    Asked of every edition whose text is given out. Raises UnableToReadEdition.
    """
    agencies = {edition.report.agency_id for edition in editions if edition.withdrawn_at is not None}
    overseen = access.policy().overseen_agencies(reader, now)
    if agencies and overseen.filter(pk__in=agencies).count() < len(agencies):
        raise UnableToReadEdition("withdrawn")


def mark_withdrawn(*, edition: Edition, reason: str, office: str, actor: User, now: datetime) -> None:
    """Put a notice in the place of an edition that the public could read."""
    edition.withdrawn_at, edition.withdrawn_by = now, actor
    edition.withdrawal_office, edition.withdrawal_reason = office, reason
    edition.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_office", "withdrawal_reason"])
