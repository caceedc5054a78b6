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


def aligned(
    text: str, *, title: str, front: Sequence[str], pieces: Sequence[Piece], draws_in_text: bool = False
) -> Difference | None:
    """None when `text` prints something of the front with the title, and then exactly the pieces.

    With `draws_in_text` every drawing has to print its labels; without, it may be a picture.

    The contents name the body's first heading too, so every place it stands at is tried; of the failures the one that
    came farthest is told.
    """
    if not pieces:
        return _front(text, title, front)
    farthest, told = -1, Difference(pieces[0].place, short(pieces[0].text), short(text))
    for start in starts(text, pieces[0].text):
        position, difference = _walk(text, start, pieces, draws_in_text=draws_in_text)
        if difference is None:
            return _front(text[:start], title, front)
        if position > farthest:
            farthest, told = position, difference
    return told


def _front(text: str, title: str, known: Sequence[str]) -> Difference | None:
    """The cover and the contents say some of the document's own lines in their order, beside numbers of pages."""
    if title not in text:
        return Difference("front", short(title), short(text))
    # One line may begin with another, so every way to take them is followed: how many are used up at each position.
    waiting, farthest = {0: 0}, 0
    while waiting:
        farthest = min(waiting)
        if farthest == len(text):
            return None
        for position, reached in _taken(text, farthest, known, waiting.pop(farthest)):
            waiting[position] = min(reached, waiting.get(position, reached))
    return Difference("front", "", short(text[farthest:]))


def _taken(text: str, position: int, known: Sequence[str], reached: int) -> Iterator[tuple[int, int]]:
    """Where each line that fits ends, with the number of lines used up then; only where none fits, numbers of pages."""
    fitting = [place for place in range(reached, len(known)) if text.startswith(known[place], position)]
    yield from ((position + len(known[place]), place + 1) for place in fitting)
    if not fitting and (numbers := _page_numbers(text, position)):
        yield position + len(numbers), reached


def _page_numbers(text: str, position: int) -> str:
    found = _PAGE_NUMBERS.match(text, position)
    return found[0] if found else ""


def starts(text: str, heading: str) -> Iterator[int]:
    """Every place where it stands."""
    found = text.find(heading)
    while found >= 0:
        yield found
        found = text.find(heading, found + 1)


def _walk(text: str, position: int, pieces: Sequence[Piece], *, draws_in_text: bool) -> tuple[int, Difference | None]:
    """How far the walk came, and what stopped it; None when it reached the end of the text with the last piece."""
    drawing: Piece | None = None
    for piece in pieces:
        if piece.drawn:
            drawing = piece
            continue
        if drawing is not None:
            after = _after_drawing(text, position, drawing, piece)
            if draws_in_text and after == position:
                return position, Difference(drawing.place, short("".join(drawing.drawn)), short(text[position:]))
            position, drawing = after, None
        if not text.startswith(piece.text, position):
            found = text[position : position + _SHOWN]
            return position, Difference(piece.place, short(piece.text), found)
        position += len(piece.text)
    rest = text[position:]
    return position, Difference("end", "", short(rest)) if rest else None


def _after_drawing(text: str, position: int, drawing: Piece, following: Piece) -> int:
    """Past what a drawing printed, if that is what lies before the next piece; else where it began."""
    end = text.find(following.text, position)
    at = position
    for part in drawing.drawn:
        at = text.find(part, at, max(end, 0))
        if at < 0:
            return position
        at += len(part)
    return end


def short(text: str) -> str:
    """Enough of it to be recognised."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
