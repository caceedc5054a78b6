"""Walking a file's text beside the pieces it must print."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.importing.round_trip.pieces import Piece

_SHOWN = 60
_PAGE_NUMBERS = re.compile(r"[0-9.…·]*")


@dataclass(frozen=True, slots=True)
class Difference:
    """`place` is the anchor of the block or row, "end" after the last one; both texts are without blanks."""

    place: str
    expected: str
    found: str


def aligned(text: str, *, front: Sequence[str], body: Sequence[Piece], appendix: Sequence[Piece]) -> Difference | None:
    """None when `text` prints something of the front, the body, and then the appendix or nothing more.

    The contents name the body's first heading too, so every place it stands at is tried; of the failures the one that
    came farthest is told.
    """
    if not body:
        return _front(text, front)
    farthest, told = -1, Difference(body[0].place, _short(body[0].choices[0]), _short(text))
    for start in _starts(text, body[0].choices[0]):
        failure = _walk(text, start, body, appendix)
        if failure is None:
            return _front(text[:start], front)
        if failure[0] > farthest:
            farthest, told = failure
    return told


def _front(text: str, known: Sequence[str]) -> Difference | None:
    """The cover and the contents say only what the document's own lines say, beside numbers of pages."""
    if known[0] not in text:
        return Difference("front", _short(known[0]), _short(text))
    choices = sorted(filter(None, known), key=len, reverse=True)
    position = 0
    while position < len(text):
        taken = next((line for line in choices if text.startswith(line, position)), "")
        taken = taken or _page_numbers(text, position)
        if not taken:
            return Difference("front", "", _short(text[position:]))
        position += len(taken)
    return None


def _page_numbers(text: str, position: int) -> str:
    found = _PAGE_NUMBERS.match(text, position)
    return found[0] if found else ""


def _starts(text: str, heading: str) -> Iterator[int]:
    found = text.find(heading)
    while found >= 0:
        yield found
        found = text.find(heading, found + 1)


def _walk(text: str, start: int, body: Sequence[Piece], appendix: Sequence[Piece]) -> tuple[int, Difference] | None:
    """How far the walk from `start` came and what stopped it; None when it reached the end of the text."""
    position = _pass(text, start, body)
    if isinstance(position, int) and position < len(text) and appendix:
        position = _pass(text, position, appendix)
    if isinstance(position, tuple):
        return position
    if position < len(text):
        return position, Difference("end", "", _short(text[position:]))
    return None


def _pass(text: str, position: int, pieces: Sequence[Piece]) -> int | tuple[int, Difference]:
    """The position after all pieces, or where and at which of them the walk stopped."""
    drawing: Piece | None = None
    for piece in pieces:
        if piece.drawn:
            drawing = piece
            continue
        if drawing is not None:
            position, drawing = _after_drawing(text, position, drawing, piece), None
        taken = next((choice for choice in piece.choices if text.startswith(choice, position)), None)
        if taken is None:
            found = text[position : position + _SHOWN]
            return position, Difference(piece.place, _short(piece.choices[0]), found)
        position += len(taken)
    return position


def _after_drawing(text: str, position: int, drawing: Piece, following: Piece) -> int:
    """Past what a drawing printed, if that is what lies before the next piece; else where it began."""
    end = text.find(following.choices[0], position)
    at = position
    for part in drawing.drawn:
        at = text.find(part, at, max(end, 0))
        if at < 0:
            return position
        at += len(part)
    return end


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
