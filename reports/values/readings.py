"""What a reader takes a printed measure for: a figure, words with one number in them, or words alone."""

import re
import unicodedata
from decimal import Decimal

from reports.values.figures import MINUS_SIGNS, FigureError, parse_measure
from reports.values.numbering import from_chinese

NO_RATE = frozenset({"-", "—", "－", "–", "無", "不適用"})
"""Printed where a row has no rate."""

# Numbers written wrongly; a text that merely begins with words is none of them.
_MALFORMED = frozenset({"bad_grouping", "bad_decimals", "too_many_digits"})
# Dates, floors and the like: a number that names something and measures nothing.
_ORDINAL = tuple("年月日號樓層期版季")
_LONGEST_UNIT = 4
_NUMBER = re.compile(r"(?<![\d.,])[+-]?\d[\d,]*(?:\.\d+)?")
_NUMERAL = re.compile(r"[零〇一二兩三四五六七八九十百千]+")


def as_figure(printed: str) -> Decimal | None:
    """The number of "65.00%" or "1,986人次"; None for words, also those about a date or a floor ("3樓完成")."""
    try:
        figure = parse_measure(printed)
    except FigureError:
        return None
    is_measured = figure.unit.startswith("%") or len(figure.unit) <= _LONGEST_UNIT
    return figure.value if is_measured and not figure.unit.startswith(_ORDINAL) else None


def number_in(printed: str) -> Decimal | None:
    """The only number that a text states, in digits ("約24.66%") or else as a numeral ("三項"); None for any other.

    九成 states no 90, and 約1場5人 states two numbers.
    """
    try:
        return parse_measure(printed).value
    except FigureError as error:
        if error.code in _MALFORMED:
            return None
    text = unicodedata.normalize("NFKC", printed).translate(MINUS_SIGNS)
    found = {Decimal(number.replace(",", "")) for number in _NUMBER.findall(text)} or _numerals(text)
    return found.pop() if len(found) == 1 else None


def _numerals(text: str) -> set[Decimal]:
    try:
        return {Decimal(from_chinese(numeral)) for numeral in _NUMERAL.findall(text)}
    except ValueError:
        return set()
