"""Lines become blocks: what a page break or a line's end cut in two is joined again."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from reports.importing.blocks import Block, BlockKind, Piece
from reports.importing.ledger import Ledger
from reports.importing.lines import Line, is_contents_entry, is_page_number, lines_of
from reports.importing.marks import CHAPTER, ITEM, PART, SECTION, SUB_ITEM, Mark
from reports.importing.source import is_refused

_CLOSERS = "」』）)”’】》〉"
_ENDS = "。！？!?"
_COLONS = "：:"
# A heading without colon runs on only where its line is long enough to have been wrapped by the page's edge.
_WRAPPED_LENGTH = 20
# An item number further ahead than this, in the middle of a sentence, is a figure and no mark.
_MARK_REACH = 3
_CELLS_OF_A_ROW = 3


def blocks_of(text: str, ledger: Ledger) -> tuple[Block, ...]:
    """The blocks of a text in order; page numbers, contents lists and unstorable lines are left over."""
    return _Reader(ledger).read(lines_of(text))


def is_table_head(line: Line) -> bool:
    """指標名稱 … 目標值 … 實際值, in cells."""
    return len(line.cells) >= _CELLS_OF_A_ROW and "指標" in line.cells[0] and "目標" in line.text


@dataclass
class _Reader:
    ledger: Ledger
    blocks: list[Block] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    is_in_table: bool = False
    is_after_page_break: bool = False

    def read(self, lines: Iterable[Line]) -> tuple[Block, ...]:
        for line in lines:
            reason = _refusal(line)
            if reason:
                self.ledger.leave(line.start, line.end, *reason)
                self.is_after_page_break = True
                continue
            if not (self._read_table_line(line) or self._read_continuation(line)):
                self._start(line)
            self.is_after_page_break = False
        return tuple(self.blocks)

    def _start(self, line: Line) -> None:
        self.is_in_table = False
        if line.mark:
            self.numbers = {level: n for level, n in self.numbers.items() if level < line.mark.level}
            self.numbers[line.mark.level] = line.mark.number
        piece = Piece(line.start, line.end, line.words)
        self.blocks.append(Block(BlockKind.TEXT, line.mark, (piece,), line.number))

    def _read_table_line(self, line: Line) -> bool:
        if is_table_head(line):
            self.is_in_table = True
            self._append_cells(line, BlockKind.TABLE_HEAD)
            return True
        if not self.is_in_table:
            return False
        pending = self.blocks[-1] if _is_unfinished_row(self.blocks[-1]) else None
        if len(line.cells) >= _CELLS_OF_A_ROW or (line.mark and line.mark.level == SUB_ITEM):
            if pending and not line.mark:
                self._join(line, "\t".join(line.cells), is_cut=False)
            else:
                self._append_cells(line, BlockKind.TABLE_ROW)
            return True
        return False

    def _append_cells(self, line: Line, kind: BlockKind) -> None:
        piece = Piece(line.start, line.end, "\t".join(line.cells))
        self.blocks.append(Block(kind, None, (piece,), line.number))

    def _read_continuation(self, line: Line) -> bool:
        if not self.blocks or not self.numbers or line.is_bulleted or self.is_in_table:
            return False
        block = self.blocks[-1]
        is_far = line.follows_blank or self.is_after_page_break
        if not _is_open(block, is_far=is_far):
            return False
        if line.mark and self._is_believable(line.mark):
            return False
        self._join(line, line.text, is_cut=is_far)
        return True

    def _is_believable(self, mark: Mark) -> bool:
        """Whether a mark that interrupts a sentence is one: the first of its level or soon after the last."""
        if mark.level < ITEM:
            return True
        last = self.numbers.get(mark.level, 0)
        return mark.number == 1 or last < mark.number <= last + _MARK_REACH

    def _join(self, line: Line, text: str, *, is_cut: bool) -> None:
        block = self.blocks[-1]
        raw = block.raw
        blank = " " if raw and _is_latin(raw[-1]) and _is_latin(text[0]) else ""
        pieces = (*block.pieces, *([Piece(line.start, line.start, blank)] if blank else []))
        piece = Piece(line.start, line.end, text, line.number if is_cut else 0)
        self.blocks[-1] = replace(block, pieces=(*pieces, piece))


def _refusal(line: Line) -> tuple[str, str] | None:
    for character in line.text:
        if is_refused(character) and character != "\r":
            return "forbidden_character", f"U+{ord(character):04X}"
    if is_page_number(line.text):
        return "page_number", ""
    if is_contents_entry(line.text):
        return "contents_entry", ""
    return None


def _is_unfinished_row(block: Block) -> bool:
    return block.kind is BlockKind.TABLE_ROW and len(block.cells) < _CELLS_OF_A_ROW


def _is_open(block: Block, *, is_far: bool) -> bool:
    """Whether the next line without a mark goes on with this block's sentence."""
    text = block.raw.rstrip()
    if block.kind is not BlockKind.TEXT:
        return False
    if not text:
        return True
    if block.level == CHAPTER or text[-1] in _COLONS or text.rstrip(_CLOSERS)[-1:] in _ENDS:
        return False
    if block.level in (SECTION, PART) and _is_bare_heading(text):
        is_wrapped = len(text) >= _WRAPPED_LENGTH and text[-1] not in _CLOSERS and not text.endswith("計畫")
        return is_wrapped and not is_far
    return True


def _is_bare_heading(text: str) -> bool:
    return not any(character in text for character in (*_COLONS, "，", "。"))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
