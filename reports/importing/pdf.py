"""What is in a PDF: its text objects in order, its bookmarks, the descriptions of its pictures, its attachments."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reports.importing.refusals import ImportRefused

_PDFIUM = Lock()
"""The library keeps state of its own and may be used by one thread at a time."""
DEEPEST = 40
"""Levels of bookmarks and of the structure that are followed."""

OVERHANG = 2
"""Points by which the outline of a glyph may reach over an edge."""

_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Bookmark = tuple[int, str, int]
"""Level from 1, title, and the page it leads to, from 0; -1 for one that leads nowhere."""


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """ImportRefused: broken_document."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise ImportRefused("broken_document", detail=str(error)) from error
        try:
            yield document
        finally:
            document.close()


def printed_text(content: bytes) -> str:
    """The text objects within every page; what is marked as an artifact is no part of the document.

    An object that runs over an edge of its page's box is left out: no reader sees all of it, and no printer prints it.
    """
    with opened(content) as document:
        return "\n".join(text for number in range(len(document)) for text in _texts(document[number]))


def bookmarks(content: bytes) -> list[Bookmark]:
    """In the order of the document."""
    with opened(content) as document:
        return [
            (item.level + 1, item.get_title(), -1 if (place := item.get_dest()) is None else place.get_index())
            for item in document.get_toc(max_depth=DEEPEST)
        ]


def descriptions(content: bytes) -> list[str]:
    """The alternative texts (/Alt) of the structure's elements, in reading order."""
    with opened(content) as document:
        return [text for number in range(len(document)) for text in _alternatives(document[number])]


def attachments(content: bytes) -> list[bytes]:
    with opened(content) as document:
        return [bytes(document.get_attachment(place).get_data()) for place in range(document.count_attachments())]


def _texts(page: pypdfium2.PdfPage) -> Iterator[str]:
    try:
        yield from (text for _item, text in text_objects(page))
    finally:
        page.close()


def text_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, str]]:
    """Each text object within a page's box with its text, artifacts left out."""
    reader, box = page.get_textpage(), page.get_cropbox()
    try:
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            if "Artifact" not in _marks(item.raw) and _is_within(item.get_bounds(), box):
                yield item.raw, utf16(partial(pdfium.FPDFTextObj_GetText, item.raw, reader.raw))
    finally:
        reader.close()


def _is_within(bounds: _Box, box: _Box) -> bool:
    left, bottom, right, top = bounds
    return (
        left >= box[0] - OVERHANG
        and bottom >= box[1] - OVERHANG
        and right <= box[2] + OVERHANG
        and top <= box[3] + OVERHANG
    )


def _marks(item: object) -> list[str]:
    """The names of the marked content that an object lies in."""
    marks = (pdfium.FPDFPageObj_GetMark(item, place) for place in range(pdfium.FPDFPageObj_CountMarks(item)))
    return [_mark_name(mark) for mark in marks]


def _mark_name(mark: object) -> str:
    written = ctypes.c_ulong()

    def name(buffer: object, size: int) -> int:
        pdfium.FPDFPageObjMark_GetName(mark, buffer, size, written)
        return written.value

    return utf16(name)


def _alternatives(page: pypdfium2.PdfPage) -> Iterator[str]:
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    try:
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree) if tree else 0):
            yield from _alternatives_below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), DEEPEST)
    finally:
        if tree:
            pdfium.FPDF_StructTree_Close(tree)
        page.close()


def _alternatives_below(element: object, depth: int) -> Iterator[str]:
    if not element or not depth:
        return
    if text := utf16(partial(pdfium.FPDF_StructElement_GetAltText, element)):
        yield text
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _alternatives_below(pdfium.FPDF_StructElement_GetChildAtIndex(element, place), depth - 1)


def utf16(read: Callable[[object, int], int]) -> str:
    """What a function of the library writes: it tells the size of its zero-ended UTF-16 when given no buffer."""
    size = read(None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")
