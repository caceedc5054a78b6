"""What each format prints, as one text without blanks: as little knowledge of our own renderers as will do."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from reports.enums import RenditionFormat
from reports.importing import office
from reports.importing.refusals import ImportRefused
from reports.importing.round_trip.pieces import comparable

_PDFIUM = Lock()
"""The library keeps state of its own and may be used by one thread at a time."""
_NOT_PRINTED = frozenset({"nav", "svg", "script", "style", "template", "aside", "details", "button"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def printed_text(format_: RenditionFormat, content: bytes) -> str:
    """Everything between the file's covers. KeyError for a format without text; ImportRefused for a broken file."""
    return comparable(READERS[format_](content))


def _pdf(content: bytes) -> str:
    """The text objects of every page in order; what is marked as an artifact is no part of the document."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise ImportRefused("broken_document", detail=str(error)) from error
        try:
            return "\n".join(text for number in range(len(document)) for text in _page(document[number]))
        finally:
            document.close()


def _page(page: pypdfium2.PdfPage) -> Iterator[str]:
    reader = page.get_textpage()
    try:
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            if "Artifact" not in _marks(item.raw):
                yield _utf16(partial(pdfium.FPDFTextObj_GetText, item.raw, reader.raw))
    finally:
        reader.close()
        page.close()


def _marks(item: object) -> list[str]:
    """The names of the marked content that an object lies in."""
    marks = (pdfium.FPDFPageObj_GetMark(item, place) for place in range(pdfium.FPDFPageObj_CountMarks(item)))
    return [_mark_name(mark) for mark in marks]


def _mark_name(mark: object) -> str:
    written = ctypes.c_ulong()

    def name(buffer: object, size: int) -> int:
        pdfium.FPDFPageObjMark_GetName(mark, buffer, size, written)
        return written.value

    return _utf16(name)


def _utf16(read: Callable[[object, int], int]) -> str:
    """What a function of the library writes: it tells the size of its zero-ended UTF-16 when given no buffer."""
    size = read(None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


class _Page(HTMLParser):
    """The text of a page's <main> without its navigation, pictures, controls and asides."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.is_main = False
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        self.is_main |= tag == "main"
        if tag not in _VOID and (self.hidden or tag in _NOT_PRINTED or "hidden" in names):
            self.hidden.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()
        self.is_main &= tag != "main"

    def handle_data(self, data: str) -> None:
        if self.is_main and not self.hidden:
            self.parts.append(data)


def _html(content: bytes) -> str:
    page = _Page()
    page.feed(content.decode("utf-8"))
    page.close()
    return "".join(page.parts)


READERS: dict[RenditionFormat, Callable[[bytes], str]] = {
    RenditionFormat.PDF: _pdf,
    RenditionFormat.SIGNED_PDF: _pdf,
    RenditionFormat.ODT: office.printed_text,
    RenditionFormat.DOCX: office.printed_text,
    RenditionFormat.HTML: _html,
}
