"""Text as it may be stored: Unicode NFC, no control characters, nothing that hides or turns what a reader sees."""

import unicodedata
from dataclasses import dataclass

# What cannot be seen, beside the categories below (Unicode TR 36): variation selectors, fillers, the grapheme joiner.
INVISIBLE = frozenset(
    {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0x180B, 0x1810), *range(0xE0100, 0xE01F0))}
    | set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
)
# Controls, surrogates, private use, unassigned; formats (direction marks and overrides, zero widths, tags) and the two
# separators of lines and paragraphs that are no line breaks of ours.
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"})
ALLOWED_CONTROLS = frozenset("\n")


@dataclass(frozen=True, slots=True)
class ForbiddenCharacter:
    """A character that may not be stored; `offset` counts characters from 0, `line` from 1."""

    character: str
    offset: int
    line: int

    @property
    def code_point(self) -> str:
        return f"U+{ord(self.character):04X}"


def normalise(text: str) -> str:
    """NFC with one kind of line break; nothing else is changed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_forbidden(character: str) -> bool:
    """Whether it may not be stored, whatever stands around it."""
    if character in ALLOWED_CONTROLS:
        return False
    return character in INVISIBLE or unicodedata.category(character) in FORBIDDEN_CATEGORIES


def forbidden_characters(text: str) -> list[ForbiddenCharacter]:
    """Every character of `text` that may not be stored, in order."""
    found, line = [], 1
    for offset, character in enumerate(text):
        if character == "\n":
            line += 1
        elif is_forbidden(character):
            found.append(ForbiddenCharacter(character, offset, line))
    return found
