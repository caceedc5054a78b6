"""From a file's bytes to text that may be stored: UTF-8 only, no controls, NFC, one kind of line break."""

from reports.importing.refusals import ImportRefused
from reports.values.text import is_forbidden, normalise

MAX_BYTES = 20 * 1024 * 1024

# A tab separates table cells and a form feed is the page break of a text made from a PDF.
LAYOUT_CONTROLS = frozenset("\t\f")

_MAGIC = {
    b"PK\x03\x04": "zip",
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "ole",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"\x1f\x8b": "gzip",
}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(data: bytes) -> str:
    """The text of a UTF-8 file, with or without byte order mark; NFC, lines end with "\\n".

    Raises ImportRefused: empty, too_large, binary, not_utf8, control_character.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused("too_large", found=len(data), limit=MAX_BYTES)
    _refuse_binary(data)
    return checked_text(_decode(data))


def checked_text(source: str) -> str:
    """Text as it may be stored, without byte order mark. Raises ImportRefused: empty, control_character."""
    text = normalise(source.removeprefix("\ufeff"))
    if not text.strip():
        raise ImportRefused("empty")
    _refuse_controls(text)
    return text


def _refuse_binary(data: bytes) -> None:
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ImportRefused("binary", offset=0, looks_like=kind)
    if data.startswith(_UTF16_MARKS):
        raise ImportRefused("not_utf8", offset=0, line=1)
    if (offset := data.find(b"\0")) >= 0:
        raise ImportRefused("binary", offset=offset, looks_like="")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused("not_utf8", offset=error.start, line=line) from None


def _refuse_controls(text: str) -> None:
    refused = {character for character in set(text) if is_refused(character)}
    if not refused:
        return
    first = min(text.index(character) for character in refused)
    raise ImportRefused(
        "control_character",
        code_point=f"U+{ord(text[first]):04X}",
        line=text.count("\n", 0, first) + 1,
        column=first - text.rfind("\n", 0, first),
        count=sum(text.count(character) for character in refused),
    )


def is_refused(character: str) -> bool:
    """Whether a report's text may not hold this character, layout controls allowed."""
    return character not in LAYOUT_CONTROLS and is_forbidden(character)
