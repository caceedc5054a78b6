"""A round on its way: opening steps and their desks, who has signed, and what still stands from before.

After a change only the steps whose scope changed are asked again: a step whose last word was an endorsement over the
same bytes is carried over, visibly. A deciding step is never carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from approvals.domain import consultations, limits
from approvals.domain.mandates import Mandate, mandates, office_date
from approvals.domain.refusals import UnableToDecide
from approvals.domain.routes import FrozenStep, route_for, step_at, steps_of, to_json
from approvals.enums import AGENCY_WIDE_ROLES, Action, Quorum, Role, SeatKind, StepKind
from approvals.models import Assignment, Decision, Desk, Round
from reports.content.scopes import scope_sha256
from reports.domain import evidence
from reports.models import Evidence, Section, SectionRevision, User


@dataclass(frozen=True, slots=True)
class Opened:
    """A step that was opened, and the names of the steps that were carried over on the way to it."""

    step: FrozenStep
    carried: tuple[str, ...]


def start(
    *, section: Section, revision: SectionRevision, actor: User, now: datetime, files: Sequence[Evidence] = ()
) -> tuple[Round, Opened]:
    """Open the next round over `revision` and its evidence with the route as it is now, at the first step to ask."""
    number = (section.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    steps = route_for(section)
    round_ = Round.objects.create(
        section=section, number=number, revision=revision, submitted_by=actor,
        opened_at=now, route_json=to_json(steps), step=steps[0].position,
    )  # fmt: skip
    evidence.pin(files=files, revision=revision, submission=number)
    consultations.reopen_changed(section=section, revision=revision, actor=actor, now=now)
    return round_, open_next(round_, after=0, now=now)


def open_next(round_: Round, *, after: int, now: datetime) -> Opened:
    """Open the first step after `after` that is not carried over."""
    carried = []
    for step in steps_of(round_):
        if step.position <= after:
            continue
        if _still_stands(round_, step):
            carried.append(step.name)
            continue
        open_step(round_, step, now=now)
        return Opened(step, tuple(carried))
    raise UnableToDecide("no_decision")


def open_step(round_: Round, step: FrozenStep, *, now: datetime) -> None:
    """Put the round on the desks of a step, close those of the step before, and open the step's consultations."""
    close_desks(round_, now=now)
    round_.step = step.position
    round_.save(update_fields=["step"])
    due_on = _due_on(step, now)
    Desk.objects.bulk_create(_desks(round_, step, due_on, now))
    for wanted in step.consultations:
        consultations.open_by_route(round_=round_, step=step, wanted=wanted, now=now)
    limits.start_step(round_, due_on=due_on, now=now)


def _desks(round_: Round, step: FrozenStep, due_on: date | None, now: datetime) -> list[Desk]:
    section = round_.section
    shared = {"round": round_, "step": step.position, "opened_at": now, "due_on": due_on}
    if step.seat is SeatKind.PEOPLE:
        return [Desk(user_id=person, **shared) for person in step.people]
    assert step.role is not None
    division_id = step.division if step.seat is SeatKind.NAMED_DIVISION else section.division_id
    if step.quorum is Quorum.ANY:
        return [Desk(role=step.role, division_id=division_id, **shared)]
    holders = Assignment.objects.in_force(office_date(now)).filter(role=step.role, acting_for__isnull=True)
    if step.role in AGENCY_WIDE_ROLES and step.seat is SeatKind.SECTION_DIVISION:
        holders = holders.filter(division__agency=section.report.agency_id)
    else:
        holders = holders.filter(division=division_id)
    people = sorted(set(holders.values_list("user", flat=True)))
    if len(people) < (step.quorum_count or 1):
        raise UnableToDecide("nobody_at_step", step=step.name)
    return [Desk(role=step.role, division_id=division_id, user_id=person, **shared) for person in people]


