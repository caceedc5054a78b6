"""What is said of the charts: the description read out instead of each, and the labels written in a drawn one."""

from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from itertools import zip_longest

from reports.content.blocks import AppendixBlock, ChartBlock
from reports.enums import RenditionFormat
from reports.importing import pdf
from reports.importing.round_trip.alignment import Difference, short
from reports.importing.round_trip.pieces import comparable
from reports.importing.round_trip.printed import body_of
from reports.values.figures import format_limit

_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def drawings_difference(format_: RenditionFormat, content: bytes, found: Sequence[AppendixBlock]) -> Difference | None:
    """The first chart of which the file says something else."""
    charts = [block for block in found if isinstance(block, ChartBlock)]
    for chart, said in zip_longest(charts, READERS[format_](content)):
        expected = "" if chart is None else comparable(chart.alt)
        if said is None or comparable(said) != expected:
            return Difference(chart.anchor if chart else "end", short(expected), short(comparable(said or "")))
    return _labels(content, charts) if format_ is RenditionFormat.HTML else None


def _labels(content: bytes, charts: Sequence[ChartBlock]) -> Difference | None:
    """The words in each inline SVG: its lines' percentages, then each bar's label and figure."""
    for chart, words in zip(charts, _read(content).words, strict=True):
        bars = [part for bar in chart.bars for part in (bar.label, bar.printed)]
        expected = [comparable(part) for part in (*map(format_limit, chart.marks), *bars)]
        for one, other in zip_longest(expected, map(comparable, words), fillvalue=""):
            if one != other:
                return Difference(chart.anchor, short(one), short(other))
    return None


class _Pictures(HTMLParser):
    """The labels of a page's pictures, and the words in each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.labels: list[str] = []
        self.words: list[list[str]] = []
        self.is_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.labels.append(dict(attrs).get("aria-label") or "")
            self.words.append([])
        elif tag == "text" and self.words:
            self.is_text = True
            self.words[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.is_text &= tag != "text"

    def handle_data(self, data: str) -> None:
        if self.is_text:
            self.words[-1][-1] += data


def _read(content: bytes) -> _Pictures:
    page = _Pictures()
    page.feed(content.decode("utf-8"))
    page.close()
    return page


def _html(content: bytes) -> list[str]:
    return _read(content).labels


def _odt(content: bytes) -> list[str]:
    return [found.text or "" for found in body_of(content, "content.xml").iter(f"{_SVG}desc")]


def _docx(content: bytes) -> list[str]:
    return [found.get("descr", "") for found in body_of(content, "word/document.xml").iter(f"{_DRAWING}docPr")]


READERS: dict[RenditionFormat, Callable[[bytes], list[str]]] = {
    RenditionFormat.PDF: pdf.descriptions,
    RenditionFormat.SIGNED_PDF: pdf.descriptions,
    RenditionFormat.ODT: _odt,
    RenditionFormat.DOCX: _docx,
    RenditionFormat.HTML: _html,
}
