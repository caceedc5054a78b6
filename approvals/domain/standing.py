"""Signatures that stand from an earlier round: a step over unchanged bytes is not asked again, but its word counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from approvals.domain.routes import steps_of
from approvals.enums import Action, StepKind
from approvals.models import Decision, Desk, Round
from reports.models import Report


def standing_from_before(
    position: int, round_: Round, desks: Iterable[Desk], decisions: Iterable[Decision]
) -> list[Decision]:
    """The signatures of a step that `round_` passed without asking: those of the last round in which it was asked.

    `desks` and `decisions` are all of the section's, the decisions in their order.
    """
    signed = [row for row in decisions if row.action == Action.ENDORSE and row.step == position]
    before = [row for row in signed if row.round_id != round_.pk]
    if not before:
        return []
    last = before[-1]
    asked = [desk.opened_at for desk in desks if desk.round_id == last.round_id and desk.step == position]
    since = max((moment for moment in asked if moment <= last.decided_at), default=last.decided_at)
    return [row for row in before if row.round_id == last.round_id and row.decided_at >= since]


def carried_over(report: Report, decisions: Iterable[Decision]) -> dict[int, list[Decision]]:
    """Section → what stands in its last round from earlier ones; `decisions` are all of the report's, in their order.

    Two queries.
    """
    last = {row.section_id: row for row in Round.objects.filter(section__report=report).order_by("number")}
    desks, decided = defaultdict(list), defaultdict(list)
    for desk in Desk.objects.filter(round__section__report=report).select_related("round"):
        desks[desk.round.section_id].append(desk)
    for row in decisions:
        decided[row.section_id].append(row)
    return {pk: _carried(round_, desks[pk], decided[pk]) for pk, round_ in last.items()}


def _carried(round_: Round, desks: Sequence[Desk], decisions: Sequence[Decision]) -> list[Decision]:
    asked = {desk.step for desk in desks if desk.round_id == round_.pk}
    passed = [step for step in steps_of(round_) if step.kind is not StepKind.DECIDE and step.position not in asked]
    return [row for step in passed for row in standing_from_before(step.position, round_, desks, decisions)]
