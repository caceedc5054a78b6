"""The arithmetic of the report: Decimal only, ROUND_HALF_UP, percentages in percent points (87.44: 87.44 %).

達成率, 執行率 and 實現率 are three different ratios; the first two are defined here, each in its function.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from reports.enums import Direction

HUNDRED = Decimal(100)
MAX_DIGITS = 18

# Wide enough that a quotient of two 18-digit numbers is never rounded onto a tie before the half-up rounding.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

_FIGURE = re.compile(r"(?P<sign>[+-]?)(?P<number>\d[\d,]*(?:\.\d*)?)\s*(?P<unit>.*)", re.DOTALL)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
MINUS_SIGNS = str.maketrans({"−": "-", "﹣": "-", "–": "-"})


class FigureError(ValueError):
    """A figure that cannot be read or computed. `printed` is what was given; `code` is stable.

    empty, not_a_number, bad_grouping, bad_decimals, mixed_figure, too_many_digits, not_a_percentage,
    target_not_positive, negative_amount, nothing_available.
    """

    def __init__(self, code: str, printed: str, **params: object) -> None:
        super().__init__(f"{code}: {printed!r} {params or ''}".rstrip())
        self.code, self.printed, self.params = code, printed, params


@dataclass(frozen=True, slots=True)
class ParsedFigure:
    """`printed` as given, its exact `value` ("65.00%" keeps two decimals) and its `unit` ("%", "項", "")."""

    printed: str
    value: Decimal
    unit: str


def parse_measure(printed: str) -> ParsedFigure:
    """Read "65.00%", "27,700%", "5項", "1,986人次" or "242,890"; full-width digits and signs count too.

    Thousands separators are optional but must stand at every third digit. Raises FigureError: empty,
    not_a_number, bad_grouping, bad_decimals, mixed_figure (digits after the unit), too_many_digits.
    """
    text = unicodedata.normalize("NFKC", printed).translate(MINUS_SIGNS).strip()
    if not text:
        raise FigureError("empty", printed)
    match = _FIGURE.fullmatch(text)
    if match is None:
        raise FigureError("not_a_number", printed)
    whole, point, decimals = match["number"].partition(".")
    _require_grouping(whole, printed)
    if point and not decimals:
        raise FigureError("bad_decimals", printed)
    unit = match["unit"].strip()
    if unit[:1] in {",", "."}:
        raise FigureError("bad_decimals", printed)
    if any(character.isdigit() for character in unit):
        raise FigureError("mixed_figure", printed, unit=unit)
    digits = whole.replace(",", "") + point + decimals
    if len(digits.replace(".", "")) > MAX_DIGITS:
        raise FigureError("too_many_digits", printed, limit=MAX_DIGITS)
    return ParsedFigure(printed=printed, value=Decimal(match["sign"] + digits), unit=unit)


def _require_grouping(whole: str, printed: str) -> None:
    # First, since Python itself refuses to read thousands of digits.
    if len(whole.replace(",", "")) > MAX_DIGITS:
        raise FigureError("too_many_digits", printed, limit=MAX_DIGITS)
    if "," in whole and not _GROUPED.fullmatch(whole):
        raise FigureError("bad_grouping", printed, expected=format_thousands(int(whole.replace(",", ""))))


def parse_rate(printed: str) -> Decimal:
    """The percent points of "87.44%" or "100%". Raises FigureError as parse_measure, and not_a_percentage."""
    figure = parse_measure(printed)
    if figure.unit != "%":
        raise FigureError("not_a_percentage", printed, unit=figure.unit)
    return figure.value


def round_half_up(value: Decimal, decimals: int = 2) -> Decimal:
    """Commercial rounding (四捨五入): 0.125 → 0.13, −0.125 → −0.13; the result keeps its trailing zeros."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def achievement_rate(
    *, target: Decimal, actual: Decimal, direction: Direction = Direction.HIGHER, cap: Decimal | None = None
) -> Decimal:
    """達成率 in percent, not rounded; `cap` (100 or None) is the report's own limit.

    HIGHER: C/B × 100, the formula printed above every table of the measured report, where all fourteen
    printed rates equal min(C/B, 100 %). A target that is not positive has no such rate.
    LOWER: [1 + (B − C)/B] × 100, never below 0, so that 漏水率 9.98 % against 10 % gives 100.2 %.
    EQUAL: [1 − |C − B|/B] × 100, never below 0.
    The last two are this project's own definitions; with a target of 0 they are met (100) or not (0).
    Raises FigureError target_not_positive.
    """
    rate = _raw_achievement_rate(target, actual, direction)
    return rate if cap is None else min(rate, cap)


def _raw_achievement_rate(target: Decimal, actual: Decimal, direction: Direction) -> Decimal:
    if target == 0 and direction is not Direction.HIGHER:
        is_met = actual <= 0 if direction is Direction.LOWER else actual == 0
        return HUNDRED if is_met else Decimal(0)
    if target <= 0:
        raise FigureError("target_not_positive", str(target), direction=direction.value)
    if direction is Direction.HIGHER:
        return _percentage(actual, target)
    difference = actual - target if direction is Direction.LOWER else abs(actual - target)
    return max(Decimal(0), _EXACT.subtract(HUNDRED, _percentage(difference, target)))


def execution_rate(*, expended: int, appropriation: int, carryover: int = 0) -> Decimal:
    """執行率 in percent, not rounded: 實際執行 ÷ (預算編列 + 以前年度保留), all three in 千元.

    The definition that the measured report's four sentences follow: 104,184 / (0 + 111,046) = 93.82 %.
    Raises FigureError negative_amount, nothing_available.
    """
    for amount in (expended, appropriation, carryover):
        if amount < 0:
            raise FigureError("negative_amount", str(amount))
    if appropriation + carryover == 0:
        raise FigureError("nothing_available", str(expended))
    return _percentage(Decimal(expended), Decimal(appropriation + carryover))


def _percentage(part: Decimal, whole: Decimal) -> Decimal:
    return _EXACT.divide(_EXACT.multiply(part, HUNDRED), whole)


def percentage_point_change(*, before: Decimal, after: Decimal) -> Decimal:
    """百分點, in which a change between two percentages is stated (65 % → 68.37 %: 3.37 points)."""
    return after - before


def format_rate(rate: Decimal, decimals: int = 2) -> str:
    """As printed: "87.44%", "95.00%", "1,554.00%"; what rounds to 100 is printed "100%", without decimals."""
    rounded = round_half_up(rate, decimals)
    if not rounded:
        rounded = abs(rounded)  # a rate just below zero reads 0.00%, not -0.00%
    return "100%" if rounded == HUNDRED else f"{rounded:,f}%"


def is_printed_as(rate: Decimal, printed: str) -> bool:
    """Whether `printed` reads as this very percentage: "100%" and "100.00%" both print 100."""
    try:
        return parse_rate(printed) == rate
    except FigureError:
        return False


def format_limit(percentage: Decimal) -> str:
    """A threshold as a person writes it: "90%", whatever scale the setting was stored with."""
    return f"{percentage.normalize():f}%"


def format_thousands(amount: int) -> str:
    """An integer with separators: 242890 → "242,890"."""
    return f"{amount:,d}"