def _due_on(step: FrozenStep, now: datetime) -> date | None:
    """The date of the step's limit in office days; None without a limit or past the end of the calendar."""
    if step.limit_days is None:
        return None
    return limits.due_in(step.limit_days, now)


def close_desks(round_: Round, *, now: datetime) -> None:
    Desk.objects.filter(round=round_, closed_at__isnull=True).update(closed_at=now)
    limits.stop_step(round_, now=now)


def sign(round_: Round, *, desk: Desk, mandate: Mandate, now: datetime) -> bool:
    """Sign at one desk; True when the step's quorum is reached."""
    Desk.objects.filter(pk=desk.pk).update(closed_at=now, signed_by=mandate.user_id)
    step = step_at(round_)
    desks = Desk.objects.filter(round=round_, step=step.position, opened_at=desk.opened_at)
    signed = desks.filter(signed_by__isnull=False).count()
    return signed >= _wanted(step, desks.count())


def _wanted(step: FrozenStep, seats: int) -> int:
    if step.quorum is Quorum.ALL:
        return seats
    return step.quorum_count or 1 if step.quorum is Quorum.COUNT else 1


def reassign(round_: Round, *, person: User, now: datetime) -> None:
    """改派: the open desk of a role goes to one person who holds that role."""
    desks = list(Desk.objects.filter(round=round_, closed_at__isnull=True).order_by("id"))
    for desk in desks:
        if desk.role and _holds(person, Role(desk.role), desk, round_, now):
            Desk.objects.filter(pk=desk.pk).update(user=person)
            return
    raise UnableToDecide("not_of_the_role", person=str(person))


def _holds(person: User, role: Role, desk: Desk, round_: Round, now: datetime) -> bool:
    own = mandates(person, agency_id=round_.section.report.agency_id, now=now, section=round_.section)
    return any(mandate.acting_for is None and mandate.holds(role, desk.division_id) for mandate in own)


def close(round_: Round, *, now: datetime) -> None:
    close_desks(round_, now=now)
    round_.step, round_.closed_at = None, now
    round_.save(update_fields=["step", "closed_at"])


def scope_hash(round_: Round, step: FrozenStep) -> str:
    return scope_sha256(round_.revision.content, step.scope)


def _still_stands(round_: Round, step: FrozenStep) -> bool:
    """Whether the step's last word, in an earlier round, was an endorsement over the same bytes of its scope.

    Evidence counts as well: other files beside the text are another thing to sign.

    Only of the same route: a step is the same when its name, seat and scope are.
    """
    if step.kind is StepKind.DECIDE:
        return False
    earlier = round_.section.rounds.filter(number=round_.number - 1).first()
    if earlier is None:
        return False
    twin = next((old for old in steps_of(earlier) if _is_same(old, step)), None)
    if twin is None:
        return False
    last = (
        Decision.objects.filter(round__section=round_.section, step=twin.position)
        .filter(action__in=[Action.ENDORSE, Action.SEND_BACK])
        .select_related("round").order_by("-id").first()
    )  # fmt: skip
    # The word of another route's step at the same position says nothing about this one.
    if last is None or last.round is None or not _is_same(step_at(last.round, twin.position), step):
        return False
    if last.action != Action.ENDORSE or not _is_over_the_same(last, last.round, round_, step):
        return False
    return not earlier.desks.filter(step=twin.position, signed_by__isnull=True).exists() or step.quorum is Quorum.ANY


def _is_over_the_same(last: Decision, then: Round, round_: Round, step: FrozenStep) -> bool:
    if last.scope_sha256 != scope_hash(round_, step):
        return False
    return evidence.is_same_set(round_.section, then.number, round_.number)


def _is_same(old: FrozenStep, new: FrozenStep) -> bool:
    def key(step: FrozenStep) -> tuple[object, ...]:
        return (step.position, step.kind, step.seat, step.role, step.division, step.people, step.scope)

    return key(old) == key(new)
