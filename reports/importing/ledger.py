"""Where every character of a text went. What nobody claimed is a remainder, so nothing is ever lost silently."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters with one fate. Blanks around it belong to the span before.

    `place` is where it was put ("plan-2/i3"), or empty; then `reason` (a stable code) says why it was not,
    and `detail` what was met. `line` counts from 1 and is that of the first character that is not blank.
    """

    start: int
    text: str
    line: int
    place: str = ""
    reason: str = ""
    detail: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_remainder(self) -> bool:
        return not self.place


@dataclass(frozen=True, slots=True)
class _Claim:
    start: int
    end: int
    place: str = ""
    reason: str = ""
    detail: str = ""

    def has_fate_of(self, other: "_Claim") -> bool:
        return (self.place, self.reason, self.detail) == (other.place, other.reason, other.detail)


@dataclass
class Ledger:
    """Collects claims while a text is read."""

    _claims: list[_Claim] = field(default_factory=list)
    _withdrawn: dict[str, tuple[str, str]] = field(default_factory=dict)

    def place(self, start: int, end: int, place: str) -> None:
        self._claims.append(_Claim(start, end, place=place))

    def leave(self, start: int, end: int, reason: str, detail: str = "") -> None:
        self._claims.append(_Claim(start, end, reason=reason, detail=detail))

    def withdraw(self, section_code: str, reason: str, detail: str) -> None:
        """Turn all that was placed in a section into remainder."""
        self._withdrawn[section_code] = (reason, detail)

    def _settled(self, claim: _Claim) -> _Claim:
        reason, detail = self._withdrawn.get(claim.place.partition("/")[0], ("", ""))
        return replace(claim, place="", reason=reason, detail=detail) if reason else claim

    def spans(self, text: str) -> tuple[Span, ...]:
        """Sorted, contiguous and complete: the spans' texts joined are `text`."""
        breaks = [offset for offset, character in enumerate(text) if character == "\n"]
        claims = list(_without_gaps(text, _merged(map(self._settled, self._claims))))
        spans = []
        for number, claim in enumerate(claims):
            start = claim.start if number else 0
            end = claims[number + 1].start if number + 1 < len(claims) else len(text)
            line = bisect_left(breaks, claim.start) + 1
            spans.append(Span(start, text[start:end], line, claim.place, claim.reason, claim.detail))
        return tuple(spans)


def _merged(claims: Iterable[_Claim]) -> Iterator[_Claim]:
    """In order of place; a character claimed twice stays with the earlier claim."""
    reached = 0
    for claim in sorted(claims, key=lambda claim: claim.start):
        start = max(claim.start, reached)
        if start < claim.end:
            yield replace(claim, start=start)
            reached = claim.end


def _without_gaps(text: str, claims: Iterator[_Claim]) -> Iterator[_Claim]:
    """The first of each run of neighbours with one fate; characters that nobody claimed become a remainder."""
    current: _Claim | None = None
    for claim in _with_unread(text, claims):
        if current is None or not claim.has_fate_of(current):
            yield claim
        current = claim


def _with_unread(text: str, claims: Iterator[_Claim]) -> Iterator[_Claim]:
    reached = 0
    for claim in claims:
        yield from _unread(text, reached, claim.start)
        yield claim
        reached = claim.end
    yield from _unread(text, reached, len(text))
    if text and not text.strip():
        yield _Claim(0, len(text), reason="blank")


def _unread(text: str, start: int, end: int) -> Iterator[_Claim]:
    gap = text[start:end]
    words = gap.strip()
    if words:
        begin = start + gap.index(words)
        yield _Claim(begin, begin + len(words), reason="not_read")
