"""The prover finds nothing where the guards stand, and something where they are taken away."""

import io
import itertools
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from approvals.management.races.pairs import PAIRS, move
from approvals.management.races.racers import Call, tried
from approvals.management.races.scratch import PREFIX
from approvals.management.races.trial import Pair, Stage
from approvals.models import Decision
from reports.enums import SectionStatus
from reports.models import Agency, Section

pytestmark = [pytest.mark.db_sensitive, pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]

BY_NAME = {pair.name: pair for pair in PAIRS}
CONTROL_TRIALS = 4
THINKING = 0.02  # seconds between looking and writing, so that the control does not hang on the machine's mood


def careless_move(*, section, actor, target, **_unused):
    """Read, check, save: a sign-off without lock, without comparing, without a trace."""
    fresh = Section.objects.get(pk=section.pk)
    if fresh.status != SectionStatus.IN_REVIEW:
        raise AssertionError("too late")
    time.sleep(THINKING)
    Section.objects.filter(pk=fresh.pk).update(status=target, signed_off_revision=fresh.current_revision_id)
    Decision.objects.create(
        report=section.report, section=section, revision=section.current_revision, action="approve", actor=actor,
        from_status=fresh.status, to_status=target, decided_at=timezone.now(),
    )  # fmt: skip


def careless(pair: Pair) -> Pair:
    """The same race with the guards taken away from both moves."""

    def prepare(stage: Stage) -> tuple[Call, Call]:
        stage.renew()
        scene, section = stage.scene, stage.scene.at_last_desk()
        calls = []
        for action, who, target in (
            ("approve", "secretary", SectionStatus.SIGNED_OFF),
            ("send_back", "second_secretary", SectionStatus.DRAFTING),
        ):
            call = move(scene, section, action, who)
            calls.append(replace(call, verb=careless_move, arguments={**call.arguments, "target": target}))
        return calls[0], calls[1]

    return replace(pair, prepare=prepare)


def stopping(pair: Pair, number: int, *, at: int, seen: set[tuple[str, bool]]) -> Pair:
    """The same race, with a signal to the prover when it prepares this trial. It notes where it is raced."""
    prepared = itertools.count(1)

    def prepare(stage: Stage) -> tuple[Call, Call]:
        seen.add((str(connection.settings_dict["NAME"]), Agency.objects.filter(code="ours").exists()))
        if next(prepared) == at:
            signal.raise_signal(number)
        return pair.prepare(stage)

    return replace(pair, prepare=prepare)


def left() -> set[str]:
    """The scratch databases, schemas and folders that are there now."""
    if connection.vendor == "sqlite":
        return {path.name for path in Path(connection.settings_dict["NAME"]).parent.glob(f"{PREFIX}*")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database UNION SELECT nspname FROM pg_namespace")
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


@pytest.fixture
def humble_account() -> Iterator[None]:
    """The connection acts as a role that may make schemas in this database, and no database; SQLite has no accounts."""
    if connection.vendor == "sqlite":
        yield
        return
    settings = connection.settings_dict
    options = dict(settings["OPTIONS"])
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE humble NOLOGIN NOCREATEDB")
        cursor.execute(f'GRANT CREATE ON DATABASE "{settings["NAME"]}" TO humble')
    connection.close()
    settings["OPTIONS"]["options"] = f"{options.get('options', '')} -c role=humble"
    yield
    connection.close()
    settings["OPTIONS"] = options
    with connection.cursor() as cursor:
        cursor.execute("DROP OWNED BY humble; DROP ROLE humble")


@pytest.mark.slow
def test_every_pair_comes_out_right_also_for_an_account_that_may_make_no_database(humble_account):
    output = io.StringIO()
    before = left()

    call_command("prove_races", trials=1, stdout=output)

    rows = [line.split()[:3] for line in output.getvalue().splitlines()[2:-1]]
    assert rows == [[pair.name, "1", "0"] for pair in PAIRS]
    first, *_table, last = output.getvalue().splitlines()
    is_in_schema = (
        first.startswith(f"Racing in the schema {PREFIX}") and "permission denied to create database" in first
    )
    assert is_in_schema == (connection.vendor == "postgresql")
    assert last == "No trial went wrong."
    assert left() == before


@pytest.mark.slow
def test_without_the_guards_both_have_their_way(monkeypatch):
    """The positive control: a prover that cannot see this proves nothing."""
    output = io.StringIO()
    monkeypatch.setattr("approvals.management.commands.prove_races.PAIRS", (careless(BY_NAME["approve-send_back"]),))

    with pytest.raises(CommandError, match="trials went wrong") as raised:
        call_command("prove_races", trials=CONTROL_TRIALS, stdout=output)

    assert raised.value.returncode == 1
    assert "approve + send_back" in output.getvalue()
    assert "2 winners" in output.getvalue()


def test_a_stop_shows_what_is_done_and_removes_the_scratch(monkeypatch):
    """The scratch is another database than the site's, whose rows are not in it and stay where they are."""
    Agency.objects.create(code="ours", name="本機關")
    ours, seen, output = str(connection.settings_dict["NAME"]), set(), io.StringIO()
    pairs = [stopping(BY_NAME["approve-approve"], signal.SIGTERM, at=3, seen=seen), BY_NAME["edit-submit"]]
    monkeypatch.setattr("approvals.management.commands.prove_races.PAIRS", pairs)

    with pytest.raises(CommandError, match="Broken off") as raised:
        call_command("prove_races", trials=5, stdout=output)

    rows = [line.split()[:3] for line in output.getvalue().splitlines()[2:]]
    assert (raised.value.returncode, rows) == (130, [["approve-approve", "2", "0"]])
    assert left() == set()
    ((there, has_ours),) = seen
    assert (there != ours, has_ours) == (True, False)
    assert (connection.settings_dict["NAME"], Agency.objects.get().code) == (ours, "ours")


def test_an_error_that_nobody_should_see_is_a_result_of_its_own():
    result = tried(Call("broken", lambda: 1 // 0))

    assert (result.code, result.has_won) == ("ZeroDivisionError", False)
