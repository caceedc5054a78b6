"""The moves that a person may make now, as a page draws them: with a choice where a move asks for more than words."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from approvals.domain import permissions, routes
from approvals.domain.desk import people_to_reassign_to
from approvals.enums import Action, Subject
from approvals.models.labels import LABELS
from approvals.workflow import Transition
from reports.domain.access import Choice, OfferedMove
from reports.models import Report, Section, User


def offered_moves(user: User, subject: Report | Section, now: datetime) -> Iterator[OfferedMove]:
    """In the table's order; one that names a person only while there is somebody to name."""
    for row in permissions.offered(user, subject, now, naming=isinstance(subject, Section)):
        choice = _choice(row, subject, now) if isinstance(subject, Section) else None
        if choice is not None or not row.needs_person:
            yield _offer(row, subject, choice)


def _offer(row: Transition, subject: Report | Section, choice: Choice | None) -> OfferedMove:
    kind = Subject.SECTION if isinstance(subject, Section) else Subject.REPORT
    return OfferedMove(
        action=row.action.value,
        label=LABELS[row.action],
        url=reverse(f"approvals:{kind.value}-move", args=[subject.pk, row.action.value]),
        needs_comment=row.needs_comment,
        choice=choice,
    )


def _choice(row: Transition, section: Section, now: datetime) -> Choice | None:
    if row.action is Action.SEND_BACK:
        return _step_to_go_back_to(section)
    if row.action is Action.REASSIGN:
        people = tuple((str(person.pk), str(person)) for person in people_to_reassign_to(section, now))
        return Choice("person", _("Person of the same role"), people) if people else None
    return None


def _step_to_go_back_to(section: Section) -> Choice | None:
    """The contributor, or a step before the one that is open; None where there is no such step."""
    round_ = permissions.open_round(section)
    steps = routes.steps_of(round_) if round_ is not None else ()
    earlier = [step for step in steps if round_ is not None and step.position < (round_.step or 0)]
    if not earlier:
        return None
    named = ((str(step.position), format_lazy(_("step {}: {}"), step.position, step.name)) for step in earlier)
    return Choice("to_step", _("Send back to"), (("", _("the contributor")), *named))
