"""What a file must print: the blocks of the document as pieces of text without blanks, in reading order."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from reports.content.blocks import AppendixBlock, Block, BudgetBlock, ChartBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import appendix, approval_lines, blocks, title_lines

_IGNORED = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_CONTENTS, _DRAFT = "目錄", ("草稿", "DRAFT")
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\u00ad": "-", "\u2010": "-", "\u2011": "-"})
"""What PDF readers make of a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading or cell. `choices` are the ways it may be printed, the longest first; "" is not at all.

    A drawing prints either nothing (a picture) or all of `drawn`, in order, among the labels of its axes.
    """

    place: str
    choices: tuple[str, ...] = ("",)
    drawn: tuple[str, ...] = ()


def comparable(text: str) -> str:
    """The text without anything that depends on where its lines end or which form of a character a font has."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text.translate(_HYPHENS)))


def expected_pieces(document: Document, *, part: str = "body") -> tuple[Piece, ...]:
    """The pieces of the chapters, or with part="appendix" those of the charts after them."""
    found = blocks(document) if part == "body" else appendix(document)
    return tuple(piece for block in found for piece in _pieces(block) if piece.drawn or any(piece.choices))


def front_lines(document: Document) -> tuple[str, ...]:
    """What may stand before the body, the title first: title block, dates, contents with the outline's headings."""
    headings = (block for block in (*blocks(document), *appendix(document)) if isinstance(block, HeadingBlock))
    year = f"中華民國{document.roc_year}年度"
    lines = [*title_lines(document), *approval_lines(document), document.agency_name, year, _CONTENTS, *_DRAFT]
    return tuple(map(comparable, [*lines, *(block.mark + block.text for block in headings)]))


def _pieces(block: Block | AppendixBlock) -> Iterator[Piece]:
    match block:
        case HeadingBlock():
            yield _piece(block.anchor, block.mark + block.text)
        case TextBlock() | BudgetBlock():
            yield _piece(block.anchor, block.mark + block.label + block.text)
        case TableBlock():
            yield from _table(block)
        case ChartBlock():
            words = (text for bar in block.bars for text in (bar.label, bar.printed))
            yield Piece(block.anchor, drawn=tuple(map(comparable, words)))
            yield _piece(block.anchor, block.heading, "")


def _table(block: TableBlock) -> Iterator[Piece]:
    """The caption is a paragraph of its own in some formats, and in others a name that is not printed."""
    yield _piece(block.anchor, block.heading, block.caption, "")
    yield from (_piece(block.anchor, name) for name in block.columns)
    for name, row in zip(block.row_anchors, block.rows, strict=True):
        yield from (_piece(name, cell) for cell in row)
    yield _piece(block.anchor, block.note)


def _piece(place: str, *choices: str) -> Piece:
    return Piece(place, tuple(sorted(map(comparable, choices), key=len, reverse=True)))
