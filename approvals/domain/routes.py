"""Which way a section goes through review, and the frozen form in which a round keeps it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db.models import Q

from approvals.enums import AGENCY_WIDE_ROLES, Quorum, Role, SeatKind, StepKind
from approvals.models import Round, Route, Step
from reports.enums import DivisionKind, Scope
from reports.models import Section


@dataclass(frozen=True, slots=True)
class FrozenConsultation:
    """A consultation that opens with its step."""

    division_kind: DivisionKind
    scope: Scope
    is_mandatory: bool
    only_with_budget: bool
    limit_days: int


@dataclass(frozen=True, slots=True)
class FrozenStep:
    """One step as it was when the section was submitted. `people` are user ids; `division` None means the section's."""

    position: int
    name: str
    kind: StepKind
    seat: SeatKind
    role: Role | None = None
    division: int | None = None
    people: tuple[int, ...] = ()
    quorum: Quorum = Quorum.ANY
    quorum_count: int | None = None
    scope: Scope = Scope.ALL
    limit_days: int | None = None
    consultations: tuple[FrozenConsultation, ...] = ()

    @property
    def is_agency_wide(self) -> bool:
        return self.role in AGENCY_WIDE_ROLES and self.seat is SeatKind.SECTION_DIVISION


# What holds where an agency has set no route: the division's supervisor endorses, the secretariat decides.
DEFAULT_ROUTE: tuple[FrozenStep, ...] = (
    FrozenStep(1, "單位主管核章", StepKind.ENDORSE, SeatKind.SECTION_DIVISION, Role.SUPERVISOR),
    FrozenStep(2, "秘書單位核定", StepKind.DECIDE, SeatKind.SECTION_DIVISION, Role.SECRETARIAT),
)


def route_for(section: Section) -> tuple[FrozenStep, ...]:
    """The steps a submission of this section would go through now: the most particular route in use that fits."""
    fitting = Route.objects.filter(
        Q(report=section.report_id) | Q(report__isnull=True, agency=section.report.agency_id),
        section_kind__in=["", section.kind],
        is_active=True,
    ).prefetch_related("steps__people", "steps__consultations")
    found = sorted(fitting, key=lambda route: (route.report_id is None, route.section_kind == ""))
    return frozen(found[0].steps.all()) if found else DEFAULT_ROUTE


def frozen(steps: Iterable[Step]) -> tuple[FrozenStep, ...]:
    return tuple(_frozen_step(step, position) for position, step in enumerate(steps, 1)) or DEFAULT_ROUTE


def _frozen_step(step: Step, position: int) -> FrozenStep:
    return FrozenStep(
        position=position,
        name=step.name,
        kind=StepKind(step.kind),
        seat=SeatKind(step.seat),
        role=Role(step.role) if step.role and step.seat != SeatKind.PEOPLE else None,
        division=step.division_id if step.seat == SeatKind.NAMED_DIVISION else None,
        people=tuple(sorted(person.pk for person in step.people.all())) if step.seat == SeatKind.PEOPLE else (),
        quorum=Quorum(step.quorum),
        quorum_count=step.quorum_count if step.quorum == Quorum.COUNT else None,
        scope=Scope(step.scope),
        limit_days=step.limit_days,
        consultations=tuple(
            FrozenConsultation(
                DivisionKind(row.division_kind),
                Scope(row.scope),
                row.is_mandatory,
                row.only_with_budget,
                row.limit_days,
            )
            for row in step.consultations.all()
        ),
    )


def to_json(steps: Sequence[FrozenStep]) -> str:
    return json.dumps([asdict(step) for step in steps], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def steps_of(round_: Round) -> tuple[FrozenStep, ...]:
    """The frozen route of a round."""
    return tuple(_thawed(row) for row in json.loads(round_.route_json))


def _thawed(row: dict[str, object]) -> FrozenStep:
    consultations = tuple(
        FrozenConsultation(
            **{**item, "division_kind": DivisionKind(item["division_kind"]), "scope": Scope(item["scope"])}
        )
        for item in row["consultations"]  # type: ignore[attr-defined]
    )
    typed = {
        "kind": StepKind(str(row["kind"])),
        "seat": SeatKind(str(row["seat"])),
        "role": Role(str(row["role"])) if row["role"] else None,
        "people": tuple(row["people"]),  # type: ignore[arg-type]
        "quorum": Quorum(str(row["quorum"])),
        "scope": Scope(str(row["scope"])),
        "consultations": consultations,
    }
    return FrozenStep(**{**row, **typed})  # type: ignore[arg-type]


def step_at(round_: Round, position: int | None = None) -> FrozenStep:
    """The step at `position`, or the one that is open."""
    wanted = position if position is not None else round_.step
    return next(step for step in steps_of(round_) if step.position == wanted)


def problems(steps: Sequence[FrozenStep]) -> list[str]:
    """Codes of what makes a route unusable: no_steps, no_decision, decision_not_last, nobody, too_few."""
    found = []
    if not steps:
        return ["no_steps"]
    if steps[-1].kind is not StepKind.DECIDE:
        found.append("no_decision")
    if any(step.kind is StepKind.DECIDE for step in steps[:-1]):
        found.append("decision_not_last")
    for step in steps:
        if step.seat is SeatKind.PEOPLE and not step.people:
            found.append("nobody")
        if step.quorum is Quorum.COUNT and step.people and (step.quorum_count or 0) > len(step.people):
            found.append("too_few")
    return found
