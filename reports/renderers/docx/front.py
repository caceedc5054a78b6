"""What stands before the first chapter: cover and contents, each a section with pages of its own."""

from collections.abc import Iterator

from reports.content.blocks import AppendixBlock, Block, HeadingBlock
from reports.content.document import Document
from reports.content.layout import approval_lines, title_lines
from reports.renderers.docx import package
from reports.renderers.docx.markup import bookmark_name, field, paragraph, runs

DEPTH = 2
"""The outline levels that the contents list: 壹 and 一."""

_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1531" w:right="1418" w:bottom="1418" w:left="1418" w:header="851" w:footer="851" w:gutter="0"/>'
)


def section_end(references: str, numbering: str) -> str:
    """The properties of the pages before it."""
    return f'<w:sectPr>{references}<w:type w:val="nextPage"/>{_PAGE}{numbering}</w:sectPr>'


def front(document: Document, found: tuple[Block | AppendixBlock, ...]) -> Iterator[str]:
    title, whose, *said = title_lines(document)
    dates = [paragraph("Subtitle", runs(line)) for line in (*approval_lines(document), *said)]
    if document.settings.style.has_cover:
        yield paragraph("CoverAgency", runs(document.agency_name))
        yield paragraph("Title", runs(title))
        yield paragraph("CoverRule", "")
        yield from dates
        yield paragraph("Subtitle", runs(f"中華民國{document.roc_year}年度"))
        yield paragraph("Normal", "", section_end(package.references(is_cover=True), ""))
    else:
        yield paragraph("Title", runs(title))
        yield paragraph("Subtitle", runs(whose))
        yield from dates
    yield paragraph("TOCHeading", runs("目錄"))
    yield from _contents([b for b in found if isinstance(b, HeadingBlock) and b.level <= DEPTH])
    numbering = '<w:pgNumType w:fmt="lowerRoman" w:start="1"/>'
    yield paragraph("Normal", "", section_end(package.references(), numbering))


def _contents(headings: list[HeadingBlock]) -> Iterator[str]:
    """One field over all lines, which Word fills with the pages when it opens the file."""
    last = len(headings) - 1
    for place, heading in enumerate(headings):
        begin = _BEGIN if place == 0 else ""
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if place == last else ""
        name = bookmark_name(heading.anchor)
        page = field(f"PAGEREF {name} \\h", "")
        link = (
            f'<w:hyperlink w:anchor="{name}">{runs(heading.mark + heading.text)}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
        )
        yield paragraph(f"TOC{heading.level}", f"{begin}{link}{end}")


_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{DEPTH}" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
