"""Every change of a ladder of reminders as an event in the chain of each agency that it holds for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from approvals.domain.ladder import Ladder, Ladders
from approvals.models import LadderPolicy
from reports.domain import audit
from reports.models import Agency, User


@contextmanager
def recorded(*, policy: LadderPolicy, actor: User, now: datetime) -> Iterator[None]:
    """Save the ladder and its rungs inside; what reminds an agency otherwise than before is told to its chain.

    The installation's ladder holds for all agencies without one of their own.
    """
    with transaction.atomic():
        concerned = Agency.objects.order_by("pk")
        concerned = (
            concerned.filter(pk=policy.agency_id) if policy.agency_id else concerned.filter(ladders__isnull=True)
        )
        before = Ladders()
        yield
        after = Ladders()
        for agency in concerned:
            _record(agency, before.of(agency.pk), after.of(agency.pk), actor, now)


def _record(agency: Agency, before: Ladder, after: Ladder, actor: User, now: datetime) -> None:
    old, new = asdict(before), asdict(after)
    if changed := {name: [old[name], new[name]] for name in new if old[name] != new[name]}:
        audit.append_agency_event(
            agency=agency, actor=actor, action="change_ladder", subject="ladder", payload={"changed": changed}, now=now
        )
