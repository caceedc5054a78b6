"""The text of an ODT or DOCX: one line a paragraph, one line of tabbed cells a table row.

Automatic numbers of lists are no part of such a file's text: a list item comes out with a bullet. Footnotes come out
as paragraphs; deleted text, comments and generated contents lists are left out.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from reports.importing.refusals import ImportRefused
from reports.importing.source import MAX_BYTES

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0 "
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
_STYLE = f"{_WORD}pStyle"
_CONTENTS_STYLE = re.compile(r"TOC\d")
_LONGEST_BLANK, _MOST_DIGITS = 100, 10
_ROW_JOIN, _PARAGRAPH_JOIN = "\n", "\n\n"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Which elements mean what. With `runs`, only characters inside such an element are text."""

    body: str
    paragraphs: frozenset[str]
    rows: str
    cells: str
    lists: str
    printed: Mapping[str, str]
    skipped: frozenset[str]
    runs: str = ""


ODT = _Dialect(
    body="content.xml",
    paragraphs=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    rows=f"{_TABLE}table-row",
    cells=f"{_TABLE}table-cell",
    lists=f"{_TEXT}list-item",
    printed={f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}s": " "},
    skipped=frozenset({
        f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content", f"{_TEXT}note-citation", f"{_OFFICE}annotation",
        f"{_TABLE}title", f"{_TABLE}desc", f"{_SVG}title", f"{_SVG}desc",
    }),
)  # fmt: skip
DOCX = _Dialect(
    body="word/document.xml",
    paragraphs=frozenset({f"{_WORD}p"}),
    rows=f"{_WORD}tr",
    cells=f"{_WORD}tc",
    lists=f"{_WORD}numPr",
    printed={f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"},
    skipped=frozenset({f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}tabs", f"{_COMPATIBILITY}Fallback"}),
    runs=f"{_WORD}t",
)


def office_text(data: bytes) -> str:
    """The text of an ODT or DOCX. Raises ImportRefused: binary (another archive), too_large, broken_document."""
    return _read(data, bullet="- ")


def printed_text(data: bytes) -> str:
    """The same text without the bullets that stand in for automatic numbers: what is written in the file itself."""
    return _read(data, bullet="")


def _read(data: bytes, *, bullet: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            dialect = next((kind for kind in (ODT, DOCX) if kind.body in archive.namelist()), None)
            if dialect is None:
                raise ImportRefused("binary", offset=0, looks_like="zip")
            return _Extraction(dialect, bullet).text_of(_body(archive, dialect))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ImportRefused("broken_document", detail=str(error)) from error
    except expat.ExpatError as error:
        raise ImportRefused("broken_document", detail=expat.ErrorString(error.code)) from error


def _body(archive: zipfile.ZipFile, dialect: _Dialect) -> bytes:
    """The body's XML, read no further than allowed whatever size the archive claims."""
    with archive.open(dialect.body) as entry:
        body = entry.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ImportRefused("too_large", found=archive.getinfo(dialect.body).file_size, limit=MAX_BYTES)
    return body


@dataclass
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    is_listed: bool = False
    is_contents: bool = False

    def text(self, bullet: str) -> str:
        words = "" if self.is_contents else "".join(self.parts).strip()
        return f"{bullet}{words}" if self.is_listed and words else words


@dataclass
class _Extraction:
    """Reads events, not a tree: depth costs no stack. A document type, the door to entities, is refused."""

    dialect: _Dialect
    bullet: str
    chunks: list[str] = field(default_factory=list)
    open_paragraphs: list[_Paragraph] = field(default_factory=list)
    open_rows: list[list[str]] = field(default_factory=list)
    open_cells: list[list[str]] = field(default_factory=list)
    skipped_depth: int = 0
    run_depth: int = 0
    is_list_pending: bool = False
    was_row: bool = False

    def text_of(self, body: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.Parse(body, True)
        return "".join(self.chunks) + "\n"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipped_depth or name in self.dialect.skipped:
            self.skipped_depth += 1
        elif name in self.dialect.paragraphs:
            self.open_paragraphs.append(_Paragraph(is_listed=self.is_list_pending))
            self.is_list_pending = False
        elif name == self.dialect.lists:
            self._mark_list()
        elif name == _STYLE and self.open_paragraphs:
            found = _CONTENTS_STYLE.fullmatch(attributes.get(f"{_WORD}val", ""))
            self.open_paragraphs[-1].is_contents |= found is not None
        elif name in self.dialect.printed and self.open_paragraphs:
            self.open_paragraphs[-1].parts.append(self.dialect.printed[name] * _count(attributes))
        elif name == self.dialect.rows:
            self.open_rows.append([])
        elif name == self.dialect.cells:
            self.open_cells.append([])
        self.run_depth += name == self.dialect.runs

    def _end(self, name: str) -> None:
        if self.skipped_depth:
            self.skipped_depth -= 1
            return
        self.run_depth -= name == self.dialect.runs
        if name in self.dialect.paragraphs and self.open_paragraphs:
            self._emit(self.open_paragraphs.pop().text(self.bullet), is_row=False)
        elif name == self.dialect.cells and self.open_cells and self.open_rows:
            self.open_rows[-1].append(" ".join(filter(None, self.open_cells.pop())))
        elif name == self.dialect.rows and self.open_rows:
            self._emit("\t".join(self.open_rows.pop()), is_row=True)

    def _characters(self, data: str) -> None:
        if self.skipped_depth or not self.open_paragraphs or (self.dialect.runs and not self.run_depth):
            return
        self.open_paragraphs[-1].parts.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _mark_list(self) -> None:
        """In ODT the item surrounds its paragraph, in DOCX the paragraph says that it is one."""
        if self.dialect.runs and self.open_paragraphs:
            self.open_paragraphs[-1].is_listed = True
        else:
            self.is_list_pending = True

    def _emit(self, text: str, *, is_row: bool) -> None:
        if self.open_cells:
            self.open_cells[-1].append(" ".join(text.split()))
        elif text.strip():
            joint = _ROW_JOIN if is_row and self.was_row else _PARAGRAPH_JOIN
            self.chunks += [joint, text] if self.chunks else [text]
            self.was_row = is_row


def _count(attributes: Mapping[str, str]) -> int:
    """How many blanks a text:s stands for."""
    printed = attributes.get(f"{_TEXT}c", "1")
    if not printed.isdecimal():
        return 1
    # Python itself refuses to read thousands of digits.
    return min(int(printed), _LONGEST_BLANK) if len(printed) < _MOST_DIGITS else _LONGEST_BLANK


def _refuse_document_type(*_arguments: object) -> None:
    raise ImportRefused("broken_document", detail="DOCTYPE")
