"""The prover finds nothing where the guards stand, and something where they are taken away."""

import io
import time
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from approvals.management.races.pairs import PAIRS, move
from approvals.management.races.racers import Call, tried
from approvals.management.races.scratch import PREFIX, scratch_database
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


def databases() -> set[str]:
    """The scratch databases that are there now."""
    if connection.vendor == "sqlite":
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.slow
def test_every_pair_comes_out_right():
    output = io.StringIO()
    before = databases()

    call_command("prove_races", trials=2, stdout=output)

    rows = [line.split()[:3] for line in output.getvalue().splitlines()[2:-1]]
    assert rows == [[pair.name, "2", "0"] for pair in PAIRS]
    assert databases() == before


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


def test_the_scratch_database_is_another_one_and_goes_away():
    Agency.objects.create(code="ours", name="本機關")
    ours = connection.settings_dict["NAME"]

    with scratch_database() as name:
        there = (connection.settings_dict["NAME"], Agency.objects.count())

    assert there == (name, 0)
    assert name != ours
    assert Agency.objects.get().code == "ours"
    assert name not in databases()


def test_an_error_that_nobody_should_see_is_a_result_of_its_own():
    result = tried(Call("broken", lambda: 1 // 0))

    assert (result.code, result.has_won) == ("ZeroDivisionError", False)
