"""What came out of a text: chapters of typed content, how sure each section is, and what found no place."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reports.content.sections import SectionContent
from reports.enums import BracketWidth, SectionKind
from reports.importing.ledger import Span


class Confidence(StrEnum):
    """CERTAIN: read by the grammar alone. LIKELY: something was inferred, a notice says what. DOUBTFUL: words
    of this section found no place."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should look at; the text was placed all the same. `line` counts from 1.

    sentence_joined (a page break stood in it), number_gap (detail: expected→found), other_year,
    sub_item_in_text, unit_converted, unknown_goal, qualitative_measure, tab_in_text.
    """

    code: str
    line: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ImportedSection:
    """`code` is the section's place in the report ("plan-2"); `title` is for people, content has its own."""

    code: str
    title: str
    content: SectionContent
    line: int
    confidence: Confidence = Confidence.CERTAIN
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedChapter:
    title: str
    kind: SectionKind
    line: int
    sections: tuple[ImportedSection, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What stands above 壹. Empty or None where the text does not say."""

    title: str = ""
    agency_name: str = ""
    roc_year: int | None = None
    announced_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """A text, read. `spans` are its exact partition: sorted, contiguous, and joined they are the text."""

    source_name: str
    heading: TitleBlock
    chapters: tuple[ImportedChapter, ...]
    spans: tuple[Span, ...]
    bracket_width: BracketWidth = BracketWidth.HALF
    """The width most (一) marks are printed in."""
    notices: tuple[Notice, ...] = field(default=())
    """Those of the outline as a whole; a section has its own."""

    @property
    def agency_name(self) -> str:
        return self.heading.agency_name

    @property
    def roc_year(self) -> int | None:
        return self.heading.roc_year

    @property
    def remainder(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.is_remainder)

    @property
    def sections(self) -> tuple[ImportedSection, ...]:
        return tuple(section for chapter in self.chapters for section in chapter.sections)
