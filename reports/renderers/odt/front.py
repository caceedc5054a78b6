"""What stands before the first chapter: cover and contents, each on pages of its own."""

from collections.abc import Iterator

from reports.content.blocks import AppendixBlock, Block, HeadingBlock
from reports.content.document import Document
from reports.content.layout import approval_lines, title_lines
from reports.renderers.odt.markup import inline, paragraph

DEPTH = 2
"""The outline levels that the contents list: 壹 and 一."""


def front(document: Document, found: tuple[Block | AppendixBlock, ...]) -> Iterator[str]:
    """The styles CoverStart and ContentsStart begin a page of the master page that their name says."""
    title, whose, *said = title_lines(document)
    dates = [paragraph("Subtitle", inline(line)) for line in (*approval_lines(document), *said)]
    if document.settings.style.has_cover:
        yield paragraph("CoverStart", inline(document.agency_name or " "))
        yield paragraph("Title", inline(title))
        yield paragraph("Cover_20_Rule", "")
        yield from dates
        yield paragraph("Subtitle", inline(f"中華民國{document.roc_year}年度"))
        yield paragraph("ContentsStart", "目錄")
    else:
        yield paragraph("TitleStart", inline(title))
        yield paragraph("Subtitle", inline(whose))
        yield from dates
        yield paragraph("Contents_20_Heading", "目錄")
    yield _contents([b for b in found if isinstance(b, HeadingBlock) and b.level <= DEPTH])


def _contents(headings: list[HeadingBlock]) -> str:
    """The page of each heading is a reference that the reading program works out; so it is right without an update."""
    entries = "".join(
        paragraph(
            f"Contents_20_{heading.level}",
            f"{inline(heading.mark + heading.text)}<text:tab/>"
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="{heading.anchor}"></text:bookmark-ref>',
        )
        for heading in headings
    )
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        '<text:index-entry-text/><text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
        "<text:index-entry-page-number/></text:table-of-content-entry-template>"
        for level in range(1, DEPTH + 1)
    )
    return (
        '<text:table-of-content text:name="Contents" text:protected="false">'
        f'<text:table-of-content-source text:outline-level="{DEPTH}" text:use-index-marks="false">'
        f"{templates}</text:table-of-content-source><text:index-body>{entries}</text:index-body>"
        "</text:table-of-content>"
    )
