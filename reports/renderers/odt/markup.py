"""The few elements that an ODT's text is made of. Free text enters through `inline` only."""

import re
from xml.sax.saxutils import escape


def inline(text: str) -> str:
    """Text as ODF keeps it: a line break is an element, and so is every blank that a reader would collapse."""
    lines = (re.sub(r"^ +|(?<= ) +| $", _blanks, escape(line)) for line in text.split("\n"))
    return "<text:line-break/>".join(lines)


def one_line(text: str) -> str:
    """For titles, names and descriptions, where a line break cannot stand."""
    return text.replace("\n", " ")


def paragraph(style: str, content: str) -> str:
    """`content` is markup."""
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def bookmark(anchor: str) -> str:
    return f'<text:bookmark text:name="{anchor}"/>'


def lead(anchor: str, words: str) -> str:
    """A heading or lead word that its text runs on after."""
    return f'{bookmark(anchor)}<text:span text:style-name="Label">{inline(words)}</text:span>'


def numbered_caption(style: str, word: str, sequence: str, number: int, title: str) -> str:
    """「表1　…」 with a number that the editor's program counts on when a table is put in or taken out."""
    field = (
        f'<text:sequence text:name="{sequence}" text:formula="ooow:{sequence}+1" style:num-format="1">{number}'
        "</text:sequence>"
    )
    return paragraph(style, f"{word}{field}　{inline(one_line(title))}")


SEQUENCES = ("Table", "Illustration")


def sequence_declarations() -> str:
    found = "".join(f'<text:sequence-decl text:display-outline-level="0" text:name="{name}"/>' for name in SEQUENCES)
    return f"<text:sequence-decls>{found}</text:sequence-decls>"


def _blanks(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'
