"""The government's calendar file: read whole or refused with the place and the reason."""

from datetime import date

import pytest

from approvals.domain.office_days import (
    LARGEST_FILE,
    Imported,
    ReadDay,
    UnableToImport,
    import_office_days,
    read_office_days,
)
from approvals.models import OfficeDay
from tests.factories.calendar import FILE_2026, days_of_2026

HEADER = "西元日期,星期,是否放假,備註"
THREE = f"{HEADER}\r\n20260101,四,2,開國紀念日\r\n20260102,五,0,\r\n20260103,六,2,\r\n"


def test_the_carried_year_is_the_official_one():
    days = days_of_2026()

    assert [days[0].date, days[-1].date, len(days)] == [date(2026, 1, 1), date(2026, 12, 31), 365]
    assert sum(day.is_office_day for day in days) == 245
    assert not any(day.is_office_day for day in days if day.date.weekday() >= 5)
    assert {day.date.strftime("%m%d") for day in days if day.date.weekday() < 5 and not day.is_office_day} == {
        "0101", "0216", "0217", "0218", "0219", "0220", "0227", "0403", "0406", "0501", "0619", "0925", "0928",
        "1009", "1026", "1225",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_each_encoding_reads_the_same(encoding):
    assert read_office_days(THREE.encode(encoding)) == (
        ReadDay(date(2026, 1, 1), False, "開國紀念日"),
        ReadDay(date(2026, 1, 2), True, ""),
        ReadDay(date(2026, 1, 3), False, ""),
    )


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        (b"", "columns", "The file lacks these columns: 西元日期、星期、是否放假、備註"),
        (f"{HEADER}\n".encode(), "no_days", "The file holds no days."),
        ("西元日期,星期,備註\n20260101,四,\n".encode(), "columns", "The file lacks these columns: 是否放假"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "encoding", "The file is neither UTF-8 nor Big5 text."),
        (b"x" * (LARGEST_FILE + 1), "too_large", "The file has 1000001 bytes; a calendar has at most 1000000."),
        (
            f"{HEADER}\n20260230,一,0,\n".encode(), "bad_date",
            "Line 2: “20260230” is not a date in the form yyyymmdd.",
        ),
        (
            f"{HEADER}\n2026/1/1,四,0,\n".encode(), "bad_date",
            "Line 2: “2026/1/1” is not a date in the form yyyymmdd.",
        ),
        (f"{HEADER}\n20260101,五,0,\n".encode(), "bad_weekday", "Line 2: 2026-01-01 is not the weekday “五”."),
        (f"{HEADER}\n20260101,四,1,\n".encode(), "bad_closed", "Line 2: 是否放假 must be 0 or 2, not “1”."),
        (f"{HEADER}\n20260101,四\n".encode(), "bad_closed", "Line 2: 是否放假 must be 0 or 2, not “”."),
        (
            f"{HEADER}\n20260101,四,2,\n20260101,四,0,\n".encode(), "repeated",
            "Line 3: 2026-01-01 is in the file twice.",
        ),
        (
            f"{HEADER}\n20260101,四,2,\n20260103,六,2,\n".encode(), "gap",
            "The file has no line for 2026-01-02; a calendar must hold every day from its first to its last.",
        ),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused(content, code, text):
    with pytest.raises(UnableToImport) as refusal:
        read_office_days(content)

    assert (refusal.value.code, refusal.value.text) == (code, text)


@pytest.mark.django_db
def test_importing_again_changes_nothing():
    days = days_of_2026()

    first = import_office_days(days)
    second = import_office_days(days)

    assert (first, second) == (Imported(365, 0, 0), Imported(0, 0, 365))
    assert OfficeDay.objects.count() == 365


@pytest.mark.django_db
def test_a_later_file_corrects_single_days():
    import_office_days(read_office_days(THREE.encode()))

    done = import_office_days(read_office_days(THREE.replace("20260102,五,0,", "20260102,五,2,補假").encode()))

    assert done == Imported(new=0, changed=1, unchanged=2)
    assert list(OfficeDay.objects.values_list("is_office_day", "note")) == [
        (False, "開國紀念日"), (False, "補假"), (False, ""),
    ]  # fmt: skip


def test_the_carried_file_is_utf_8():
    assert FILE_2026.read_text(encoding="utf-8").splitlines()[0] == HEADER
