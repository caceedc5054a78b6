"""The office calendar of a year from the `holidays` library, until the published file is there.

Only for years whose calendar the locked release of the library holds and the tests compare day by day; a later year it
would make up from rules, without the make-up working days that the government may set.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from holidays.countries.taiwan import Taiwan

from approvals.domain.office_days import NOTE_LENGTH, SATURDAY, ReadDay, UnableToImport

KNOWN_YEARS = range(2025, 2027)


def seed_days(year: int) -> tuple[ReadDay, ...]:
    """Every day of the year as the library knows it. Raises UnableToImport for a year that it does not know."""
    if year not in KNOWN_YEARS:
        raise UnableToImport("unknown_year", year=year, first=KNOWN_YEARS[0], last=KNOWN_YEARS[-1])
    # A day off may be made up for in the year before, so the year after is asked as well.
    known = Taiwan(years=[year, year + 1], language="zh_TW")
    return tuple(_day(day, known) for day in _days(year))


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


def _day(day: date, known: Taiwan) -> ReadDay:
    is_made_up_for = day in known.weekend_workdays
    is_office_day = is_made_up_for or (day.weekday() < SATURDAY and day not in known)
    note = "補行上班" if is_made_up_for else known.get(day, "")
    return ReadDay(day, is_office_day=is_office_day, note=note[:NOTE_LENGTH])
