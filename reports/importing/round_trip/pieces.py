"""What a file must print: the blocks of the document as pieces of text without blanks, in reading order."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.content.blocks import AppendixBlock, Block, BudgetBlock, ChartBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import approval_lines, title_lines

_IGNORED = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
CONTENTS, _DRAFT = "目錄", ("草稿", "DRAFT")
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\u00ad": "-", "\u2010": "-", "\u2011": "-"})
"""What PDF readers make of a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading or cell: where it stands and what it prints, as `comparable` text.

    A drawing prints either nothing (a picture) or all of `drawn`, in order, among the labels of its axes.
    """

    place: str
    text: str = ""
    drawn: tuple[str, ...] = ()


def comparable(text: str) -> str:
    """The text without anything that depends on where its lines end or which form of a character a font has."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text.translate(_HYPHENS)))


def pieces_of(found: Iterable[Block | AppendixBlock]) -> tuple[Piece, ...]:
    """The pieces of laid-out blocks that print anything."""
    return tuple(piece for block in found for piece in _pieces(block) if piece.text or piece.drawn)


def front_lines(document: Document, found: Iterable[Block | AppendixBlock]) -> tuple[str, ...]:
    """What may stand before the body, in this order: cover or title block, contents with the outline's headings."""
    title, whose, *said = title_lines(document)
    dates = [*approval_lines(document), *said]
    headings = (block for block in found if isinstance(block, HeadingBlock))
    lines = [document.agency_name, title, whose, *dates, f"中華民國{document.roc_year}年度", *_DRAFT, CONTENTS]
    return tuple(filter(None, map(comparable, [*lines, *(block.mark + block.text for block in headings)])))


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
            yield _piece(block.anchor, block.heading)


def _table(block: TableBlock) -> Iterator[Piece]:
    yield _piece(block.anchor, block.heading)
    yield from (_piece(block.anchor, name) for name in block.columns)
    for name, row in zip(block.row_anchors, block.rows, strict=True):
        yield from (_piece(name, cell) for cell in row)
    yield _piece(block.anchor, block.note)


def _piece(place: str, text: str) -> Piece:
    return Piece(place, comparable(text))
