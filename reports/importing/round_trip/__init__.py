"""A finished file read back: is every paragraph and figure of the document in it, in order, and nothing else?

`first_difference` takes the bytes of a file as a reader gets them. Of a PDF, ODT, DOCX or HTML it walks what is printed
beside the document, and compares the contents lists with the headings, and what is said of the charts with their
figures. Of the open data it compares every field and cell. Blanks, line breaks and running heads do not count.
"""

import json

from reports.content.document import Document
from reports.content.layout import appendix, blocks, title_lines
from reports.enums import RenditionFormat
from reports.importing import pdf
from reports.importing.refusals import ImportRefused
from reports.importing.round_trip.alignment import Difference, aligned
from reports.importing.round_trip.contents import contents_difference
from reports.importing.round_trip.drawings import drawings_difference
from reports.importing.round_trip.facts import first_fact_left_out, first_rate_left_out
from reports.importing.round_trip.open_data import json_difference
from reports.importing.round_trip.pieces import comparable, front_lines, pieces_of
from reports.importing.round_trip.printed import READERS, printed_text
from reports.importing.round_trip.spreadsheets import ROWS, csv_difference

__all__ = ["READERS", "Difference", "first_difference"]

PDFS = (RenditionFormat.PDF, RenditionFormat.SIGNED_PDF)


def first_difference(format_: RenditionFormat, content: bytes, document: Document) -> Difference | None:
    """Where the file first says something else than the document; None when it says just that.

    The JSON's schema says nothing of the document: of it only that it can be read. ImportRefused for a broken file.
    """
    if format_ is RenditionFormat.JSON_SCHEMA:
        _require_json(content)
        return None
    if format_ is RenditionFormat.JSON:
        return json_difference(content, document)
    if format_ is RenditionFormat.CSV or format_ in ROWS:
        return csv_difference(format_, content, document)
    return _printed_difference(format_, content, document)


def _printed_difference(format_: RenditionFormat, content: bytes, document: Document) -> Difference | None:
    body, charts = blocks(document), appendix(document)
    pieces, printed = pieces_of(body), printed_text(format_, content)
    return (
        first_fact_left_out(document, pieces)
        or first_rate_left_out(document, charts)
        or aligned(
            printed,
            title=comparable(title_lines(document)[0]),
            front=front_lines(document, (*body, *charts)),
            pieces=pieces + pieces_of(charts),
            draws_in_text=format_ in PDFS,
        )
        or contents_difference(format_, content, printed, (*body, *charts))
        or drawings_difference(format_, content, charts)
        or (_attached_difference(content, document) if format_ in PDFS else None)
    )


def _attached_difference(content: bytes, document: Document) -> Difference | None:
    """The open data that travel in the PDF."""
    found = pdf.attachments(content)
    if len(found) != 1:
        return Difference("attachment", "1", str(len(found)))
    return json_difference(found[0], document)


def _require_json(content: bytes) -> None:
    try:
        json.loads(content)
    except ValueError as error:
        raise ImportRefused("broken_document", detail=f"JSON: {error}") from error
