"""What each format prints, as one text without blanks: as little knowledge of our own renderers as will do."""

import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

from reports.enums import RenditionFormat
from reports.importing import office, pdf
from reports.importing.round_trip.pieces import comparable

_NOT_PRINTED = frozenset({"nav", "svg", "script", "style", "template", "aside", "details", "button"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def printed_text(format_: RenditionFormat, content: bytes) -> str:
    """Everything between the file's covers. KeyError for a format without text; ImportRefused for a broken file."""
    return comparable(READERS[format_](content))


def body_of(content: bytes, name: str) -> ElementTree.Element:
    """A part of an ODT or DOCX as a tree, once `printed_text` has read it: it is whole and brings no document type."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 - without document type there are no entities


class _Page(HTMLParser):
    """The text of a page's <main> without its navigation, pictures, controls and asides."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.is_main = False
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        self.is_main |= tag == "main"
        if tag not in _VOID and (self.hidden or tag in _NOT_PRINTED or "hidden" in names):
            self.hidden.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()
        self.is_main &= tag != "main"

    def handle_data(self, data: str) -> None:
        if self.is_main and not self.hidden:
            self.parts.append(data)


def _html(content: bytes) -> str:
    page = _Page()
    page.feed(content.decode("utf-8"))
    page.close()
    return "".join(page.parts)


READERS: dict[RenditionFormat, Callable[[bytes], str]] = {
    RenditionFormat.PDF: pdf.printed_text,
    RenditionFormat.SIGNED_PDF: pdf.printed_text,
    RenditionFormat.ODT: office.printed_text,
    RenditionFormat.DOCX: office.printed_text,
    RenditionFormat.HTML: _html,
}
