"""HTML: one self-contained page to keep, and its body alone for the public site, which brings its own stylesheet.

Well-formed as XML too. Free text enters through `html.escape` only; the body has no style and no script.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path

from reports.content.blocks import PART_LEVEL, Block, BudgetBlock, HeadingBlock, TableBlock, TextBlock
from reports.content.document import Document
from reports.content.layout import anchor, blocks, is_list_item, title_lines
from reports.renderers.files import RenderedFile, file_stem

LANGUAGE = "zh-Hant-TW"
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def render_html(document: Document) -> RenderedFile:
    content = "\n".join(_page(document)) + "\n"
    return RenderedFile(f"{file_stem(document)}.html", "text/html; charset=utf-8", content.encode("utf-8"))


def html_body(document: Document) -> str:
    """The report as one `<article class="report">`, safe to embed under a strict content security policy.

    Classes: report, title-block, draft, chapter, plan, achievement, table-scroll, indicators, number, note,
    budget, run-in, items, mark, label.
    """
    title, *lines = title_lines(document)
    parts = [f'<article class="report" lang="{LANGUAGE}">', '<header class="title-block">', f"<h1>{_text(title)}</h1>"]
    parts += [f"<p>{_text(line)}</p>" for line in lines]
    if document.approved_at is None:
        parts.append('<p class="draft">草稿</p>')
    return "\n".join([*parts, "</header>", *_sections(document), "</article>"])


def _page(document: Document) -> Iterator[str]:
    """The policy lets nothing in but the page's own stylesheet, wherever the file is opened."""
    digest = b64encode(sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield "<!DOCTYPE html>"
    yield f'<html lang="{LANGUAGE}" xmlns="http://www.w3.org/1999/xhtml">'
    yield "<head>"
    yield '<meta charset="utf-8"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield f'<meta name="author" content="{_attribute(document.agency_name)}"/>'
    yield f"<title>{_text(title_lines(document)[0], line_break=' ')}</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<main>\n{html_body(document)}\n</main>"
    yield "</body>"
    yield "</html>"


def _sections(document: Document) -> Iterator[str]:
    """Chapters and their sections as nested <section>s, closed where the next heading of their level begins."""
    kinds = {anchor(section.code): section.content.kind.value.replace("_", "-") for section in document.sections()}
    depth = 0
    for is_list, run in groupby(blocks(document), key=is_list_item):
        if is_list:
            yield '<ol class="items">'
        for block in run:
            if isinstance(block, HeadingBlock) and block.level < PART_LEVEL:
                yield from ["</section>"] * (depth - block.level + 1)
                depth = block.level
                yield f'<section class="{kinds.get(block.anchor, "chapter")}" id="{block.anchor}">'
            yield _item(block) if is_list else _drawn(block)
        if is_list:
            yield "</ol>"
    yield from ["</section>"] * depth


def _drawn(block: Block) -> str:
    match block:
        case HeadingBlock(level=level):
            identity = "" if level < PART_LEVEL else f' id="{block.anchor}"'
            return f"<h{level + 1}{identity}>{_text(block.mark + block.text)}</h{level + 1}>"
        case TableBlock():
            return "\n".join(_table(block))
        case BudgetBlock():
            return _run_in(block, "budget")
        case TextBlock():
            return _run_in(block, "narrative") if block.has_run_in_heading else _paragraph(block)


def _run_in(block: BudgetBlock | TextBlock, name: str) -> str:
    """A heading of the third level with its text on the same line."""
    if not block.label:
        return f'<p class="{name}" id="{block.anchor}">{_text(block.mark + block.text)}</p>'
    heading = f'<h4 class="run-in">{_text(block.mark + block.label)}</h4>'
    return f'<div class="{name}" id="{block.anchor}">{heading}<p>{_text(block.text)}</p></div>'


def _paragraph(block: TextBlock) -> str:
    label = f'<span class="label">{_text(block.label)}</span>' if block.label else ""
    return f'<p id="{block.anchor}">{_text(block.mark)}{label}{_text(block.text)}</p>'


def _item(block: Block) -> str:
    assert isinstance(block, TextBlock)
    return f'<li id="{block.anchor}"><span class="mark">{_text(block.mark)}</span>{_text(block.text)}</li>'


def _table(block: TableBlock) -> Iterator[str]:
    """A wide table scrolls in a box of its own, which the keyboard can reach."""
    yield f'<div class="table-scroll" role="group" tabindex="0" aria-label="{_attribute(block.caption)}">'
    yield f'<table class="indicators" id="{block.anchor}">'
    yield f"<caption>{_text(block.caption)}</caption>"
    yield "<thead><tr>" + "".join(f'<th scope="col">{_text(name)}</th>' for name in block.columns) + "</tr></thead>"
    yield "<tbody>"
    for name, row in zip(block.row_anchors, block.rows, strict=True):
        cells = "".join(_cell(block, column, text) for column, text in enumerate(row))
        yield f'<tr id="{name}">{cells}</tr>'
    yield "</tbody>"
    yield "</table></div>"
    if block.note:
        yield f'<p class="note">{_text(block.note)}</p>'


def _cell(block: TableBlock, column: int, text: str) -> str:
    if column == 0:
        return f'<th scope="row">{_text(text)}</th>'
    return f'<td class="number">{_text(text)}</td>' if column in block.numeric_columns else f"<td>{_text(text)}</td>"


def _text(text: str, *, line_break: str = "<br/>") -> str:
    return escape(text).replace("\n", line_break)


def _attribute(text: str) -> str:
    return escape(text).replace("\n", " ")
