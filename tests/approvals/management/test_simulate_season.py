"""manage.py simulate_season: a table, a CSV, nothing written."""

import csv
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from approvals.models import Notice, Reminder
from tests.factories.calendar import import_2026
from tests.factories.deadlines import section_due
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    import_2026()
    office = make_office()
    section_due(office)
    section_due(office, "goals")
    return office


def run(capsys, *arguments: str) -> list[str]:
    call_command("simulate_season", "114", "--agency", "nia", "--from", "2026-01-26", *arguments)
    return capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("office")
def test_the_table_has_one_line_a_mail_and_writes_nothing(capsys):
    lines = run(capsys, "--late", "plan-1:4")

    assert lines[0] == "2026-01-30 08:00  nia-writer       T-7 ×1"
    assert "2026-02-09 08:00  nia-secretary    list ×2" in lines
    assert "2026-02-13 08:00  nia-chief        T+3 cc ×1" in lines
    assert lines[-1] == f"{len(lines) - 1} mails to 5 people"
    assert not Notice.objects.exists()
    assert not Reminder.objects.exists()


@pytest.mark.usefixtures("office")
def test_the_file_has_one_line_for_each_thing_told(capsys, tmp_path):
    lines = run(capsys, "--csv", str(tmp_path / "season.csv"))

    with (tmp_path / "season.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["date"], row["receiver"]) for row in rows}) == len(lines) - 1
    assert rows[0] == {
        "date": "2026-01-30", "hour": "08:00", "receiver": "nia-writer", "name": "nia-writer",
        "address": "nia-writer@example.tw", "rung": "-7", "audience": "Whoever has to do it", "in_copy": "",
        "deadline": "Section due", "code": "plan-1", "title": "計畫1", "due_on": "2026-02-10",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["113", "--agency", "nia"], "There is no report 113"),
        (["114", "--agency", "nia", "--late", "plan-9:2"], "no open deadline “plan-9”"),
        (["114", "--agency", "nia", "--late", "plan-1"], "write CODE:DAYS"),
    ],
)
@pytest.mark.usefixtures("office")
def test_what_cannot_be_simulated_is_said(arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("simulate_season", *arguments)


def test_a_day_past_the_calendar_is_said(office, capsys):
    office.report.deadlines.update(due_on=date(2027, 1, 5))

    call_command("simulate_season", "114", "--agency", "nia", "--from", "2026-12-30")

    assert capsys.readouterr().err == "The office calendar does not hold 2027-01-05.\n"
