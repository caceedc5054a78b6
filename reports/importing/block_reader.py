"""Lines become blocks: what a page break or a line's end cut in two is joined again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.importing.blocks import Block, BlockKind, Piece
from reports.importing.ledger import Ledger
from reports.importing.lines import Line, is_contents_entry, is_page_number, lines_of
from reports.importing.marks import CHAPTER, ITEM, PART, SECTION, SUB_ITEM, Mark
from reports.importing.source import is_refused

_CLOSERS = "」』）)”’】》〉"
_ENDS = frozenset("。！？!?")
_COLONS = "：:"
# A heading without colon runs on only where its line is long enough to have been wrapped by the page's edge.
_WRAPPED_LENGTH = 20
# An item number further ahead than this, in the middle of a sentence, is a figure and no mark.
_MARK_REACH = 3
_CELLS_OF_A_ROW = 3
_APPENDIX = re.compile(r"附錄[\s\u3000、：:一二三]")


def blocks_of(text: str, ledger: Ledger) -> tuple[Block, ...]:
    """The blocks of a text in order; page numbers, contents lists and unstorable lines are left over."""
    return _Reader(ledger).read(lines_of(text))


def is_appendix(text: str) -> bool:
    """The heading of what follows the last chapter; it repeats what the chapters say."""
    return _APPENDIX.match(text) is not None


def is_table_head(line: Line) -> bool:
    """指標名稱 … 目標值 … 實際值, in cells."""
    return len(line.cells) >= _CELLS_OF_A_ROW and "指標" in line.cells[0] and "目標" in line.text


@dataclass
class _Growing:
    """The block that the next line may belong to. What decides that is kept up to date, not computed again."""

    kind: BlockKind
    mark: Mark | None
    line: int
    pieces: list[Piece]
    is_bare: bool = True
    """No colon, comma or full stop in it so far: perhaps a heading."""

    def __post_init__(self) -> None:
        self.is_bare = _is_bare(self.pieces[0].text)

    @property
    def tail(self) -> str:
        return "".join(piece.text for piece in self.pieces[-2:]).rstrip()

    def add(self, piece: Piece) -> None:
        tail = self.tail
        if tail and _is_latin(tail[-1]) and _is_latin(piece.text[0]):
            self.pieces.append(Piece(piece.start, piece.start, " "))
        self.pieces.append(piece)
        self.is_bare = self.is_bare and _is_bare(piece.text)

    def block(self) -> Block:
        return Block(self.kind, self.mark, tuple(self.pieces), self.line)


@dataclass
class _Reader:
    ledger: Ledger
    growing: list[_Growing] = field(default_factory=list)
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
        return tuple(growing.block() for growing in self.growing)

    def _start(self, line: Line) -> None:
        self.is_in_table = False
        if line.mark:
            self.numbers = {level: n for level, n in self.numbers.items() if level < line.mark.level}
            self.numbers[line.mark.level] = line.mark.number
        piece = Piece(line.start, line.end, line.words)
        self.growing.append(_Growing(BlockKind.TEXT, line.mark, line.number, [piece]))

    def _read_table_line(self, line: Line) -> bool:
        if is_table_head(line):
            self.is_in_table = True
            self._append_cells(line, BlockKind.TABLE_HEAD)
            return True
        if not self.is_in_table:
            return False
        is_row = len(line.cells) >= _CELLS_OF_A_ROW
        if not is_row and not (line.mark and line.mark.level == SUB_ITEM):
            return False
        if line.mark is None and _is_unfinished_row(self.growing[-1]):
            self.growing[-1].add(_cells_piece(line))
        else:
            self._append_cells(line, BlockKind.TABLE_ROW)
        return True

    def _append_cells(self, line: Line, kind: BlockKind) -> None:
        self.growing.append(_Growing(kind, None, line.number, [_cells_piece(line)]))

    def _read_continuation(self, line: Line) -> bool:
        if not self.growing or not self.numbers or line.is_bulleted or self.is_in_table:
            return False
        if is_appendix(line.text):
            return False
        is_far = line.follows_blank or self.is_after_page_break
        if not _is_open(self.growing[-1], is_far=is_far):
            return False
        if line.mark and self._is_believable(line.mark):
            return False
        self.growing[-1].add(Piece(line.start, line.end, line.text, line.number if is_far else 0))
        return True

    def _is_believable(self, mark: Mark) -> bool:
        """Whether a mark that interrupts a sentence is one: the first of its level or soon after the last."""
        if mark.level < ITEM:
            return True
        last = self.numbers.get(mark.level, 0)
        return mark.number == 1 or last < mark.number <= last + _MARK_REACH


def _cells_piece(line: Line) -> Piece:
    return Piece(line.start, line.end, "\t".join(line.cells))


def _refusal(line: Line) -> tuple[str, str] | None:
    for character in line.text:
        if is_refused(character) and character != "\r":
            return "forbidden_character", f"U+{ord(character):04X}"
    if is_page_number(line.text):
        return "page_number", ""
    if is_contents_entry(line.text):
        return "contents_entry", ""
    return None


def _is_unfinished_row(growing: _Growing) -> bool:
    return growing.kind is BlockKind.TABLE_ROW and len(growing.block().cells) < _CELLS_OF_A_ROW


def _is_open(growing: _Growing, *, is_far: bool) -> bool:
    """Whether the next line without a mark goes on with this block's sentence."""
    text = growing.tail
    if growing.kind is not BlockKind.TEXT:
        return False
    if not text:
        return True
    level = growing.mark.level if growing.mark else 0
    if level == CHAPTER or text[-1] in _COLONS or text.rstrip(_CLOSERS)[-1:] in _ENDS:
        return False
    if level in (SECTION, PART) and growing.is_bare:
        is_wrapped = len(text) >= _WRAPPED_LENGTH and text[-1] not in _CLOSERS and not text.endswith("計畫")
        return is_wrapped and not is_far
    return True


def _is_bare(text: str) -> bool:
    return not any(character in text for character in (*_COLONS, "，", "。"))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
