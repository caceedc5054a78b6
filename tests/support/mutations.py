"""Small lies told by a finished file: one digit changed, one row dropped, two paragraphs swapped.

ODT, DOCX and HTML are changed in their own markup, contents lists and descriptions of charts as well; a PDF is made
anew from a changed document, open data from changed values.
"""

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from reports.content import Document, DocumentSection, PlanContent
from reports.enums import RenditionFormat
from reports.renderers import render
from tests.support.data_mutations import mutated_data

BODY = {RenditionFormat.ODT: "content.xml", RenditionFormat.DOCX: "word/document.xml"}
ROW = {
    RenditionFormat.ODT: r"<table:table-row(?: [^>]*)?>.*?</table:table-row>",
    RenditionFormat.DOCX: r"<w:tr(?: [^>]*)?>.*?</w:tr>",
    RenditionFormat.HTML: r"<tr(?: [^>]*)?>.*?</tr>",
}
PARAGRAPH = {
    RenditionFormat.ODT: r"<text:p(?: [^>]*)?>.*?</text:p>",
    RenditionFormat.DOCX: r"<w:p>.*?</w:p>",
    RenditionFormat.HTML: r"<(p|li)(?: [^>]*)?>.*?</\1>",
}
ENTRY = {
    RenditionFormat.ODT: r'<text:p text:style-name="Contents_20_\d">.*?</text:p>',
    RenditionFormat.DOCX: r'<w:p><w:pPr><w:pStyle w:val="TOC\d"/>.*?</w:p>',
    RenditionFormat.HTML: r'<a href="#[^"]*">[^<]*、[^<]*</a>',
}
TARGET = r'(?<=ref-name=")[^"]*|(?<=w:anchor=")[^"]*|(?<=href="#)[^"]*'
DESCRIPTION = {
    RenditionFormat.ODT: r"(?<=<svg:desc>)[^<]*",
    RenditionFormat.DOCX: r'(?<= descr=")[^"]*(?="/><a:graphic )',
    RenditionFormat.HTML: r'(?<=role="img" aria-label=")[^"]*|(?<=">)[^<]*(?=</text>)',
}
DATA = (RenditionFormat.JSON, RenditionFormat.CSV, RenditionFormat.INDICATORS_CSV, RenditionFormat.BUDGETS_CSV,
        RenditionFormat.ACHIEVEMENTS_CSV, RenditionFormat.PARAGRAPHS_CSV)  # fmt: skip
NOT_PRINTED = re.compile(
    r"<(text:table-of-content|table:title|svg|w:sdt|svg:title|svg:desc|head|nav|footer|w:instrText)[ >].*?</\1>"
    r'|<w:p><w:pPr><w:pStyle w:val="TOC\d"/>.*?</w:p>',
    re.DOTALL,
)


def mutated(format_: RenditionFormat, content: bytes, document: Document, chance: random.Random) -> bytes:
    """The file with one lie; every lie changes what a reader sees."""
    if format_ is RenditionFormat.PDF:
        return render(format_, chance.choice((_other_digit, _one_row_less, _rows_swapped))(document, chance)).content
    if format_ in DATA:
        return mutated_data(format_, content, chance)
    change = chance.choice((_digit, _dropped, _swapped, _contents, _described))
    if format_ is RenditionFormat.HTML:
        return change(content.decode(), format_, chance).encode()
    return rezipped(content, BODY[format_], lambda text: change(text, format_, chance))


