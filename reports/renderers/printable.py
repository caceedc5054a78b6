"""Refusing, before anything is written, text that a file cannot hold or a face cannot print."""

from collections.abc import Callable, Iterator

from reports.renderers.files import RenderError
from reports.values.text import ForbiddenCharacter

_CONTEXT = 10


def refuse_unprintable(data: object, find: Callable[[str], list[ForbiddenCharacter]], reason: str) -> None:
    """RenderError unprintable_character, quoting the place of the first character that `find` finds in `data`."""
    # A whole report uses a few thousand different characters: nearly always they settle it.
    if not find("".join(set().union(*strings(data)))):
        return
    for text in strings(data):
        for found in find(text)[:1]:
            around = text[max(0, found.offset - _CONTEXT) : found.offset + _CONTEXT + 1]
            detail = f"{reason}: {found.code_point} on line {found.line} of {around!r}"
            raise RenderError("unprintable_character", detail)


def strings(data: object) -> Iterator[str]:
    """Every string in nested lists and dictionaries; keys of dictionaries are ours and are left out."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from strings(value)
