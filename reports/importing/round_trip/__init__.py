"""A finished file read back: is every paragraph and figure of the document in it, in order, and nothing else?

`first_difference` takes the bytes of a PDF, ODT, DOCX or HTML as a reader gets them, extracts what is printed and walks
it beside the document. Blanks, line breaks, running heads and page numbers do not count.
"""

from reports.content.document import Document
from reports.content.layout import appendix, blocks, title_lines
from reports.enums import RenditionFormat
from reports.importing.round_trip.alignment import Difference, aligned
from reports.importing.round_trip.facts import first_fact_left_out
from reports.importing.round_trip.pieces import comparable, front_lines, pieces_of
from reports.importing.round_trip.printed import READERS, printed_text

__all__ = ["READERS", "Difference", "first_difference"]


def first_difference(format_: RenditionFormat, content: bytes, document: Document) -> Difference | None:
    """Where the file first says something else than the document; None when it says just that.

    None as well for a format that has no text of its own to read back. Raises ImportRefused for a broken file.
    """
    if format_ not in READERS:
        return None
    body, charts = blocks(document), appendix(document)
    pieces = pieces_of(body)
    return first_fact_left_out(document, pieces) or aligned(
        printed_text(format_, content),
        title=comparable(title_lines(document)[0]),
        front=front_lines(document, (*body, *charts)),
        pieces=pieces + pieces_of(charts),
    )
