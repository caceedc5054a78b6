"""A save and every move of a section: over HTTP, against the same rows in bare SQL and against an empty view."""

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from django.utils import timezone

from approvals.domain.actions import SECTION_MOVES
from approvals.enums import Action
from bench import scenes
from bench.bare_sql import plain_connection, recorded, replay
from bench.measuring import Samples, Sizes, Table
from bench.site import Caller, with_key
from reports.content import to_json
from reports.domain import audit
from reports.domain.drafting import save_content
from reports.enums import SectionStatus
from reports.models import Section
from tests.factories.office import Office, make_office

PLANS = 12
OVER_HTTP, IN_SQL = "plan-1", "plan-2"
PUT = "PUT content"
EMPTY, EMPTY_WITH_KEY = "/bench/empty", "/bench/empty-with-key"
# From drafting back to drafting, so that a round can follow a round.
ROUND: tuple[tuple[Action, str], ...] = (
    (Action.SUBMIT, "writer"),
    (Action.RECALL, "writer"),
    (Action.SUBMIT, "writer"),
    (Action.SEND_BACK, "chief"),
    (Action.SUBMIT, "writer"),
    (Action.ENDORSE, "chief"),
    (Action.APPROVE, "secretary"),
    (Action.REOPEN, "secretary"),
)
REASON = "請補充說明後再送。"


@dataclass(slots=True)
class Compared:
    """One operation: the samples of both ways, and how many statements wrote its rows."""

    http: Samples = field(default_factory=Samples)
    sql: Samples = field(default_factory=Samples)
    statements: int = 0


@dataclass(slots=True)
class Bench:
    office: Office
    callers: dict[str, Caller]
    plain: "psycopg.Connection[tuple[object, ...]]"
    found: dict[str, Compared] = field(default_factory=dict)
    empty: Samples = field(default_factory=Samples)
    empty_with_key: Samples = field(default_factory=Samples)

    def round(self, number: int) -> None:
        """Both ways of each operation right after each other, so that a busy moment of the machine meets both."""
        self._compare(PUT, self._put(number), self._save(number))
        for action, person in ROUND:
            self._compare(action.value, self._post(action, person), self._move(action, person))
            self.empty.seconds.append(self.callers["nobody"].ask("GET", EMPTY).seconds)
            self.empty_with_key.seconds.append(self.callers["writer"].ask("GET", EMPTY_WITH_KEY).seconds)

    def _compare(self, name: str, ask: Callable[[], float], work: Callable[[], object]) -> None:
        compared = self.found.setdefault(name, Compared())
        compared.http.seconds.append(ask())
        statements = recorded(work)
        compared.sql.seconds.append(replay(self.plain, statements))
        compared.statements = len(statements)

    def _put(self, number: int) -> Callable[[], float]:
        section = self.office.section(OVER_HTTP)
        content = to_json(scenes.plan(1, remark=f"（{number}）"))
        address = f"/api/v1/sections/{section.pk}/content"
        return lambda: self.callers["writer"].ask("PUT", address, content, **{"If-Match": section.etag}).seconds

    def _post(self, action: Action, person: str) -> Callable[[], float]:
        address = f"/api/v1/sections/{self.office.section(OVER_HTTP).pk}/actions"
        return lambda: self.callers[person].ask("POST", address, _move_data(action)).seconds

    def _save(self, number: int) -> Callable[[], object]:
        section, writer = self.office.section(IN_SQL), self.office.people["writer"]
        content = scenes.plan(2, remark=f"（{number}）")
        return lambda: save_content(
            section=section, content=content, actor=writer, based_on=section.etag, now=timezone.now()
        )

    def _move(self, action: Action, person: str) -> Callable[[], object]:
        section, actor = self.office.section(IN_SQL), self.office.people[person]
        return lambda: SECTION_MOVES[action](section=section, actor=actor, comment=REASON, now=timezone.now())


def _move_data(action: Action) -> dict[str, str]:
    return {"action": action.value, "comment": REASON}


def _office() -> Office:
    """A report in the middle of its season: every plan is written."""
    office = make_office("writes", plans=2)
    office.write("goals")
    office.write(OVER_HTTP, scenes.plan(1))
    office.write(IN_SQL, scenes.plan(2))
    scenes.add_plans(office.report, office.section(), PLANS - 2)
    return office


def measure_writes(sizes: Sizes, port: int) -> Bench:
    office = _office()
    callers = {name: with_key(port, office.people[name]) for name in ("writer", "chief", "secretary")}
    with plain_connection() as plain:
        bench = Bench(office, callers | {"nobody": Caller(port)}, plain)
        for number in range(sizes.warm_up):
            bench.round(number)
        bench.found.clear()
        bench.empty, bench.empty_with_key = Samples(), Samples()
        for number in range(sizes.warm_up, sizes.warm_up + sizes.rounds):
            bench.round(number)
    _require_same_rows(office)
    return bench


def _require_same_rows(office: Office) -> None:
    """The replayed statements must have left what the product would have: an unbroken chain and the same state."""
    here, there = (Section.objects.get(report=office.report, code=code) for code in (OVER_HTTP, IN_SQL))
    if (here.status, here.lock_version) != (SectionStatus.DRAFTING, there.lock_version):
        raise RuntimeError("the two sections went different ways")
    if (broken := audit.first_break(office.report)) is not None:
        raise RuntimeError(f"the audit chain broke: {broken}")


def write_table(bench: Bench) -> Table:
    rows = [
        (
            name, compared.http.milliseconds, str(compared.statements), compared.sql.milliseconds,
            compared.http.ratio(compared.sql), compared.http.ratio(bench.empty_with_key),
            compared.http.ratio(bench.empty),
        )
        for name, compared in bench.found.items()
    ]  # fmt: skip
    for name, samples in (("empty view, key looked up", bench.empty_with_key), ("empty view", bench.empty)):
        rows.append((
            name, samples.milliseconds, "", "", "", samples.ratio(bench.empty_with_key), samples.ratio(bench.empty),
        ))  # fmt: skip
    columns = (
        "request", "HTTP, ms", "written by", "bare SQL, ms", "to bare SQL", "to empty view with key", "to empty view",
    )  # fmt: skip
    return Table("A save and the moves of a section", columns, rows, _note(bench))


def _note(bench: Bench) -> str:
    return (
        f"Median (quartiles) of {len(bench.found[PUT].http.seconds)} rounds in a report of {PLANS + 4} sections, one "
        "request at a time. Bare SQL is the same INSERT, UPDATE and DELETE statements in one committed transaction of "
        "a plain psycopg connection: no HTTP, no reads, no checks, no locks. "
        f"Of the empty view's samples every second against the others: × {bench.empty.halves_ratio():.2f}."
    )
