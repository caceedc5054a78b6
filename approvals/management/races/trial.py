"""One trial: what was raced, what came of it, what the database held before and after, and whether that is right.

Right means that the outcome could have come from doing one call after the other: the losers were told so, and the
books hold exactly what the winners did.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from approvals.management.races.racers import Call, Result
from approvals.management.races.scene import Scene, make_scene
from approvals.models import Decision, Round
from reports.enums import SectionStatus
from reports.models import AuditEvent, AuditHead, Report, Section, SectionRevision


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the judges look at."""

    section: Section
    report_status: str
    decisions: int
    events: int
    revisions: int
    editions: int


@dataclass(frozen=True, slots=True)
class Trial:
    calls: tuple[Call, Call]
    results: tuple[Result, Result]
    before: Snapshot
    after: Snapshot

    @property
    def winners(self) -> list[str]:
        return [call.name for call, result in zip(self.calls, self.results, strict=True) if result.has_won]

    @property
    def outcome(self) -> str:
        """Who won, for the table."""
        return " + ".join(self.winners) or "nobody"

    @property
    def losing_codes(self) -> list[str]:
        return [result.code for result in self.results if not result.has_won]


class Stage:
    """Where the trials of one pair play; `set_up` makes an office ready, and a used-up one is replaced."""

    def __init__(self, name: str, set_up: Callable[[Scene], None]) -> None:
        self.name, self.set_up = name, set_up
        self.offices = 0
        self.renew()

    def renew(self) -> None:
        self.offices += 1
        self.scene = make_scene(f"{self.name}-{self.offices}")
        self.set_up(self.scene)

    @property
    def reports(self) -> Collection[Report]:
        """The reports of every office that this stage has had."""
        return Report.objects.filter(agency__code__startswith=f"{self.name}-").order_by("pk")

    def snapshot(self) -> Snapshot:
        report = self.scene.fresh_report()
        return Snapshot(
            section=self.scene.section(),
            report_status=report.status,
            decisions=report.decisions.count(),
            events=AuditHead.objects.get(report=report).sequence,
            revisions=SectionRevision.objects.filter(section__report=report).count(),
            editions=report.editions.count(),
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two verbs that must not both have their way. `judge` says what is wrong with a trial, "" when nothing is."""

    name: str
    prepare: Callable[[Stage], tuple[Call, Call]]
    judge: Callable[[Trial], str]
    set_up: Callable[[Scene], None] = lambda _scene: None


def one_winner(trial: Trial, *, codes: Collection[str] = ("state_changed",)) -> str:
    """Exactly one has won, the other was told why, and the state is the one the winner's event tells of."""
    if len(trial.winners) != 1:
        return f"{len(trial.winners)} winners: {_codes(trial.results)}"
    if trial.losing_codes[0] not in codes:
        return f"the loser was told {_codes(trial.results)}"
    return books(trial)


def books(trial: Trial) -> str:
    """Every winner is in the audit chain once and nobody else is; a section has an open round only in review."""
    written = trial.after.events - trial.before.events
    if written != len(trial.winners):
        return f"{len(trial.winners)} winners wrote {written} audit events"
    section = trial.after.section
    open_rounds = Round.objects.filter(section=section, closed_at__isnull=True).count()
    if open_rounds != (section.status == SectionStatus.IN_REVIEW):
        return f"{open_rounds} open rounds while {section.status}"
    return _told_otherwise(section)


def _told_otherwise(section: Section) -> str:
    decision = Decision.objects.filter(section=section).order_by("-id").first()
    if decision is not None and decision.to_status != section.status:
        return f"the last decision led to {decision.to_status}, the section is {section.status}"
    return ""


def order_of_events(trial: Trial) -> list[str]:
    """The actions that this trial wrote into the audit chain, in its order."""
    events = AuditEvent.objects.filter(report=trial.after.section.report, sequence__gt=trial.before.events)
    return list(events.order_by("sequence").values_list("action", flat=True))


def _codes(results: Sequence[Result]) -> str:
    counted = Counter(f"{result.code} {result.answer}".strip()[:120] for result in results)
    return ", ".join(f"{count}× {code}" for code, count in counted.items())
