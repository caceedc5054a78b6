"""manage.py import_office_days."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from approvals.models import OfficeDay
from tests.factories.calendar import FILE_2026

pytestmark = pytest.mark.django_db


def test_the_command_says_what_it_did():
    first, second = StringIO(), StringIO()

    call_command("import_office_days", str(FILE_2026), stdout=first)
    call_command("import_office_days", str(FILE_2026), stdout=second)

    assert first.getvalue() == "2026-01-01 to 2026-12-31: 365 days new, 0 changed, 0 as before.\n"
    assert second.getvalue() == "2026-01-01 to 2026-12-31: 0 days new, 0 changed, 365 as before.\n"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_office_days", str(tmp_path / "nowhere.csv"))


def test_a_broken_file_writes_nothing(tmp_path):
    file = tmp_path / "broken.csv"
    file.write_bytes(FILE_2026.read_bytes() + b"20270101,x,0,\n")

    with pytest.raises(CommandError, match="Line 367: 2027-01-01 is not the weekday “x”"):
        call_command("import_office_days", str(file))

    assert not OfficeDay.objects.exists()


def test_a_year_is_seeded_and_the_file_comes_later():
    seeded, published = StringIO(), StringIO()

    call_command("import_office_days", seed=2026, stdout=seeded)
    call_command("import_office_days", str(FILE_2026), stdout=published)

    assert seeded.getvalue() == "2026-01-01 to 2026-12-31: 365 days new, 0 changed, 0 as before.\n"
    assert set(OfficeDay.objects.values_list("source", flat=True)) == {"published"}


def test_a_year_that_nobody_knows_is_refused():
    with pytest.raises(CommandError, match="import the published file of that year"):
        call_command("import_office_days", seed=2031)

    assert not OfficeDay.objects.exists()


def test_a_file_or_a_year():
    with pytest.raises(CommandError, match="one of the arguments file --seed is required"):
        call_command("import_office_days")
