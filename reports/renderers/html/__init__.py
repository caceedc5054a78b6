"""HTML: one self-contained page to keep, and its body alone for the public site, which brings its own stylesheet.

Well-formed as XML too. The body has no style and no script.
"""

from collections.abc import Iterator
from itertools import groupby

from reports.content.blocks import CHAPTER_LEVEL, PART_LEVEL, SECTION_LEVEL, AppendixBlock, Block, HeadingBlock
from reports.content.document import Document
from reports.content.layout import anchor, appendix, blocks, is_list_item, title_lines
from reports.renderers.files import RenderedFile, file_stem
from reports.renderers.html.markup import Note, drawn, item, no_note, text
from reports.renderers.html.page import LANGUAGE, page

__all__ = ["LANGUAGE", "Note", "html_body", "html_contents", "render_html"]


def render_html(document: Document) -> RenderedFile:
    content = page(document, contents=html_contents(document), body=html_body(document))
    return RenderedFile(f"{file_stem(document)}.html", "text/html; charset=utf-8", content.encode("utf-8"))


def html_body(document: Document, note: Note = no_note) -> str:
    """The report as one `<article class="report">`, safe to embed under a strict content security policy.

    Classes: report, title-block, draft, chapter, plan, achievement, appendix, table-scroll, indicators, number, note,
    budget, narrative, run-in, items, mark, label, chart, bars, bar, bar-ground, bar-label, bar-figure, bar-mark,
    bar-mark-label.
    """
    title, *lines = title_lines(document)
    parts = [f'<article class="report" lang="{LANGUAGE}">', '<header class="title-block">', f"<h1>{text(title)}</h1>"]
    parts += [f"<p>{text(line)}</p>" for line in lines]
    if document.approved_at is None:
        parts.append('<p class="draft">草稿</p>')
    kinds = {anchor(section.code): section.content.kind.value.replace("_", "-") for section in document.sections()}
    chapters = _nested(blocks(document), kinds, note)
    charts = _nested(appendix(document), {"appendix": "appendix"}, no_note)
    return "\n".join([*parts, "</header>", *chapters, *charts, "</article>"])


def html_contents(document: Document) -> str:
    """The chapters, and the sections that have a heading, as links into the body."""
    chapters: list[tuple[HeadingBlock, list[HeadingBlock]]] = []
    for block in (*blocks(document), *appendix(document)):
        if isinstance(block, HeadingBlock) and block.level == CHAPTER_LEVEL:
            chapters.append((block, []))
        elif isinstance(block, HeadingBlock) and block.level == SECTION_LEVEL:
            chapters[-1][1].append(block)
    parts = [f'<nav class="contents" lang="{LANGUAGE}" aria-label="目次">', "<ol>"]
    for heading, sections in chapters:
        inner = "".join(f"<li>{_link(section)}</li>" for section in sections)
        parts.append(f"<li>{_link(heading)}{f'<ol>{inner}</ol>' if inner else ''}</li>")
    return "\n".join([*parts, "</ol>", "</nav>"])


def _link(heading: HeadingBlock) -> str:
    return f'<a href="#{heading.anchor}">{text(heading.mark + heading.text, line_break=" ")}</a>'


def _nested(found: tuple[Block | AppendixBlock, ...], kinds: dict[str, str], note: Note) -> Iterator[str]:
    """Chapters and their sections as <section>s within each other, closed where the next heading of a level begins."""
    depth = 0
    for is_list, run in groupby(found, key=is_list_item):
        if is_list:
            yield '<ol class="items">'
        for block in run:
            if isinstance(block, HeadingBlock) and block.level < PART_LEVEL:
                yield from ["</section>"] * (depth - block.level + 1)
                depth = block.level
                yield f'<section class="{kinds.get(block.anchor, "chapter")}" id="{block.anchor}">'
            yield item(block, note) if is_list else drawn(block, note)
        if is_list:
            yield "</ol>"
    yield from ["</section>"] * depth
