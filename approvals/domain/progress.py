"""How far a section is on its route: what each step asks, who has signed there for whom, what is open until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from approvals.domain.routes import FrozenStep, route_for, steps_of
from approvals.domain.standing import standing_from_before
from approvals.enums import Action, StepState
from approvals.models import Decision, Desk, Round
from reports.enums import SectionStatus
from reports.models import Division, Section, User

SIGNING = (Action.ENDORSE, Action.APPROVE)


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step. `division` is the one that signs, None for named people and agency-wide roles."""

    step: FrozenStep
    state: StepState
    division: Division | None
    people: tuple[User, ...]
    desks: tuple[Desk, ...]
    signatures: tuple[Decision, ...]

    @property
    def due_on(self) -> date | None:
        """The day by which the open desks of this step are due."""
        return next((desk.due_on for desk in self.desks if desk.closed_at is None), None)


@dataclass(frozen=True, slots=True)
class RouteProgress:
    """The route of a round, or with `round` None the one that a submission would take now."""

    round: Round | None
    steps: tuple[StepProgress, ...]


def route_progress(section: Section) -> RouteProgress:
    """Of the open round; of the last one once the section is signed off; while drafting, of the round to come."""
    round_ = _round(section)
    steps = steps_of(round_) if round_ is not None else route_for(section)
    desks = list(_desks(section)) if round_ is not None else []
    signed = _signatures(section) if round_ is not None else ()
    people = User.objects.in_bulk({pk for step in steps for pk in step.people})
    divisions = Division.objects.in_bulk({step.division for step in steps if step.division})
    return RouteProgress(
        round_,
        tuple(_progress(step, section, round_, (desks, signed), people, divisions) for step in steps),
    )


def _round(section: Section) -> Round | None:
    if section.status == SectionStatus.DRAFTING:
        return None
    return section.rounds.select_related("revision", "submitted_by").order_by("-number").first()


def _desks(section: Section) -> QuerySet[Desk]:
    return Desk.objects.filter(round__section=section).select_related("user", "division", "signed_by").order_by("id")


def _signatures(section: Section) -> tuple[Decision, ...]:
    found = section.decisions.filter(action__in=SIGNING, step__isnull=False)
    return tuple(found.select_related("actor", "acting_for", "round").order_by("id"))


def _progress(  # noqa: PLR0917  one value from each query
    step: FrozenStep, section: Section, round_: Round | None,
    trace: tuple[Sequence[Desk], Sequence[Decision]], people: Mapping[int, User], divisions: Mapping[int, Division],
) -> StepProgress:  # fmt: skip
    own = [
        desk for desk in trace[0] if round_ is not None and desk.round_id == round_.pk and desk.step == step.position
    ]
    since = max((desk.opened_at for desk in own), default=None)
    state = _state(step, round_, has_desks=bool(own))
    signed = [row for row in trace[1] if row.step == step.position]
    if state is StepState.CARRIED_OVER and round_ is not None:
        signatures = standing_from_before(step.position, round_, *trace)
    else:
        signatures = [row for row in signed if since is not None and row.decided_at >= since]
        signatures = [] if state is StepState.TO_COME else signatures
    home = None if step.people or step.is_agency_wide else section.division
    return StepProgress(
        step=step,
        state=state,
        division=divisions[step.division] if step.division else home,
        people=tuple(people[pk] for pk in step.people if pk in people),
        desks=tuple(desk for desk in own if desk.opened_at == since and state is not StepState.TO_COME),
        signatures=tuple(signatures),
    )


def _state(step: FrozenStep, round_: Round | None, *, has_desks: bool) -> StepState:
    if round_ is None or (round_.step is not None and step.position > round_.step):
        return StepState.TO_COME
    if round_.step == step.position:
        return StepState.OPEN
    return StepState.SIGNED if has_desks else StepState.CARRIED_OVER
