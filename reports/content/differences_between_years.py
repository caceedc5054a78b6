"""Last year's content made comparable with this year's: two reports number their rows independently.

A row of last year takes the key of the row that continues it this year, so that the differences (by key) show what
changed from year to year and not that one table replaced another.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from reports.content.document import Document, DocumentSection
from reports.content.keys import words
from reports.content.sections import AchievementContent, PlanContent, SectionContent

REACH = 8
"""How many rows that are left over are looked at for one that became this one."""
LIKENESS = 0.4
"""Two texts are versions of each other from this part of shared character pairs on (of all pairs of both)."""


def counterpart(document: Document, code: str, title: str, content: SectionContent) -> DocumentSection | None:
    """The section of last year's edition that this one continues: of its kind and title, else of its code."""
    titles = {_title(content), title} - {""}
    same_kind = [section for section in document.sections() if type(section.content) is type(content)]
    by_title = (section for section in same_kind if _title(section.content) in titles)
    by_code = (section for section in same_kind if section.code == code)
    return next(by_title, None) or next(by_code, None)


def _title(content: SectionContent) -> str:
    if isinstance(content, PlanContent):
        return content.title
    return content.goal_title if isinstance(content, AchievementContent) else ""


def with_keys_of(new: SectionContent, old: SectionContent) -> SectionContent:
    """`old` with the keys of `new`: equal rows first, then the likeliest, what has no likeness keeps apart."""
    keyed: SectionContent = _rekeyed(old, new)
    return keyed


def _rekeyed(old: Any, new: Any) -> Any:
    changes = {}
    for field in fields(old):
        rows = getattr(old, field.name)
        if isinstance(rows, tuple) and rows and is_dataclass(rows[0]):
            changes[field.name] = tuple(_rows(rows, getattr(new, field.name) if new is not None else (), field.name))
    return replace(old, **changes)


def _rows(old: tuple[Any, ...], new: tuple[Any, ...], name: str) -> Iterator[Any]:
    partners = _partners(old, new)
    for number, row in enumerate(old):
        partner = new[partners[number]] if number in partners else None
        # No key of this year's looks like this, so it cannot be taken for another row.
        key = partner.key if partner is not None else f"last-year:{name}:{row.key}"
        yield replace(_rekeyed(row, partner), key=key)


def _partners(old: tuple[Any, ...], new: tuple[Any, ...]) -> dict[int, int]:
    """Place in `old` → place in `new`. Rows without words of their own, as budgets, are paired in their order."""
    places: dict[str, list[int]] = {}
    for place, row in enumerate(new):
        places.setdefault(words(row), []).append(place)
    found: dict[int, int] = {}
    for place, row in enumerate(old):
        if same := places.get(words(row)):
            found[place] = same.pop(0)
    left = sorted(set(range(len(new))) - set(found.values()))
    for place in (place for place in range(len(old)) if place not in found):
        likeliest = max(left[:REACH], key=lambda other: _likeness(old[place], new[other]), default=None)
        if likeliest is not None and _likeness(old[place], new[likeliest]) >= LIKENESS:
            found[place] = likeliest
            left.remove(likeliest)
    return found


def _likeness(old: Any, new: Any) -> float:
    """From 0 to 1: the pairs of neighbouring characters that both have, of those that either has."""
    before, after = _pairs(words(old)), _pairs(words(new))
    return len(before & after) / (len(before | after) or 1)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
