"""The few elements that a DOCX's text is made of. Free text enters through `runs` only."""

from hashlib import sha256
from xml.sax.saxutils import escape

MAX_BOOKMARK_LENGTH = 40
"""Word drops a longer name."""


def runs(text: str, style: str = "") -> str:
    """Text as runs: every blank is kept, and a line break is an element."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>" if text else ""


def paragraph(style: str, content: str, properties: str = "") -> str:
    """`content` and `properties` (what stands after the style) are markup."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def bookmark_name(anchor: str) -> str:
    if len(anchor) <= MAX_BOOKMARK_LENGTH:
        return anchor
    return f"{anchor[: MAX_BOOKMARK_LENGTH - 9]}-{sha256(anchor.encode()).hexdigest()[:8]}"


def bookmark(anchor: str, number: int) -> str:
    name = bookmark_name(anchor)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def field(instruction: str, shown: str, *, is_stale: bool = False) -> str:
    """A field with what it showed last; a stale one is worked out again when the file is opened."""
    begin = '<w:fldChar w:fldCharType="begin" w:dirty="true"/>' if is_stale else '<w:fldChar w:fldCharType="begin"/>'
    return (
        f'<w:r>{begin}</w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{runs(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def numbered_caption(style: str, word: str, number: int, title: str) -> str:
    """「表1　…」 with a number that Word counts on when a table is put in or taken out."""
    words = title.replace("\n", " ")
    counted = field(rf"SEQ {word} \* ARABIC", str(number))
    return paragraph(style, runs(word) + counted + runs(f"　{words}"))
