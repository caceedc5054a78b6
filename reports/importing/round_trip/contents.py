"""Contents lists: every heading of the outline, in order, leading to where it stands; a PDF's bookmarks and pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import zip_longest
from xml.etree import ElementTree

from reports.content.blocks import PART_LEVEL, AppendixBlock, Block, BudgetBlock, HeadingBlock, TextBlock
from reports.enums import RenditionFormat
from reports.importing import pdf
from reports.importing.round_trip.alignment import Difference, short, starts
from reports.importing.round_trip.pieces import CONTENTS, comparable
from reports.importing.round_trip.printed import body_of

DEPTH = 2
"""The outline levels that contents list: 壹 and 一."""
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a contents list; `leads_to` is the heading at its target, both as `comparable` text."""

    level: int
    text: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class _Heading:
    place: str
    level: int
    text: str


def contents_difference(
    format_: RenditionFormat, content: bytes, printed: str, found: Sequence[Block | AppendixBlock]
) -> Difference | None:
    """The first entry that is no heading of the body, or leads elsewhere. `printed` is the file's text."""
    headings = list(_headings(found))
    if format_ in {RenditionFormat.PDF, RenditionFormat.SIGNED_PDF}:
        return _pdf(content, printed, headings)
    listed = [heading for heading in headings if heading.level <= DEPTH]
    for heading, entry in zip_longest(listed, READERS[format_](content)):
        if heading is None:
            return Difference("contents", "", short(entry.text))
        if entry is None or (entry.level, entry.text) != (heading.level, heading.text):
            return Difference(heading.place, short(heading.text), short(entry.text if entry else ""))
        if entry.leads_to != heading.text:
            return Difference(heading.place, short(heading.text), short(entry.leads_to))
    return None


def _headings(found: Sequence[Block | AppendixBlock]) -> Iterator[_Heading]:
    """Those of the outline, the ones that a text runs on after included."""
    for block in found:
        match block:
            case HeadingBlock():
                yield _Heading(block.anchor, block.level, comparable(block.mark + block.text))
            case BudgetBlock() if block.label:
                yield _Heading(block.anchor, PART_LEVEL, comparable(block.mark + block.label))
            case TextBlock() if block.has_run_in_heading:
                yield _Heading(block.anchor, PART_LEVEL, comparable(block.mark + block.label))


def _pdf(content: bytes, printed: str, headings: list[_Heading]) -> Difference | None:
    """Bookmarks are all headings with their pages; the contents page prints those of DEPTH levels with those pages."""
    marks = pdf.bookmarks(content)
    for heading, mark in zip_longest(headings, marks):
        if heading is None:
            return Difference("contents", "", short(comparable(mark[1])))
        if mark is None or (mark[0], comparable(mark[1])) != (heading.level, heading.text):
            return Difference(heading.place, short(heading.text), short(comparable(mark[1]) if mark else ""))
    # The body's first page has the number 1, and the first heading stands on it.
    lines = [
        (heading.place, f"{heading.text}{page - marks[0][2] + 1}")
        for heading, (_level, _title, page) in zip(headings, marks, strict=True)
        if heading.level <= DEPTH
    ]
    return _printed_contents(printed, lines)


def _printed_contents(printed: str, lines: list[tuple[str, str]]) -> Difference | None:
    """A title or a name may say 目錄 too, so every place it stands at is tried; the one that came farthest is told."""
    word, farthest = comparable(CONTENTS), -1
    told: Difference | None = Difference("contents", word, "")
    for start in starts(printed, word):
        position, difference = _listed(printed, start + len(word), lines)
        if difference is None:
            return None
        if position - start > farthest:
            farthest, told = position - start, difference
    return told


def _listed(printed: str, position: int, lines: list[tuple[str, str]]) -> tuple[int, Difference | None]:
    """How far the lines are printed one after the other from there, and the first that is not."""
    for place, line in lines:
        if not printed.startswith(line, position):
            return position, Difference(place, short(line), short(printed[position : position + len(line)]))
        position += len(line)
    return position, None


def _odt(content: bytes) -> Iterator[Entry]:
    body = body_of(content, "content.xml")
    stands = {
        mark.get(f"{_TEXT}name"): _words(heading)
        for heading in body.iter(f"{_TEXT}h")
        for mark in heading.iter(f"{_TEXT}bookmark")
    }
    for index in body.iter(f"{_TEXT}index-body"):
        for line in index.iter(f"{_TEXT}p"):
            target = next((mark.get(f"{_TEXT}ref-name") for mark in line.iter(f"{_TEXT}bookmark-ref")), None)
            yield Entry(_last_digit(line.get(f"{_TEXT}style-name")), _words(line), stands.get(target, ""))


def _docx(content: bytes) -> Iterator[Entry]:
    body = body_of(content, "word/document.xml")
    lines = [(_style(line), line) for line in body.iter(f"{_WORD}p")]
    stands = {
        mark.get(f"{_WORD}name"): _words(line)
        for style, line in lines
        if style.startswith("Heading")
        for mark in line.iter(f"{_WORD}bookmarkStart")
    }
    for style, line in lines:
        if style.startswith("TOC") and style != "TOCHeading":
            target = next((link.get(f"{_WORD}anchor") for link in line.iter(f"{_WORD}hyperlink")), None)
            yield Entry(_last_digit(style), _words(line), stands.get(target, ""))


def _style(line: ElementTree.Element) -> str:
    return next((style.get(f"{_WORD}val", "") for style in line.iter(f"{_WORD}pStyle")), "")


def _last_digit(style: str | None) -> int:
    """The level in a style's name: "TOC1", "Contents_20_2"."""
    return int(style[-1]) if style and style[-1].isdecimal() else 0


def _words(element: ElementTree.Element) -> str:
    """What an entry or a heading prints; the instructions of a field are no text."""
    printed = (part for part in element.iter() if part.tag != f"{_WORD}instrText")
    return comparable("".join((part.text or "") + (part.tail or "" if part is not element else "") for part in printed))


class _Links(HTMLParser):
    """The links of the contents with their depth, and for each id of the page the first heading at or after it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[int, str, list[str]]] = []
        self.stands: dict[str, list[str]] = {}
        self.waiting: list[str] = []
        self.depth = -1
        self.words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.waiting += [given["id"]] if "id" in given else []
        if tag == "nav":
            self.depth = 0
        elif tag == "ol" and self.depth >= 0:
            self.depth += 1
        elif tag == "a" and self.depth > 0:
            self.words = []
            self.links.append((self.depth, given.get("href", "").removeprefix("#"), self.words))
        elif tag in _HEADINGS:
            self.words = []
            self.stands |= dict.fromkeys(self.waiting, self.words)
            self.waiting = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self.depth = -1
        elif tag == "ol" and self.depth > 0:
            self.depth -= 1
        elif tag == "a" or tag in _HEADINGS:
            self.words = None

    def handle_data(self, data: str) -> None:
        if self.words is not None:
            self.words.append(data)


def _html(content: bytes) -> Iterator[Entry]:
    page = _Links()
    page.feed(content.decode("utf-8"))
    page.close()
    for level, target, words in page.links:
        yield Entry(level, comparable("".join(words)), comparable("".join(page.stands.get(target, []))))


READERS: dict[RenditionFormat, Callable[[bytes], Iterator[Entry]]] = {
    RenditionFormat.ODT: _odt,
    RenditionFormat.DOCX: _docx,
    RenditionFormat.HTML: _html,
}
