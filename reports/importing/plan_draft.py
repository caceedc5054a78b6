"""A plan while it is read: what the readers of its parts add to."""

from dataclasses import dataclass, field

from reports.content.figures import BudgetExecution, Indicator, Paragraph
from reports.importing.paragraphs import SectionReader


@dataclass
class PlanDraft:
    """`roc_year` is the report's, None where its title names none; `columns` are those of the table being read."""

    reader: SectionReader
    roc_year: int | None
    indicators: list[Indicator] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    budgets: list[BudgetExecution] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    review: list[Paragraph] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
