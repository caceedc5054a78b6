"""Any file a report arrives in: plain text, ODT, DOCX or PDF. All of them end as the same checked text."""

from reports.importing.office import office_text
from reports.importing.pdf_text import pdf_text
from reports.importing.refusals import ImportRefused
from reports.importing.source import MAX_BYTES, checked_text, read_text

_ZIP_MAGIC, _PDF_MAGIC = b"PK\x03\x04", b"%PDF"


def read_document(data: bytes) -> str:
    """The text of a file, its kind told by its bytes and not by its name.

    Raises ImportRefused as read_text, broken_document for an ODT, DOCX or PDF that cannot be opened, and no_text_layer.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused("too_large", found=len(data), limit=MAX_BYTES)
    if data.startswith(_ZIP_MAGIC):
        return checked_text(office_text(data))
    if data.startswith(_PDF_MAGIC):
        return checked_text(pdf_text(data))
    return read_text(data)
