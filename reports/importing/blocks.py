"""A block: a heading, a paragraph or a table row, with the place in the source of each of its pieces."""

from dataclasses import dataclass, replace
from enum import StrEnum

from reports.importing.ledger import Ledger
from reports.importing.marks import Mark
from reports.values.text import normalise


class BlockKind(StrEnum):
    TEXT = "text"
    TABLE_HEAD = "table_head"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is the tail of source[start:end]; before it stand a bullet and a mark, or nothing.

    In a table row it is the row's cells with one tab between them instead. `cut_line` is set where a
    sentence goes on after a page break: the line it goes on in.
    """

    start: int
    end: int
    text: str
    cut_line: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that belongs together."""

    kind: BlockKind
    mark: Mark | None
    pieces: tuple[Piece, ...]
    line: int

    @property
    def raw(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def text(self) -> str:
        """The words after the mark as they may be stored."""
        return clean(self.raw)

    @property
    def level(self) -> int:
        """Outline level 1–5, 0 without a mark."""
        return self.mark.level if self.mark else 0

    @property
    def cut_lines(self) -> list[int]:
        """The lines where it goes on after a page break."""
        return [piece.cut_line for piece in self.pieces if piece.cut_line]

    @property
    def cells(self) -> list[str]:
        return [clean(cell) for cell in self.raw.split("\t")]

    def split(self, at: int) -> tuple["Block", "Block"]:
        """Before and after character `at` of `raw`; the mark stays with the first."""
        before: list[Piece] = []
        after: list[Piece] = []
        for piece in self.pieces:
            size = len(piece.text)
            if at >= size:
                before.append(piece)
            elif at <= 0:
                after.append(piece)
            else:
                edge = piece.end - size + at
                before.append(Piece(piece.start, edge, piece.text[:at], piece.cut_line))
                after.append(Piece(edge, piece.end, piece.text[at:]))
            at -= size
        return replace(self, pieces=tuple(before)), replace(self, mark=None, pieces=tuple(after))

    def place(self, ledger: Ledger, place: str) -> None:
        for piece in self.pieces:
            ledger.place(piece.start, piece.end, place)

    def leave(self, ledger: Ledger, reason: str, detail: str = "") -> None:
        for piece in self.pieces:
            ledger.leave(piece.start, piece.end, reason, detail)


def clean(text: str) -> str:
    """Words as they may be stored: NFC, no tab, no form feed, no blanks around."""
    return normalise(text.replace("\t", " ").replace("\f", " ").replace("\r", " ")).strip()
