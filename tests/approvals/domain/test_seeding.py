"""A year with a make-up Saturday counted by hand, and the library held to it and to the published file."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from approvals.domain.calendar import Calendar, calendar_between
from approvals.domain.office_days import Imported, ReadDay, UnableToImport, import_office_days
from approvals.domain.seeding import KNOWN_YEARS, seed_days
from approvals.enums import OfficeDaySource
from approvals.models import OfficeDay
from tests.factories.calendar import days_of_2026, import_2026

BY_HAND = Path(__file__).resolve().parents[2] / "data" / "office-days-2025.csv"
OPEN_DAYS = (17, 20, 21, 20, 21, 21, 23, 21, 21, 20, 20, 22)
"""Office days of each month of 2025, counted on a wall calendar: 247."""


def calendar_by_hand() -> Calendar:
    """2025: Monday to Friday, but for the days written down in the table."""
    days = {date(2025, 1, 1) + timedelta(days=n): (n + 2) % 7 < 5 for n in range(365)}
    with BY_HAND.open(encoding="utf-8", newline="") as lines:
        days |= {date.fromisoformat(row["date"]): row["office_day"] == "yes" for row in csv.DictReader(lines)}
    return Calendar(days)


def test_the_table_is_the_year_that_was_counted():
    months = Counter(day.month for day, is_open in calendar_by_hand().days.items() if is_open)

    assert tuple(months[month] for month in range(1, 13)) == OPEN_DAYS
    assert calendar_by_hand().count(date(2025, 1, 1), date(2025, 12, 31)) == sum(OPEN_DAYS) == 247


@pytest.mark.parametrize(
    ("day", "office_days", "expected"),
    [
        ((1, 24), 1, (2, 3)),  # the last day before nine days of 春節
        ((1, 24), 6, (2, 8)),  # 2/3 to 2/7, then the Saturday that makes up for 1/27
        ((2, 6), 3, (2, 10)),  # a consultation asked on that Thursday: Friday, Saturday, Monday
        ((2, 7), 1, (2, 8)),
        ((2, 8), 1, (2, 10)),
        ((2, 8), 0, (2, 8)),
        ((2, 9), 0, (2, 10)),
        ((2, 10), -1, (2, 8)),
        ((2, 10), -7, (1, 24)),  # T-7 of the division's date: 2/8, 2/7 … 2/3, then over the holidays
        ((2, 27), 1, (3, 3)),
        ((4, 2), 1, (4, 7)),
        ((5, 29), 1, (6, 2)),
        ((9, 26), 1, (9, 30)),
        ((10, 3), 4, (10, 13)),
        ((10, 23), 1, (10, 27)),
        ((12, 24), 1, (12, 26)),
    ],
)  # fmt: skip
def test_counting_in_2025_as_by_hand(day, office_days, expected):
    assert calendar_by_hand().shift(date(2025, *day), office_days) == date(2025, *expected)


def test_the_library_agrees_with_the_table_of_2025():
    seeded = seed_days(2025)

    assert {day.date: day.is_office_day for day in seeded} == calendar_by_hand().days
    assert [day.note for day in seeded if day.date == date(2025, 2, 8)] == ["補行上班"]


def test_the_library_agrees_with_the_published_file_of_2026():
    assert [(day.date, day.is_office_day) for day in seed_days(2026)] == [
        (day.date, day.is_office_day) for day in days_of_2026()
    ]


@pytest.mark.parametrize("year", [KNOWN_YEARS[0] - 1, KNOWN_YEARS[-1] + 1, 2100, 0, -5, 99999])
def test_a_year_that_the_library_does_not_know_is_refused(year):
    with pytest.raises(UnableToImport) as refused:
        seed_days(year)

    assert refused.value.code == "unknown_year"
    assert f"2025 to 2026, not of {year}" in refused.value.text


@pytest.mark.django_db
def test_the_published_file_replaces_what_was_seeded():
    import_office_days(seed_days(2026), source=OfficeDaySource.LIBRARY)
    seeded = OfficeDay.objects.filter(source=OfficeDaySource.LIBRARY).count()

    done = import_office_days(days_of_2026())

    assert (seeded, done.new) == (365, 0)
    assert set(OfficeDay.objects.values_list("source", flat=True)) == {OfficeDaySource.PUBLISHED}
    assert set(OfficeDay.objects.values_list("date", "note")) == {(day.date, day.note) for day in days_of_2026()}


@pytest.mark.django_db
def test_the_library_never_replaces_a_published_day():
    import_2026()
    before = list(OfficeDay.objects.values())

    done = import_office_days(seed_days(2026), source=OfficeDaySource.LIBRARY)

    assert done == Imported(0, 0, 365)
    assert list(OfficeDay.objects.values()) == before


@pytest.mark.django_db
def test_a_newer_library_corrects_what_an_older_one_seeded():
    days = seed_days(2026)
    wrong = ReadDay(days[1].date, is_office_day=False, note="猜的")
    import_office_days([wrong], source=OfficeDaySource.LIBRARY)

    done = import_office_days(days, source=OfficeDaySource.LIBRARY)

    assert done == Imported(364, 1, 0)
    assert calendar_between(wrong.date, wrong.date).is_office_day(wrong.date)
