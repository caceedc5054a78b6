"""Moving a person to another agency: only once nothing there hangs on them any more."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain import audit
from reports.domain.access import policy
from reports.domain.refusals import Refusal
from reports.models import Agency, User


class UnableToMove(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "holds_seat": _(
            "%(person)s still holds a role or has to sign something in %(agency)s. "
            "End the roles and reassign what lies with the person first."
        ),
    }


def keep_person(*, person: User, actor: User, now: datetime) -> User:
    """Save an account. Another agency is refused while the old one counts on the person, and told to both chains."""
    with transaction.atomic():
        stored = User.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=person.pk)
        if stored.agency != person.agency:
            if stored.agency is not None and policy().holds_seat(stored, stored.agency, now):
                raise UnableToMove("holds_seat", person=str(stored), agency=str(stored.agency))
            _record(person, stored.agency, actor, now)
        person.save()
    return person


def _record(person: User, before: Agency | None, actor: User, now: datetime) -> None:
    after = person.agency
    payload = {
        "person": person.username, "from": before.code if before else None, "to": after.code if after else None
    }  # fmt: skip
    for agency in sorted(filter(None, (before, after)), key=lambda each: each.pk):
        audit.append_agency_event(
            agency=agency, actor=actor, action="move_person", subject=f"person:{person.pk}", payload=payload, now=now
        )
