"""The office calendar of 2026, from the file that the project carries."""

from datetime import date, timedelta
from pathlib import Path

from approvals.domain.calendar import Calendar
from approvals.domain.office_days import ReadDay, import_office_days, read_office_days

FILE_2026 = Path(__file__).resolve().parents[2] / "approvals" / "data" / "office-days-2026.csv"


def days_of_2026() -> tuple[ReadDay, ...]:
    return read_office_days(FILE_2026.read_bytes())


def import_2026() -> None:
    import_office_days(days_of_2026())


def calendar_2026() -> Calendar:
    return Calendar({day.date: day.is_office_day for day in days_of_2026()})


def calendar_of(first: date, pattern: str) -> Calendar:
    """One letter a day from `first` on: `o` open, anything else closed."""
    return Calendar({first + timedelta(days=n): letter == "o" for n, letter in enumerate(pattern)})
