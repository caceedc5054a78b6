"""Text as it may be stored: Unicode NFC, no control characters, no invisible direction tricks."""

import unicodedata
from dataclasses import dataclass

# Characters that reorder or hide what a reader sees (Unicode TR 36): never part of an official Chinese report.
BIDI_AND_INVISIBLE = frozenset(
    {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    | set("\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad")
)
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
    """Controls, surrogates, private use, unassigned and direction or zero-width characters."""
    if character in ALLOWED_CONTROLS:
        return False
    return character in BIDI_AND_INVISIBLE or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}


def forbidden_characters(text: str) -> list[ForbiddenCharacter]:
    """Every character of `text` that may not be stored, in order."""
    found, line = [], 1
    for offset, character in enumerate(text):
        if character == "\n":
            line += 1
        elif is_forbidden(character):
            found.append(ForbiddenCharacter(character, offset, line))
    return found
