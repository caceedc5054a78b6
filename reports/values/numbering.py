"""Chinese numerals and outline marks: 壹、 > 一、 > (一) > 1. > (1). Marks are computed from places, never stored."""

import re

from reports.enums import BracketWidth, ItemMark

LARGEST = 9999

_DIGITS = "零一二三四五六七八九"
_FORMAL = dict(zip("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟", strict=True))
_PLAIN = {formal: plain for plain, formal in _FORMAL.items()} | {
    "〇": "零",
    "○": "零",
    "兩": "二",
    "叁": "三",
    "弍": "二",
}

_SHAPE = re.compile(r"(?:(\w)千)?零?(?:(\w)百)?零?(?:(\w?)十)?零?(\w?)")
_POSITIONAL = re.compile(r"[零一二三四五六七八九]{2,4}")


def to_chinese(number: int, *, is_formal: bool = False) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五; formal: 壹, 拾貳, 壹佰零伍. ValueError outside 1–9999."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"only 1 to {LARGEST} have an outline numeral, not {number}")
    text, rest = "", number
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, rest = divmod(rest, size)
        if digit:
            text += _DIGITS[digit] + unit
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    text = text.removeprefix("一") if text.startswith("一十") else text
    return "".join(_FORMAL.get(character, character) for character in text) if is_formal else text


def from_chinese(text: str) -> int:
    """The number of 十二, 拾貳, 一百零五 or, digit by digit as in years, 一一四. ValueError for anything else.

    一百一 is refused: colloquially it is 110, literally 101.
    """
    plain = "".join(_PLAIN.get(character, character) for character in text)
    if _POSITIONAL.fullmatch(plain) and not plain.startswith("零"):
        return int("".join(str(_DIGITS.index(character)) for character in plain))
    number = _sum_of_units(plain)
    if number is None or _without_leading_one(to_chinese(number)) != _without_leading_one(plain):
        raise ValueError(f"not a Chinese numeral from 1 to {LARGEST}: {text!r}")
    return number


def mark(
    level: int,
    number: int,
    bracket_width: BracketWidth = BracketWidth.HALF,
    item_mark: ItemMark = ItemMark.POINT,
) -> str:
    """The mark of an outline level with the blank before its text: 壹、 · 一、 · (一)␣ or （一） · 1.␣ or 1、 · (1)."""
    match level:
        case 1:
            return f"{to_chinese(number, is_formal=True)}、"
        case 2:
            return f"{to_chinese(number)}、"
        case 3:
            numeral = to_chinese(number)
            return f"({numeral}) " if bracket_width is BracketWidth.HALF else f"（{numeral}）"
        case 4:
            return f"{number}. " if item_mark is ItemMark.POINT else f"{number}、"
        case 5:
            return f"({number})"
    raise ValueError(f"an outline has five levels, not {level}")


def _sum_of_units(plain: str) -> int | None:
    shape = _SHAPE.fullmatch(plain)
    if shape is None or any(group and group not in _DIGITS for group in shape.groups()):
        return None
    thousands, hundreds, tens, ones = shape.groups()
    total = sum(
        _DIGITS.index(digit) * size
        for digit, size in ((thousands, 1000), (hundreds, 100), (tens, 10), (ones, 1))
        if digit
    )
    return (total + 10 if tens == "" else total) or None


def _without_leading_one(plain: str) -> str:
    """一十二 and 十二, 一百一十 and 一百十 are the same number."""
    return plain.replace("一十", "十")
