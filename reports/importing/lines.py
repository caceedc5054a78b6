"""The lines of a text that hold something, each with its place, its bullet and its outline mark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.importing.marks import Mark, read_mark

_BULLET = re.compile(r"(?:[-*＊]\s+|[•●◆◇■□◎▪➢]\s*)")
_PAGE_NUMBER = re.compile(
    r"[-–—]?\s*\d{1,3}\s*[-–—]?|第\s*\d+\s*頁(?:\s*[,，/／]?\s*共\s*\d+\s*頁)?|page\s+\d+(?:\s+of\s+\d+)?",
    re.IGNORECASE,
)
_CONTENTS_ENTRY = re.compile(r".*(?:[.．…‥·]\s*){3}\d{1,3}")
_WIDE_BLANKS = re.compile(r"\t|\s{2,}|\u3000")


@dataclass(frozen=True, slots=True)
class Line:
    """`start` and `end` are offsets of its first character and after its last, blanks at both sides left out.

    `words_start` is the offset after bullet and mark; `number` counts from 1.
    """

    number: int
    start: int
    end: int
    text: str
    words_start: int
    mark: Mark | None
    is_bulleted: bool
    follows_blank: bool
    """Whether a blank line (or the file's beginning) stands before it."""

    @property
    def words(self) -> str:
        return self.text[self.words_start - self.start :]

    @property
    def cells(self) -> list[str]:
        """The table cells: separated by tabs, or by wide blanks in a line without tabs."""
        parts = self.text.split("\t") if "\t" in self.text else _WIDE_BLANKS.split(self.text)
        return [part.strip() for part in parts]


def lines_of(text: str) -> Iterator[Line]:
    """Every line that is not blank. Only "\\n" ends a line."""
    offset, follows_blank = 0, True
    for number, raw in enumerate(text.split("\n"), start=1):
        stripped = raw.strip()
        if stripped:
            start = offset + raw.index(stripped)
            yield _line(number, start, stripped, follows_blank=follows_blank)
        follows_blank = not stripped
        offset += len(raw) + 1


def _line(number: int, start: int, text: str, *, follows_blank: bool) -> Line:
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else 0
    mark = read_mark(text[begin:])
    words_start = start + begin + (mark.length if mark else 0)
    return Line(number, start, start + len(text), text, words_start, mark, bullet is not None, follows_blank)


def is_page_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None


def is_contents_entry(text: str) -> bool:
    """A line of a table of contents: words, leaders, page."""
    return _CONTENTS_ENTRY.fullmatch(text) is not None
