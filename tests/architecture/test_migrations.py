"""The migrations are those of the models."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_are_named_after_what_they_do() -> None:
    files = [path for package in ("reports", "approvals") for path in (ROOT / package / "migrations").glob("0*.py")]

    automatic = re.compile(r"\d{4}_(auto_\d|initial$|alter_.*_and_more)")
    assert [path.stem for path in files if automatic.match(path.stem)] == []
    assert len(files) > 1
