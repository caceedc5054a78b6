"""The budget sentence in its printed variants, read clause by clause until a clause is not understood."""

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.values.figures import FigureError, parse_measure, parse_rate

THOUSANDS_OF_UNIT = {
    "元": Decimal("0.001"),
    "千元": Decimal(1),
    "萬元": Decimal(10),
    "百萬元": Decimal(1000),
    "億元": Decimal(100_000),
}

_AMOUNT = r"(?:新[臺台]幣)?\s*(?P<amount>\d[\d,.]*)\s*(?P<unit>千元|百萬元|萬元|億元|元)"
_OPENING = r"(?:(?:本|該)(?:項)?計畫)?(?:(?P<year>\d{2,3})年度)?(?:之)?"
_NONE = r"(?:[（(]預算數?為?" + _AMOUNT + r"[）)])?"
_EQUALS = r"(?:數|額|金額|款項?)?\s*(?:共計|合計|為|計|共)?\s*"
_SEPARATORS = re.compile(r"[，,、；;\s]*(?:以?及|並|加計)?\s*")

_CLAUSES = {
    "suspended": re.compile(_OPENING + r"(?:暫緩|緩)編列?(?:年度)?(?:預算)?" + _NONE),
    "unbudgeted": re.compile(_OPENING + r"[未無]編列(?:年度)?預算" + _NONE),
    "appropriation": re.compile(_OPENING + r"(?:法定|核定|年度)?(?:預算編列|編列預算|預算|編列)" + _EQUALS + _AMOUNT),
    "carryover": re.compile(_OPENING + r"(?:以前|上|前)年度保留(?:預算)?" + _EQUALS + _AMOUNT),
    "total": re.compile(r"(?:合計|共計|總計|可支用(?:預算)?)" + _EQUALS + _AMOUNT),
    "expended": re.compile(_OPENING + r"(?:累計)?(?:實際(?:執行|支用)|實支|執行)" + _EQUALS + _AMOUNT),
    "rate": re.compile(_OPENING + r"(?:預算)?執行率(?:為|達|：)?\s*(?P<rate>\d[\d,.]*\s*[%％])"),
}
_STATES_AVAILABLE = {"suspended", "unbudgeted", "appropriation", "carryover"}
_SHOWN = 20


class BudgetNotRead(ValueError):
    """`reason`: bad_number, not_whole_thousands, total_differs, budget_not_understood; `detail`: the words."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class BudgetSentence:
    """One sentence's figures, in 千元; `length` is how many characters of the text it took."""

    appropriation_thousands: int
    carryover_thousands: int
    expended_thousands: int
    execution_rate: Decimal | None
    execution_printed: str
    is_suspended: bool
    is_unit_converted: bool
    roc_year: int | None
    length: int


def read_budget_sentence(text: str) -> BudgetSentence:
    """The budget sentence that `text` begins with; words after it (a reason, another sentence) are left alone.

    Raises BudgetNotRead when a clause is missing, a figure is malformed or a stated total does not add up.
    """
    clauses, end = _clauses(text)
    if not _STATES_AVAILABLE & clauses.keys() or "expended" not in clauses:
        raise BudgetNotRead("budget_not_understood", text[end : end + _SHOWN])
    amounts = {name: _thousands(match) for name, match in clauses.items()}
    granted = sum(amounts.get(name, 0) for name in ("suspended", "unbudgeted", "appropriation"))
    carryover = amounts.get("carryover", 0)
    if amounts.get("total", granted + carryover) != granted + carryover:
        raise BudgetNotRead("total_differs", clauses["total"][0])
    printed = clauses["rate"]["rate"] if "rate" in clauses else ""
    return BudgetSentence(
        appropriation_thousands=granted,
        carryover_thousands=carryover,
        expended_thousands=amounts["expended"],
        execution_rate=_rate(printed) if printed else None,
        execution_printed=printed,
        is_suspended="suspended" in clauses,
        is_unit_converted=any(_is_converted(match) for match in clauses.values()),
        roc_year=_year(clauses),
        length=end,
    )


def _clauses(text: str) -> tuple[dict[str, re.Match[str]], int]:
    """The clauses from the beginning on, each at most once, and where they end (a full stop included)."""
    found: dict[str, re.Match[str]] = {}
    end = 0
    while end < len(text):
        start = _skip_separators(text, end)
        match = next(
            (
                (name, match)
                for name, pattern in _CLAUSES.items()
                if name not in found and (match := pattern.match(text, start))
            ),
            None,
        )
        if match is None:
            break
        found[match[0]] = match[1]
        end = match[1].end()
        if text.startswith("。", end):
            return found, end + 1
    return found, end


def _skip_separators(text: str, start: int) -> int:
    match = _SEPARATORS.match(text, start)
    return match.end() if match else start


def _thousands(clause: re.Match[str]) -> int:
    groups = clause.groupdict()
    if not groups.get("amount"):
        return 0
    printed = groups["amount"] + groups["unit"]
    try:
        value = parse_measure(groups["amount"]).value * THOUSANDS_OF_UNIT[groups["unit"]]
    except FigureError:
        raise BudgetNotRead("bad_number", printed) from None
    if value != value.to_integral_value():
        raise BudgetNotRead("not_whole_thousands", printed)
    return int(value)


def _rate(printed: str) -> Decimal:
    try:
        return parse_rate(printed)
    except FigureError:
        raise BudgetNotRead("bad_number", printed) from None


def _is_converted(clause: re.Match[str]) -> bool:
    groups = clause.groupdict()
    return groups.get("unit") not in (None, "千元") and groups.get("amount") != "0"


def _year(clauses: dict[str, re.Match[str]]) -> int | None:
    years = [year for match in clauses.values() if (year := match.groupdict().get("year"))]
    return int(years[0]) if years else None
