"""A report's text → outline → content, with a confidence for each section and a remainder that found no place."""

from reports.importing.as_json import import_as_json
from reports.importing.documents import read_document
from reports.importing.ledger import Span
from reports.importing.refusals import ImportRefused
from reports.importing.report import import_report
from reports.importing.result import (
    Confidence,
    ImportedChapter,
    ImportedSection,
    ImportResult,
    Notice,
    TitleBlock,
)
from reports.importing.source import read_text

__all__ = [
    "Confidence",
    "ImportRefused",
    "ImportResult",
    "ImportedChapter",
    "ImportedSection",
    "Notice",
    "Span",
    "TitleBlock",
    "import_as_json",
    "import_report",
    "read_document",
    "read_text",
]
