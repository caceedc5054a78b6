"""民國 years and dates: 民國 1 is CE 1912. Printed forms of the measured reports: 114年10月1日, 112年—115年.

The office stamp is month, day, hour and minute in Taipei: 11月8日16時 is 1108/1600 (文書處理手冊).
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reports.values.numbering import from_chinese

YEARS_BEFORE_ROC = 1911
LATEST_YEAR = 999
TAIPEI = ZoneInfo("Asia/Taipei")

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十百零〇○]{1,7})"
_ERA = r"(?:(?:中華)?民國\s*)?"
_YEAR = re.compile(rf"{_ERA}({_NUMBER})\s*(?:年度?)?")
_DATE = re.compile(rf"{_ERA}({_NUMBER})\s*年\s*({_NUMBER})\s*月\s*({_NUMBER})\s*日")
_SHORT_DATE = re.compile(rf"{_ERA}(\d{{1,3}})([./-])(\d{{1,2}})\2(\d{{1,2}})")
_DASHES = "-—–―─－~～至到"
_RANGE = re.compile(rf"{_ERA}({_NUMBER})\s*(?:年度?)?\s*[{_DASHES}]{{1,2}}\s*{_ERA}({_NUMBER})\s*年度?")


class RocError(ValueError):
    """A 民國 year or date that cannot be read. `printed` is what was given; `code` is stable.

    not_a_year, not_a_date, not_a_moment, not_a_range, year_out_of_range, no_such_day, range_reversed.
    """

    def __init__(self, code: str, printed: str) -> None:
        super().__init__(f"{code}: {printed!r}")
        self.code, self.printed = code, printed


def to_ce_year(roc_year: int) -> int:
    """114 → 2025. RocError year_out_of_range outside 1–999: there is no year 0 and 民國前 is not used."""
    if not 1 <= roc_year <= LATEST_YEAR:
        raise RocError("year_out_of_range", str(roc_year))
    return roc_year + YEARS_BEFORE_ROC


def to_roc_year(ce_year: int) -> int:
    """2025 → 114. RocError year_out_of_range before 1912."""
    roc_year = ce_year - YEARS_BEFORE_ROC
    to_ce_year(roc_year)
    return roc_year


def parse_year(printed: str) -> int:
    """The 民國 year of "114年", "114年度", "民國114年", "114" or "一百一十四年"."""
    match = _YEAR.fullmatch(printed.strip())
    if match is None:
        raise RocError("not_a_year", printed)
    return _checked_year(match[1], printed)


def parse_date(printed: str) -> date:
    """The day of "114年10月1日", "中華民國 114 年 10 月 1 日", "114/10/01" or "114.10.1"."""
    text = printed.strip()
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = match.groups()
    elif match := _SHORT_DATE.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
    else:
        raise RocError("not_a_date", printed)
    ce_year = to_ce_year(_checked_year(year, printed))
    month_number, day_number = _number(month, printed), _number(day, printed)
    try:
        return date(ce_year, month_number, day_number)
    except ValueError:
        raise RocError("no_such_day", printed) from None


def format_date(day: date) -> str:
    """2025-10-01 → 114年10月1日, without leading zeros."""
    return f"{to_roc_year(day.year)}年{day.month}月{day.day}日"


def parse_year_range(printed: str) -> tuple[int, int]:
    """First and last 民國 year of "112年—115年", "112-115年" or "112至115年度", both included."""
    match = _RANGE.fullmatch(printed.strip())
    if match is None:
        raise RocError("not_a_range", printed)
    first, last = (_checked_year(number, printed) for number in match.groups())
    if first > last:
        raise RocError("range_reversed", printed)
    return first, last


def format_year_range(first: int, last: int) -> str:
    """112, 115 → 112年—115年."""
    return f"{first}年—{last}年"


def format_stamp(at: datetime) -> str:
    """The office stamp 1108/1600 of an aware datetime, in Taipei's time. ValueError for a naive one."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("an office stamp needs a datetime with its time zone")
    return at.astimezone(TAIPEI).strftime("%m%d/%H%M")


def _checked_year(text: str, printed: str) -> int:
    year = _number(text, printed)
    if not 1 <= year <= LATEST_YEAR:
        raise RocError("year_out_of_range", printed)
    return year


def _number(text: str, printed: str) -> int:
    """An Arabic (also full-width) or Chinese number. RocError not_a_year for a malformed numeral."""
    if text.isdecimal():
        return int(text)
    try:
        return from_chinese(text)
    except ValueError:
        raise RocError("not_a_year", printed) from None
