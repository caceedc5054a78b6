"""Each verb of a section as the domain makes it, against the same rows in bare SQL: what the rules alone cost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.domain import actions, consultations
from approvals.enums import Action, Reply
from approvals.models import Consultation
from bench import scenes
from bench.bare_sql import plain_connection, recorded, replay
from bench.measuring import Samples, Sizes, Table
from reports.domain import audit
from reports.domain.drafting import save_content
from reports.enums import Scope, SectionStatus
from reports.models import Section
from tests.factories.office import Office, make_office

BY_DOMAIN, IN_SQL = "plan-1", "plan-2"
REASON = "請補充說明後再送。"

Verb = Callable[[Office, str], object]


def _move(action: Action, who: str) -> tuple[str, Verb]:
    def make(office: Office, code: str) -> object:
        return actions.SECTION_MOVES[action](
            section=office.section(code), actor=office.people[who], comment=REASON, now=timezone.now()
        )

    return action.value, make


def _save(office: Office, code: str) -> object:
    section = office.section(code)
    content = scenes.plan(1 if code == BY_DOMAIN else 2, remark=f"（{section.lock_version}）")
    return save_content(
        section=section, content=content, actor=office.people["writer"], based_on=section.etag, now=timezone.now()
    )


def _reassign(office: Office, code: str) -> object:
    return actions.reassign(
        section=office.section(code), actor=office.people["secretary"], person=office.people["chief"], comment=REASON,
        now=timezone.now(),
    )  # fmt: skip


def _ask(office: Office, code: str) -> object:
    """About the budget, which no save here changes: a changed scope would be asked about again by itself."""
    return consultations.request_consultation(
        section=office.section(code), division=office.divisions["other"], scope=Scope.BUDGET, is_mandatory=True,
        actor=office.people["chief"], question=REASON, now=timezone.now(),
    )  # fmt: skip


def _asked(office: Office, code: str) -> Any:
    return Consultation.objects.filter(section=office.section(code)).latest("id")


def _withdraw(office: Office, code: str) -> object:
    return consultations.withdraw_consultation(
        consultation=_asked(office, code), actor=office.people["chief"], now=timezone.now()
    )


def _object(office: Office, code: str) -> object:
    return consultations.reply(
        consultation=_asked(office, code), answer=Reply.OBJECT, text=REASON, actor=office.people["other_chief"],
        now=timezone.now(),
    )  # fmt: skip


def _answer(office: Office, code: str) -> object:
    return consultations.answer_objection(
        consultation=_asked(office, code), text=REASON, actor=office.people["chief"], now=timezone.now()
    )


# From drafting back to drafting, so that a round can follow a round.
ROUND: tuple[tuple[str, Verb], ...] = (
    ("save", _save),
    _move(Action.SUBMIT, "writer"),
    _move(Action.RECALL, "writer"),
    _move(Action.SUBMIT, "writer"),
    _move(Action.SEND_BACK, "chief"),
    _move(Action.SUBMIT, "writer"),
    (Action.REASSIGN.value, _reassign),
    (Action.REQUEST_CONSULTATION.value, _ask),
    (Action.WITHDRAW_CONSULTATION.value, _withdraw),
    (Action.REQUEST_CONSULTATION.value, _ask),
    (Action.REPLY.value, _object),
    (Action.ANSWER_OBJECTION.value, _answer),
    _move(Action.ENDORSE, "chief"),
    _move(Action.APPROVE, "secretary"),
    _move(Action.REOPEN, "secretary"),
)


@dataclass(slots=True)
class Compared:
    """One verb: its samples both ways, its statements, and how many of them write."""

    domain: Samples = field(default_factory=Samples)
    sql: Samples = field(default_factory=Samples)
    statements: int = 0
    writes: int = 0


def verb_table(sizes: Sizes) -> Table:
    office = make_office("verbs", plans=2)
    office.write("goals")
    office.write(BY_DOMAIN, scenes.plan(1))
    office.write(IN_SQL, scenes.plan(2))
    found: dict[str, Compared] = {}
    with plain_connection() as plain:
        for number in range(1 + sizes.rounds):
            if number == 1:
                _forget_times(found)
            for name, verb in ROUND:
                compared = found.setdefault(name, Compared())
                _by_domain(office, verb, compared, is_counted=number == 0)
                statements = recorded(lambda verb=verb: verb(office, IN_SQL))  # type: ignore[misc]
                compared.writes = len(statements)
                compared.sql.seconds.append(replay(plain, statements))
    _require_same(office)
    return _table(found, sizes)


def _by_domain(office: Office, verb: Verb, compared: Compared, *, is_counted: bool) -> None:
    if is_counted:
        with CaptureQueriesContext(connection) as captured:
            verb(office, BY_DOMAIN)
        sent = [query for query in captured if "SAVEPOINT" not in query["sql"]]
        compared.statements = max(compared.statements, len(sent))
        return
    with compared.domain.timed():
        verb(office, BY_DOMAIN)


def _forget_times(found: dict[str, Compared]) -> None:
    """The first round fills the caches and counts the statements."""
    for compared in found.values():
        compared.domain, compared.sql = Samples(), Samples()


def _require_same(office: Office) -> None:
    here, there = (Section.objects.get(report=office.report, code=code) for code in (BY_DOMAIN, IN_SQL))
    if (here.status, here.lock_version) != (SectionStatus.DRAFTING, there.lock_version):
        raise RuntimeError("the two sections went different ways")
    if (broken := audit.first_break(office.report)) is not None:
        raise RuntimeError(f"the audit chain broke: {broken}")


def _table(found: dict[str, Compared], sizes: Sizes) -> Table:
    rows = [
        (
            name, str(each.statements), str(each.writes), each.domain.milliseconds, each.sql.milliseconds,
            each.domain.ratio(each.sql),
        )
        for name, each in found.items()
    ]  # fmt: skip
    columns = ("verb", "statements", "of them write", "domain, ms", "bare SQL, ms", "to bare SQL")
    note = (
        f"Median (quartiles) of {sizes.rounds} rounds or more in a report of six sections: the domain's function with "
        "its commit, and reading the section before it as the edges do, against the same INSERT, UPDATE and DELETE "
        "statements in one committed transaction of a plain psycopg connection. BEGIN, COMMIT and savepoints are not "
        "counted."
    )
    return Table("The verbs without HTTP", columns, rows, note)
