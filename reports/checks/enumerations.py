"""Counting what 「A、B及C等N國」 lists, so that N can be compared. Only what is certain is called wrong.

A list starts after the nearest clause mark (，：； an open bracket), its items are parted by 、 and the last one by
及 or a like word. Words such as 包括, 提供 and 與 may start a list or stand inside an item: each such reading
counts, and a stated number is accepted when any reading gives it. Without 及 a list may name examples only, and
a counter of things (座, 場, 人) may count more things than names: both are wrong only when fewer than are named.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reports.values.numbering import from_chinese

_FILLER = "\ue000"
"""Stands for a character inside brackets or quotes; private use, so it never occurs in stored text."""

_CLOSERS = {"「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）", "(": ")"}
_MAX_DEPTH = 4
"""Brackets nested deeper are not read: no official prose has them, and hostile text must not cost time."""

_MAX_LIST_LENGTH = 400
"""A longer clause has no certain reading and is passed over."""

_CLAUSE_MARK = re.compile(r"[，：；。！？!?;:\n「」『』《》〈〉（）()]|,(?!\d)|(?<!\d),")
_CONJUNCTION = re.compile(r"以及|暨|與|(?<![普涉危推])及(?![時格早])|(?<![共飽溫總祥緩柔])和(?![平解諧緩])")
_LIST_OPENER = re.compile(r"包括|包含|涵蓋|提供|計有|分別為|分為|例如|諸如|針對|向|於|並|等|與")

# 性別平等3項: the 等 belongs to the word before it.
_STATED = re.compile(
    r"(?<!別平)(?<!族平)(?<!不平)(?<!高)等\s*(?:(?:共計|共|計)\s*)?"
    r"(?P<number>\d[\d,]{0,14}|[一二兩三四五六七八九十百]+)\s*"
    r"(?P<counter>個(?:國家|縣市|機關|單位|部會|面向|項目)|縣市|部會|機關|面向"
    r"|國(?![際民內人小中高道立])|種|項(?!次)|類|大(?![學樓廳廈隊])"
    r"|(?P<thing>[座處家個名位場所校案件站]|人(?!次)))"
    r"(?!以上|以下|以內|左右)"
)
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Miscount:
    """`phrase` as written, `stated` its N, `counted` what it lists (the reading nearest to N)."""

    phrase: str
    stated: int
    counted: int


def miscounts(text: str) -> Iterator[Miscount]:
    """The lists of one paragraph whose stated number cannot be right, innermost brackets first."""
    masked = list(text.translate(_FULL_WIDTH_DIGITS))
    opened: list[int] = []
    for place, character in enumerate(text):
        if character in _CLOSERS:
            opened.append(place)
        elif opened and character == _CLOSERS[text[opened[-1]]]:
            start = opened.pop()
            if len(opened) < _MAX_DEPTH:
                yield from _miscounts_between(text, masked, start + 1, place)
                masked[start : place + 1] = _FILLER * (place + 1 - start)
    yield from _miscounts_between(text, masked, 0, len(text))


def _miscounts_between(text: str, masked: list[str], start: int, end: int) -> Iterator[Miscount]:
    span = "".join(masked[start:end])
    marks = [0] + [mark.end() for mark in _CLAUSE_MARK.finditer(span)]
    for stated in _STATED.finditer(span):
        opening = marks[bisect_right(marks, stated.start()) - 1]
        number, readings = _number(stated["number"]), _readings(span[opening : stated.start()])
        if number is None or readings is None:
            continue
        is_exact, counts = readings
        is_quantity = bool(stated["thing"])
        is_wrong = number not in counts if is_exact and not is_quantity else number < min(counts)
        if is_wrong:
            nearest = min(counts, key=lambda count: (abs(count - number), count))
            phrase = text[start + opening : start + stated.end()].strip()
            yield Miscount(phrase, number, nearest)


def _number(written: str) -> int | None:
    if written[0].isdigit():
        return int(written.replace(",", ""))
    try:
        return from_chinese(written)
    except ValueError:
        return None


def _readings(listed: str) -> tuple[bool, set[int]] | None:
    """(whether the list says it is complete, every number of items it can be read as); None where it is no list."""
    if "、" not in listed or len(listed) > _MAX_LIST_LENGTH:
        return None
    last_mark = listed.rindex("、")
    starts = [0, *(opener.end() for opener in _LIST_OPENER.finditer(listed, 0, last_mark))]
    readings = [_count(listed[start:]) for start in starts]
    return all(exact for exact, _counts in readings), set().union(*(counts for _exact, counts in readings))


def _count(listed: str) -> tuple[bool, set[int]]:
    first, *middle, last = listed.split("、")
    before = _LIST_OPENER.split(first)[-1]
    inside = sum(len(_CONJUNCTION.findall(item)) for item in (before, *middle))
    closing = len(_CONJUNCTION.findall(last))
    items = len(middle) + 2
    if not closing:
        return False, {items}
    return True, set(range(items + (0 if inside else 1), items + closing + inside + 1))
