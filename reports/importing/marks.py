"""Outline marks as they stand in print: 壹、 > 一、 > (一) or （一） > 1. or 1、 > (1)."""

import re
from dataclasses import dataclass

from reports.values.numbering import from_chinese

CHAPTER, SECTION, PART, ITEM, SUB_ITEM = 1, 2, 3, 4, 5

_FORMAL = "壹貳參叁肆伍陸柒捌玖拾"
_PLAIN = "一二三四五六七八九十"
# "1.5" and "3、4樓" are figures, "1.114年" is an item that begins with a year.
_AFTER_NUMBER = r"(?:[.．、](?!\d)|[.．、](?=\d{2,3}年))"

_PATTERNS = (
    (CHAPTER, re.compile(rf"(?P<number>[{_FORMAL}]{{1,3}})\s*[、.．]\s*")),
    (SECTION, re.compile(rf"(?P<number>[{_PLAIN}]{{1,3}})\s*[、.．]\s*")),
    (PART, re.compile(rf"[(（]\s*(?P<number>[{_PLAIN}]{{1,3}})\s*[)）][、\s]*")),
    (ITEM, re.compile(rf"(?P<number>\d{{1,2}})\s*{_AFTER_NUMBER}\s*")),
    (SUB_ITEM, re.compile(r"[(（]\s*(?P<number>\d{1,2})\s*[)）]\s*")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the beginning of a line; `length` counts its characters with the blanks that follow it."""

    level: int
    number: int
    length: int
    is_full_width: bool = False


def read_mark(text: str) -> Mark | None:
    """The outline mark that `text` begins with."""
    for level, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        number = _number(match["number"])
        if number:
            return Mark(level, number, match.end(), is_full_width=text.startswith("（"))
    return None


def _number(text: str) -> int:
    """0 for a numeral that is none, such as 十十."""
    if text.isdecimal():
        return int(text)
    try:
        return from_chinese(text)
    except ValueError:
        return 0
