"""The report's tables as CSV: a file each, and all of them in one zip with the licence."""

import csv
from collections.abc import Iterable
from io import StringIO

from reports.content.document import Document
from reports.renderers.files import RenderedFile, file_stem, produced_at, zipped
from reports.renderers.licence import attribution
from reports.renderers.tables import TABLES, Row, Table

MEDIA_TYPE = "text/csv; charset=utf-8"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render_table(document: Document, table: Table) -> RenderedFile:
    """One table, a row for each of its things, UTF-8 with a byte order mark: without one, spreadsheets read Big5."""
    rows = list(table.rows(document))
    content = _csv(document, table, rows)
    return RenderedFile(f"{file_stem(document)}-{table.name}.csv", MEDIA_TYPE, content, records=len(rows))


def render_csv(document: Document) -> RenderedFile:
    """All tables and LICENCE.txt."""
    entries = [(f"{table.name}.csv", _csv(document, table, table.rows(document))) for table in TABLES]
    entries.append(("LICENCE.txt", f"{attribution(document)}\n".encode("utf-8-sig")))
    content = zipped(entries, moment=produced_at(document))
    return RenderedFile(f"{file_stem(document)}-csv.zip", "application/zip", content)


def formula_safe(cell: str) -> str:
    """A cell that a spreadsheet would compute is opened with an apostrophe; a plain negative number is not one."""
    if not cell.lstrip().startswith(_FORMULA_STARTS) and not cell.startswith(_FORMULA_STARTS):
        return cell
    return cell if cell.removeprefix("-").replace(".", "", 1).isdecimal() else f"'{cell}"


def _csv(document: Document, table: Table, rows: Iterable[Row]) -> bytes:
    """The licence holds only with its statement, so that every row carries it: a row taken alone is still licensed."""
    statement = attribution(document)
    return _written([tuple(table.columns), *((*row, statement) for row in rows)])


def _written(rows: Iterable[Row]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([formula_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
