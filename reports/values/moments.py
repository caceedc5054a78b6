"""A moment as a person types it: date and time of day in Taipei, the date in 西元 or 民國."""

import re
from datetime import datetime, time

from reports.values.roc import TAIPEI, RocError, parse_date, to_roc_year

LONGEST = 40
"""Characters of a moment, with room for blanks; a longer text is none."""
# Without a blank before it, the hour takes its first digit from the day.
_ROC = re.compile(r"(.+?)(?:(?<=日)|[\sT])[\sT]*(\d{1,2})[:時](\d{2})分?")
_TIME_OF_DAY = re.compile(r"[\sT:時]")


def parse_moment(typed: str) -> datetime:
    """The moment of "2026-03-31 09:00", "2026-03-31T09:00+08:00", "115年3月31日 09:00" or "115/3/31 9:00".

    Aware: what names no time zone is in Taipei. RocError not_a_date, no_such_day, year_out_of_range or not_a_moment.
    """
    text = typed.strip()
    if len(text) > LONGEST or _TIME_OF_DAY.search(text) is None:
        raise RocError("not_a_moment", text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _with_roc_date(text)
    to_roc_year(found.year)
    return found if found.tzinfo is not None else found.replace(tzinfo=TAIPEI)


def _with_roc_date(text: str) -> datetime:
    match = _ROC.fullmatch(text)
    if match is None:
        raise RocError("not_a_moment", text)
    day = parse_date(match[1])
    try:
        return datetime.combine(day, time(int(match[2]), int(match[3])))
    except ValueError:
        raise RocError("not_a_moment", text) from None
