"""The 更正對照表: what differs between two whole documents, section by section, rows matched by key."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from reports.content.codec import to_json
from reports.content.differences import Difference, DifferenceKind, differences
from reports.content.document import Document, DocumentSection, ReportSettings

REPORT = ""
"""The code under which stands what belongs to the report and not to one of its sections: titles and settings."""


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What changed in one section; `title` is the section's own where it has one, else its chapter's."""

    code: str
    title: str
    differences: tuple[Difference, ...]


def compare_documents(old: Document, new: Document) -> tuple[SectionChange, ...]:
    """Every section in which the two differ, in the order of `new`; those that are gone stand at the end.

    The dates of approval and announcement are those of each edition, not corrections.
    """
    before = {section.code: section for section in old.sections()}
    titles = dict(_titles(old)) | dict(_titles(new))
    found = [SectionChange(REPORT, "", tuple(_report_differences(old, new)))]
    for section in new.sections():
        was = before.pop(section.code, None)
        found.append(SectionChange(section.code, titles[section.code], _section_differences(was, section)))
    found += (SectionChange(code, titles[code], _gone(section)) for code, section in before.items())
    return tuple(change for change in found if change.differences)


def _section_differences(old: DocumentSection | None, new: DocumentSection) -> tuple[Difference, ...]:
    return differences(old.content if old is not None else None, new.content)


def _gone(section: DocumentSection) -> tuple[Difference, ...]:
    """All of a section that the new document no longer has, as removals."""
    return differences(section.content, type(section.content)())


def _report_differences(old: Document, new: Document) -> Iterator[Difference]:
    pairs = [("title", old.title, new.title), ("agency_name", old.agency_name, new.agency_name)]
    was = {chapter.kind: chapter.title for chapter in old.chapters}
    is_now = {chapter.kind: chapter.title for chapter in new.chapters}
    pairs += [(f"chapters.{kind}", was.get(kind, ""), is_now.get(kind, "")) for kind in {**was, **is_now}]
    settings, now_set = _settings(old.settings), _settings(new.settings)
    pairs += [(f"settings.{name}", settings[name], now_set[name]) for name in now_set]
    for field, before, after in pairs:
        if before != after:
            yield Difference(_kind(before, after), field, "", "", "", before, after)


def _settings(settings: ReportSettings) -> dict[str, str]:
    """Every setting, those of the look below `style`: also the ones that a document does not write."""
    own = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name != "style"}
    look = {f"style.{field.name}": getattr(settings.style, field.name) for field in fields(settings.style)}
    return {name: str(to_json(value)) for name, value in (own | look).items()}


def _kind(before: str, after: str) -> DifferenceKind:
    if before and after:
        return DifferenceKind.CHANGED
    return DifferenceKind.ADDED if after else DifferenceKind.REMOVED


def _titles(document: Document) -> Iterator[tuple[str, str]]:
    for chapter in document.chapters:
        for section in chapter.sections:
            own = getattr(section.content, "title", "") or getattr(section.content, "goal_title", "")
            yield section.code, str(own or chapter.title)
