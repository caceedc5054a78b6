"""manage.py export_history."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from approvals.domain.history_file import history_csv
from tests.factories.office import make_office

pytestmark = pytest.mark.django_db


def exported(*arguments: str) -> str:
    out = StringIO()
    call_command("export_history", "--agency", "nia", "--year", "114", *arguments, stdout=out)
    return out.getvalue()


def test_the_file_and_standard_output_hold_the_same_history(tmp_path):
    office = make_office()
    file = tmp_path / "history.csv"

    exported("--output", str(file))

    assert exported() == history_csv(office.report) == file.read_bytes().decode()


def test_a_file_that_is_there_is_left_alone(tmp_path):
    make_office()
    file = tmp_path / "history.csv"
    file.write_text("mine")

    with pytest.raises(CommandError, match="cannot be written"):
        exported("--output", str(file))

    assert file.read_text() == "mine"


def test_a_report_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="no report of nia on 114"):
        exported()
