"""The page around the body: a head that lets nothing in, the stylesheet in the agency's colours, the licence."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from reports.content.document import Document
from reports.content.layout import title_lines
from reports.content.style import Style
from reports.enums import Face
from reports.renderers.html.markup import attribute, text
from reports.renderers.licence import LICENCE_URL, attribution

LANGUAGE = "zh-Hant-TW"
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
FAMILIES = {
    Face.KAI: '"標楷體", DFKai-SB, BiauKai, "TW-Kai", "Noto Serif TC", serif',
    Face.SERIF: '"Noto Serif TC", "Noto Serif CJK TC", PMingLiU, serif',
    Face.SANS: '"Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif',
}


def page(document: Document, *, contents: str, body: str) -> str:
    return "\n".join([*_head(document), *_content(document, contents, body), "</html>"]) + "\n"


def stylesheet(style: Style) -> str:
    """The agency's own colours by day and on paper; by night the page's, which are chosen for a dark ground."""
    return (
        f":root {{ --heading: {style.heading_colour}; --accent: {style.accent_colour}; "
        f"--head-fill: {style.table_head_fill}; --head-text: {style.table_head_text}; "
        f"--body-face: {FAMILIES[style.body_face]}; --heading-face: {FAMILIES[style.heading_face]}; }}\n{STYLE}"
    )


def _head(document: Document) -> Iterator[str]:
    """The policy lets nothing in but the page's own stylesheet, wherever the file is opened."""
    style = stylesheet(document.settings.style)
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title, *lines = title_lines(document)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{LANGUAGE}" xmlns="http://www.w3.org/1999/xhtml">'
    yield "<head>"
    yield '<meta charset="utf-8"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield f'<meta name="author" content="{attribute(document.agency_name)}"/>'
    yield f'<meta name="description" content="{attribute(f"{title}（{lines[0]}）")}"/>'
    yield f"<title>{text(title, line_break=' ')}</title>"
    yield f'<link rel="license" href="{LICENCE_URL}"/>'
    yield f"<style>{style}</style>"
    yield "</head>"


def _content(document: Document, contents: str, body: str) -> Iterator[str]:
    yield "<body>"
    yield '<a class="skip-link" href="#report">跳至報告內容</a>'
    yield contents
    yield f'<main id="report" tabindex="-1">\n{body}\n</main>'
    if document.approved_at is not None:
        yield f"<footer><p>{text(attribution(document))}</p></footer>"
    yield "</body>"
