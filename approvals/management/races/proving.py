"""Racing a pair many times and keeping count."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from approvals.management.races.racers import Racers
from approvals.management.races.trial import Pair, Stage, Trial
from reports.domain.audit import first_break

STEP = 0.001  # seconds
SWEEP = 10
"""The second call starts up to so many steps before or after the first, so that every overlap is met."""


@dataclass
class Tally:
    """What came of one pair: how often who won, and every trial that went wrong."""

    pair: str
    trials: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def prove(pair: Pair, tally: Tally, *, trials: int, racers: Racers, tell: Callable[[Tally], None]) -> None:
    """Race `pair` so many times into `tally`, which holds what is done so far if it is broken off.

    `tell` is called after each trial. The audit chains are verified at the end.
    """
    stage = Stage(pair.name, pair.set_up)
    for number in range(trials):
        trial = _race(pair, stage, racers, number)
        tally.trials += 1
        tally.outcomes[trial.outcome] += 1
        if problem := pair.judge(trial):
            tally.wrong.append(problem)
        tell(tally)
    tally.wrong.extend(_broken_chains(stage))


def _race(pair: Pair, stage: Stage, racers: Racers, number: int) -> Trial:
    calls = pair.prepare(stage)
    before = stage.snapshot()
    offset = number % (2 * SWEEP + 1) - SWEEP
    delays = (max(offset, 0) * STEP, max(-offset, 0) * STEP)
    results = racers.race(calls, delays)
    return Trial(calls, (results[0], results[1]), before, stage.snapshot())


def _broken_chains(stage: Stage) -> Iterable[str]:
    for report in stage.reports:
        if (broken := first_break(report)) is not None:
            yield f"audit chain of {report.agency.code}: {broken.reason} at {broken.sequence}"
