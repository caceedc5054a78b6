"""Two texts compared by runs of characters, in a time that grows with their length and not with its square.

Chinese has no blanks between words, so the character is the unit. Pieces of four characters that each text has
exactly once tie the two together; only what lies between two ties is compared character by character.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

MAX_PRODUCT = 90_000
"""The product of two lengths up to which each element of one is compared with each of the other."""
MAX_PAIRS = 100_000
"""How many pairs of equal elements are looked at for one value (at worst 0.1 s); two reports have some 40,000 at most.
Where they are used up, a passage is replaced as a whole."""
PIECE = 4
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")


class RunKind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that was kept, taken away or put in."""

    kind: RunKind
    text: str


def text_runs(old: str, new: str) -> tuple[Run, ...]:
    """What was kept, taken away and put in, in reading order; a passage without a likeness is replaced as a whole."""
    found: list[Run] = []
    told = (run for run in _between_ties(old, new, _Work()) if run.text)
    for _is_kept, members in groupby(told, key=lambda run: run.kind is RunKind.SAME):
        runs = list(members)
        found += [Run(kind, "".join(run.text for run in runs if run.kind is kind)) for kind in RunKind]
    return tuple(run for run in found if run.text)


class _Work:
    """What may still be spent on a value."""

    def __init__(self) -> None:
        self.pairs = MAX_PAIRS

    def affords(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether the two can be compared element by element; then it is taken as done."""
        if len(old) * len(new) > MAX_PRODUCT:
            return False
        counts = Counter(new)
        pairs = sum(counts[element] for element in old)
        if pairs > self.pairs:
            return False
        self.pairs -= pairs
        return True


def _between_ties(old: str, new: str, work: _Work) -> Iterator[Run]:
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    yield Run(RunKind.SAME, new[:head])
    old_end, new_end = len(old) - tail, len(new) - tail
    i, j = head, head
    for tie_i, tie_j in _ties(old, new, head, (old_end, new_end)):
        if tie_i < i or tie_j < j:  # overlaps the tie before, which has grown over it
            continue
        yield from _compared(old[i:tie_i], new[j:tie_j], work)
        size = min(_shared(old, new, tie_i, tie_j), old_end - tie_i, new_end - tie_j)
        yield Run(RunKind.SAME, new[tie_j : tie_j + size])
        i, j = tie_i + size, tie_j + size
    yield from _compared(old[i:old_end], new[j:new_end], work)
    yield Run(RunKind.SAME, new[new_end:])


def _shared(old: str, new: str, i: int = 0, j: int = 0) -> int:
    """How many characters from `i` and `j` on are the same."""
    size = 0
    longest = min(len(old) - i, len(new) - j)
    while size < longest and old[i + size] == new[j + size]:
        size += 1
    return size


def _ties(old: str, new: str, start: int, ends: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where a piece that each text has once stands in both, in one order."""
    old_places, new_places = _once(old, start, ends[0]), _once(new, start, ends[1])
    pairs = {place: new_places[piece] for piece, place in old_places.items() if piece in new_places}
    kept = longest_increasing([pairs[place] for place in sorted(pairs)])
    return ((place, pairs[place]) for place in sorted(pairs) if pairs[place] in kept)


def _once(text: str, start: int, end: int) -> dict[str, int]:
    """The place of each piece that occurs once."""
    places: dict[str, int] = {}
    repeated: set[str] = set()
    for place in range(start, end - PIECE + 1):
        piece = text[place : place + PIECE]
        if piece in places:
            repeated.add(piece)
        places[piece] = place
    return {piece: place for piece, place in places.items() if piece not in repeated}


def _compared(old: str, new: str, work: _Work) -> Iterator[Run]:
    if work.affords(old, new):
        yield from _matched(old, new)
        return
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if not work.affords(before, after):
        yield from _replaced(old, new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, is_now = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            yield Run(RunKind.SAME, is_now)
        elif work.affords(was, is_now):
            yield from _matched(was, is_now)
        else:
            yield from _replaced(was, is_now)


def _matched(old: str, new: str) -> Iterator[Run]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run(RunKind.SAME, new[j1:j2])
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: str, new: str) -> Iterator[Run]:
    yield Run(RunKind.REMOVED, old)
    yield Run(RunKind.ADDED, new)


def longest_increasing(numbers: Sequence[int]) -> frozenset[int]:
    """The members of one longest increasing subsequence (distinct numbers), by patience sorting."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        previous[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    chain: set[int] = set()
    step = tails[-1] if tails else None
    while step is not None:
        chain.add(step)
        step = previous[step]
    return frozenset(chain)
