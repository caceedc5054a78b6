"""A PDF as a report's text: one line a paragraph, one line of tabbed cells a table row.

A tagged PDF, such as this project's own, says itself what is a paragraph, a row and a cell. Of any other the lines are
put together from where the words stand; a wide gap between them ends a cell. Pictures, contents lists and whatever is
marked as an artifact (running heads, page numbers) are left out.
"""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reports.importing.pdf import DEEPEST, opened, text_objects, utf16
from reports.importing.refusals import ImportRefused

_LEFT_OUT = frozenset({"TOC", "Figure", "Artifact"})
_ROW, _CELLS = "TR", frozenset({"TH", "TD"})
_LINES = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "Note", "Title", "Lbl", "Span", "Link"}
)
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-"}
_RADICALS = range(0x2E80, 0x2FE0)
"""Signs of dictionaries that some fonts give out for the characters they look like."""
_CONTENTS = re.compile(r"^([^\t]+)\t(\d{1,3})$")
_WIDE_GAP = 1.0
"""In heights of a line: between two words further apart a cell ends."""


def pdf_text(content: bytes) -> str:
    """ImportRefused: broken_document; no_text_layer when the pages are pictures."""
    with opened(content) as document:
        pages = [_page(document[number]) for number in range(len(document))]
    text = "\n\n".join(filter(None, pages))
    if not text.strip():
        raise ImportRefused("no_text_layer", pages=len(pages))
    return text + "\n"


@dataclass(frozen=True, slots=True)
class _Words:
    """A text object: its words, the marked content it belongs to (-1: none), and its box in points."""

    text: str
    content_id: int
    left: float
    bottom: float
    right: float
    top: float


def _page(page: pypdfium2.PdfPage) -> str:
    try:
        words = [_words(item, text) for item, text in text_objects(page)]
        return _by_tags(page, words) or _by_place(words)
    finally:
        page.close()


def _words(item: Any, text: str) -> _Words:
    box = [ctypes.c_float() for _side in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *box)
    return _Words(_clean(text), pdfium.FPDFPageObj_GetMarkedContentID(item), *(side.value for side in box))


def _clean(text: str) -> str:
    known = (_HYPHENS.get(character, character) for character in text)
    return "".join(unicodedata.normalize("NFKC", one) if ord(one) in _RADICALS else one for one in known)


def _joined(parts: Iterable[str]) -> str:
    """Words that stood on two lines; Latin ones need the blank that the line's end was."""
    text = ""
    for part in parts:
        is_latin = text[-1:].isascii() and text[-1:].isalpha() and part[:1].isascii() and part[:1].isalpha()
        text += f" {part}" if is_latin else part
    return " ".join(text.split())


@dataclass
class _Node:
    """An element of the structure: its type, the marked contents and elements in it, in order."""

    kind: str
    children: list["_Node | int"] = field(default_factory=list)

    def content_ids(self) -> Iterator[int]:
        for child in self.children:
            yield from [child] if isinstance(child, int) else child.content_ids()


def _by_tags(page: pypdfium2.PdfPage, words: list[_Words]) -> str:
    """Empty for a page that is not tagged."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return ""
    try:
        count = pdfium.FPDF_StructTree_CountChildren(tree)
        nodes = [_node(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), DEEPEST) for place in range(count)]
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    texts: dict[int, list[str]] = {}
    for found in words:
        texts.setdefault(found.content_id, []).append(found.text)
    reader = _Tags(texts, Counter(number for node in nodes for number in node.content_ids()))
    for node in nodes:
        reader.read(node)
    return "".join(reader.lines).strip("\n")


def _node(element: Any, depth: int) -> _Node:
    node = _Node(utf16(partial(pdfium.FPDF_StructElement_GetType, element)) if element else "")
    for place in range(pdfium.FPDF_StructElement_CountChildren(element) if element and depth else 0):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
        number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place)
        node.children.append(_node(child, depth - 1) if child else number)
    return node


@dataclass
class _Tags:
    """Reads the elements of one page in order.

    An element that goes on from another page brings that page's numbers along. A number that two elements claim
    belongs to the one whose turn it is: numbers rise in reading order.
    """

    texts: dict[int, list[str]]
    claims: Counter[int]
    lines: list[str] = field(default_factory=list)
    expected: int = 0

    def read(self, node: _Node) -> None:
        if node.kind in _LEFT_OUT:
            self._take(node)
        elif node.kind == _ROW:
            cells = [self._take(child) for child in node.children if isinstance(child, _Node) and child.kind in _CELLS]
            self._write("\t".join(cells), "\n")
        elif node.kind in _LINES:
            self._write(self._take(node), "\n\n")
        else:
            for child in node.children:
                self.read(child if isinstance(child, _Node) else _Node("Span", [child]))

    def _take(self, node: _Node) -> str:
        return _joined(text for number in node.content_ids() if self._is_here(number) for text in self.texts[number])

    def _is_here(self, number: int) -> bool:
        if number not in self.texts or (self.claims[number] > 1 and number != self.expected):
            return False
        self.expected = max(self.expected, number + 1)
        return True

    def _write(self, text: str, end: str) -> None:
        if text.strip():
            self.lines.append(text + end)


def _by_place(words: list[_Words]) -> str:
    """Lines from top to bottom, in each the words from left to right."""
    lines: list[list[_Words]] = []
    for found in sorted((one for one in words if one.text.strip()), key=lambda one: -(one.top + one.bottom)):
        if lines and found.top > (lines[-1][0].top + lines[-1][0].bottom) / 2 > found.bottom:
            lines[-1].append(found)
        else:
            lines.append([found])
    return "\n".join(_line(sorted(line, key=lambda one: one.left)) for line in lines)


def _line(words: list[_Words]) -> str:
    text = words[0].text.strip()
    for before, found in pairwise(words):
        gap = (found.left - before.right) / max(found.top - found.bottom, 1)
        # Chinese that is spread over the line's width has gaps, but no blanks.
        is_latin = text[-1:].isascii() and found.text.strip()[:1].isascii() and gap > _WIDE_GAP / 4
        is_blank = before.text[-1:].isspace() or found.text[:1].isspace() or is_latin
        text += ("\t" if gap > _WIDE_GAP else " " if is_blank else "") + found.text.strip()
    # A contents list whose dots are drawn: written as one, so that it is known for what it is.
    return _CONTENTS.sub(r"\1 ... \2", text)
