"""The figures a section states: each number beside the string that was printed for it.

The printed string is what the reader sees and what is approved; the number is what the checks compute with.
Numbers are Decimal or int, never float. Money is integer 千元 (thousands of New Taiwan dollars).
"""

from dataclasses import dataclass
from decimal import Decimal

from reports.enums import Direction, ValueKind


@dataclass(frozen=True, slots=True)
class Measure:
    """A target or an actual value: `printed` "65.00%", `value` Decimal("65.00"), `unit` "%".

    `value` is None for a qualitative measure; then `printed` carries the whole text.
    """

    printed: str
    value: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the indicator table (指標名稱, 年度目標值 B, 實際值 C, 達成率 C/B)."""

    key: str
    name: str
    target: Measure
    actual: Measure
    achievement_rate: Decimal | None
    """Printed 達成率 in percent (after the cap), None when the row prints none."""
    achievement_printed: str = ""
    direction: Direction = Direction.HIGHER
    value_kind: ValueKind = ValueKind.RATE
    explanation: str = ""
    """Why the target was missed or far exceeded (KPI-03, KPI-09)."""
    improvement: str = ""
    """策進作為 for a missed target (KPI-09)."""


@dataclass(frozen=True, slots=True)
class BudgetExecution:
    """One 計畫預算執行情形 sentence, all amounts in 千元. `execution_rate` is the printed 執行率 in percent."""

    key: str
    appropriation_thousands: int
    carryover_thousands: int
    """以前年度保留."""
    expended_thousands: int
    execution_rate: Decimal | None
    execution_printed: str = ""
    is_suspended: bool = False
    """暫緩編列: this year's appropriation was put off, only the carry-over is spent (BUD-04)."""
    explanation: str = ""
    improvement: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One running paragraph or numbered item. Its number is computed from its place, never stored."""

    key: str
    text: str