def rezipped(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """An ODT or DOCX with one of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, change(data.decode()).encode() if entry.filename == name else data)
    return out.getvalue()


def _printed_spans(text: str, pattern: str) -> list[tuple[int, int]]:
    hidden = [found.span() for found in NOT_PRINTED.finditer(text)]
    spans = (found.span() for found in re.finditer(pattern, text, re.DOTALL))
    return [(a, b) for a, b in spans if not any(c < b and a < d for c, d in hidden)]


def _digit(text: str, _format: RenditionFormat, chance: random.Random) -> str:
    """Between two tags, not in one."""
    place = chance.choice(_printed_spans(text, r"[0-9](?=[^<>]*<)"))[0]
    return text[:place] + chance.choice([digit for digit in "0123456789" if digit != text[place]]) + text[place + 1 :]


def _dropped(text: str, format_: RenditionFormat, chance: random.Random) -> str:
    start, end = chance.choice(_printed_spans(text, ROW[format_]))
    return text[:start] + text[end:]


def _swapped(text: str, format_: RenditionFormat, chance: random.Random) -> str:
    spans = [span for span in _printed_spans(text, PARAGRAPH[format_]) if _words(text[slice(*span)])]
    while True:
        (a, b), (c, d) = sorted(chance.sample(spans, 2))
        if _words(text[a:b]) != _words(text[c:d]):
            return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _contents(text: str, format_: RenditionFormat, chance: random.Random) -> str:
    """An entry of the contents list changed, dropped, exchanged with another, or leading elsewhere."""
    spans = [found.span() for found in re.finditer(ENTRY[format_], text, re.DOTALL)]
    (a, b), (c, d) = sorted(chance.sample(spans, 2))
    first, last = text[a:b], text[c:d]
    match chance.choice(("word", "drop", "swap", "target")):
        case "word":
            first = re.sub(r"、(?=[^<>]*<)", "、再", first, count=1)
        case "drop":
            first = ""
        case "swap":
            first, last = last, first
        case _:
            first = re.sub(TARGET, re.search(TARGET, last)[0], first)
    return text[:a] + first + text[b:c] + last + text[d:]


def _described(text: str, format_: RenditionFormat, chance: random.Random) -> str:
    """A digit of what is said of a chart, or written in it."""
    spans = [found.span() for found in re.finditer(DESCRIPTION[format_], text, re.DOTALL)]
    start, end = chance.choice([(a, b) for a, b in spans if re.search(r"\d", text[a:b])])
    digits = [start + found.start() for found in re.finditer(r"\d", text[start:end])]
    place = chance.choice(digits)
    return text[:place] + ("7" if text[place] != "7" else "8") + text[place + 1 :]


def _words(markup: str) -> str:
    return re.sub(r"<[^>]*>|\s", "", markup)


def _changed_plan(document: Document, chance: random.Random, change: Callable[[PlanContent], PlanContent]) -> Document:
    """The document with one of its plans changed."""
    plans = [part for part in document.sections() if isinstance(part.content, PlanContent) and part.content.indicators]
    chosen = chance.choice(plans)

    def part(section: DocumentSection) -> DocumentSection:
        return replace(section, content=change(chosen.content)) if section is chosen else section

    chapters = (replace(c, sections=tuple(map(part, c.sections))) for c in document.chapters)
    return replace(document, chapters=tuple(chapters))


def _other_digit(document: Document, chance: random.Random) -> Document:
    amount = chance.randrange(1, 10)

    def change(plan: PlanContent) -> PlanContent:
        place = chance.randrange(len(plan.indicators))
        row = plan.indicators[place]
        other = replace(row, actual=replace(row.actual, printed=f"{row.actual.printed}{amount}"))
        return replace(plan, indicators=(*plan.indicators[:place], other, *plan.indicators[place + 1 :]))

    return _changed_plan(document, chance, change)


def _one_row_less(document: Document, chance: random.Random) -> Document:
    def change(plan: PlanContent) -> PlanContent:
        place = chance.randrange(len(plan.indicators))
        return replace(plan, indicators=plan.indicators[:place] + plan.indicators[place + 1 :])

    return _changed_plan(document, chance, change)


def _rows_swapped(document: Document, chance: random.Random) -> Document:
    def change(plan: PlanContent) -> PlanContent:
        first, last = plan.indicators[0], plan.indicators[-1]
        if len(plan.indicators) == 1:
            return replace(plan, indicators=())
        return replace(plan, indicators=(last, *plan.indicators[1:-1], first))

    return _changed_plan(document, chance, change)
