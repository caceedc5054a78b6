"""Routes for the scenes: three levels with accounting, quorums, named divisions and people."""

from approvals.enums import Quorum, Role, SeatKind, StepKind
from approvals.models import Route, RouteConsultation, Step
from reports.enums import DivisionKind, Scope
from reports.models import Division
from tests.factories.office import Office, assign, make_user


def make_route(office: Office, *steps: dict[str, object], section_kind: str = "", for_report: bool = False) -> Route:
    """A route of these steps; what a step leaves out is an endorsement by the section's supervisor."""
    route = Route.objects.create(
        agency=office.agency, report=office.report if for_report else None, section_kind=section_kind, name="路徑"
    )
    for position, given in enumerate(steps, 1):
        fields = dict(given)
        people = fields.pop("people", ())
        defaults = {"name": f"第{position}關", "kind": StepKind.ENDORSE, "role": Role.SUPERVISOR}
        step = Step.objects.create(route=route, position=position, **{**defaults, **fields})
        step.people.set(people)
    return route


def decide(**fields: object) -> dict[str, object]:
    return {"kind": StepKind.DECIDE, "role": Role.SECRETARIAT, "name": "核定", **fields}


def by_people(*people: object, **fields: object) -> dict[str, object]:
    return {"seat": SeatKind.PEOPLE, "role": "", "people": people, **fields}


def by_division(division: Division, **fields: object) -> dict[str, object]:
    return {"seat": SeatKind.NAMED_DIVISION, "division": division, **fields}


def with_accounting(office: Office) -> Office:
    """An accounting division with a chief, asked about the budget when the first step opens."""
    division = office.divisions["accounting"] = Division.objects.create(
        agency=office.agency, code="accounting", name="主計室", kind=DivisionKind.ACCOUNTING
    )
    chief = office.people["accountant"] = make_user(f"{office.agency.code}-accountant", office.agency)
    assign(chief, division, Role.SUPERVISOR)
    route = make_route(office, {}, decide(quorum=Quorum.ANY))
    RouteConsultation.objects.create(
        step=route.steps.get(position=1), division_kind=DivisionKind.ACCOUNTING, scope=Scope.BUDGET
    )
    return office
