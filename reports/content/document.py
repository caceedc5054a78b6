"""The assembled report: what is rendered, published and hashed. Built only from frozen section contents."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from reports.content.sections import SectionContent
from reports.content.style import Style
from reports.enums import BracketWidth, SectionKind

ADDED_LATER = {"added_later": True}
"""Marks a field that documents were hashed without: the canonical JSON leaves it out while it has its default."""


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """The report's own rules for figures, marks and checks. Percentages are in percent points (90 = 90 %)."""

    is_rate_capped: bool = True
    """達成率 is printed as min(rate, 100 %) (domain.md §2)."""
    rate_decimals: int = 2
    bracket_width: BracketWidth = BracketWidth.HALF
    explain_execution_below: Decimal = Decimal(90)
    """NDC: an execution rate below this asks for an explanation."""
    improve_execution_below: Decimal = Decimal(80)
    """Below this it also asks for 策進作為."""
    explain_achievement_above: Decimal = Decimal(150)
    explain_achievement_below: Decimal = Decimal(50)
    doubt_achievement_above: Decimal = Decimal(1000)
    style: Style = field(default=Style(), metadata=ADDED_LATER)


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """One signed-off section in its place: `code` is unique in the report and stable ("plan-2")."""

    code: str
    content: SectionContent
    revision_number: int = 0
    revision_sha256: str = ""


@dataclass(frozen=True, slots=True)
class DocumentChapter:
    """One 章 (壹, 貳 …); its number is its place in the document."""

    title: str
    kind: SectionKind
    sections: tuple[DocumentSection, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, ready for the checks and the renderers.

    `roc_year` is the 民國 year reported on; `approved_at` (aware) is the head's decision and the timestamp of
    every produced file; both dates are None on a draft. `edition` is the number of the edition that it was frozen as,
    `corrects_edition` that of the one it corrects; 0 before it is published and where it corrects none.
    """

    agency_name: str
    agency_code: str
    roc_year: int
    title: str
    chapters: tuple[DocumentChapter, ...] = ()
    settings: ReportSettings = ReportSettings()
    approved_at: datetime | None = None
    announced_on: date | None = None
    """公告日期."""
    edition: int = field(default=0, metadata=ADDED_LATER)
    corrects_edition: int = field(default=0, metadata=ADDED_LATER)

    def sections(self) -> tuple[DocumentSection, ...]:
        return tuple(section for chapter in self.chapters for section in chapter.sections)
