"""Document → file: `render(RenditionFormat.PDF, document)`. Pure: no database, no settings, no clock.

The same document gives the same bytes in every format, at any time, in any process and time zone.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from reports.content.document import Document
from reports.enums import RENDERED_FORMATS, RenditionFormat
from reports.renderers.csv_files import render_csv, render_table
from reports.renderers.docx import render_docx
from reports.renderers.files import RenderedFile, RenderError
from reports.renderers.html import html_body, html_contents, render_html
from reports.renderers.odt import render_odt
from reports.renderers.opendata import as_data, render_json, render_json_schema
from reports.renderers.pdf import render_pdf
from reports.renderers.printable import refuse_unprintable
from reports.renderers.tables import ACHIEVEMENTS, BUDGETS, INDICATORS, PARAGRAPHS
from reports.values.text import forbidden_characters

__all__ = ["RenderError", "RenderedFile", "html_body", "html_contents", "render"]

_DRAWN = {
    RenditionFormat.PDF: render_pdf,
    RenditionFormat.ODT: render_odt,
    RenditionFormat.DOCX: render_docx,
}
_WRITTEN: dict[RenditionFormat, Callable[[Document], RenderedFile]] = {
    RenditionFormat.HTML: render_html,
    RenditionFormat.JSON: render_json,
    RenditionFormat.JSON_SCHEMA: render_json_schema,
    RenditionFormat.INDICATORS_CSV: partial(render_table, table=INDICATORS),
    RenditionFormat.BUDGETS_CSV: partial(render_table, table=BUDGETS),
    RenditionFormat.ACHIEVEMENTS_CSV: partial(render_table, table=ACHIEVEMENTS),
    RenditionFormat.PARAGRAPHS_CSV: partial(render_table, table=PARAGRAPHS),
    RenditionFormat.CSV: render_csv,
}


def render(rendition_format: RenditionFormat, document: Document, *, font_dir: Path | None = None) -> RenderedFile:
    """One file of the edition. `font_dir` holds a Kai face for the PDF and for pictures. Raises RenderError.

    A signed PDF is no rendering: its bytes differ each time, so it is made once, of the stored PDF.
    """
    if rendition_format not in RENDERED_FORMATS:
        raise RenderError("not_rendered", f"{rendition_format.value} is not made of a document alone")
    refuse_unprintable(as_data(document), forbidden_characters, "no file can hold this character")
    if rendition_format in _DRAWN:
        return _DRAWN[rendition_format](document, font_dir=font_dir)
    return _WRITTEN[rendition_format](document)
