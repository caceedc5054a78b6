"""Findings as a page shows them, also those of content that has not been saved."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from reports.checks import findings_of
from reports.content import Document, DocumentChapter, SectionContent
from reports.domain import places, wording
from reports.domain.assembly import draft_document
from reports.domain.checking import OpenFinding
from reports.enums import Severity
from reports.models import Section, Waiver


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in words. `where` names its place in the section; `waiver` is the exception granted, if any."""

    severity: str
    label: str
    check_id: str
    title: str
    text: str
    remedy: str
    place: str
    where: str
    fingerprint: str
    waiver: Waiver | None

    @property
    def is_open(self) -> bool:
        return self.waiver is None

    @property
    def is_waivable(self) -> bool:
        return self.waiver is None and self.severity == Severity.WARNING


def findings_with(section: Section, content: SectionContent) -> tuple[OpenFinding, ...]:
    """The section's findings as if `content` had been saved; the rest of the report as it stands."""
    document = _with_content(draft_document(section.report), section.code, content)
    waivers = {waiver.fingerprint: waiver for waiver in section.waivers.select_related("waived_by")}
    return tuple(OpenFinding(item, waivers.get(item.fingerprint)) for item in findings_of(document, section.code))


def _with_content(document: Document, code: str, content: SectionContent) -> Document:
    def changed(chapter: DocumentChapter) -> DocumentChapter:
        sections = (replace(found, content=content) if found.code == code else found for found in chapter.sections)
        return replace(chapter, sections=tuple(sections))

    return replace(document, chapters=tuple(map(changed, document.chapters)))


def shown(found: Iterable[OpenFinding], content: SectionContent) -> list[ShownFinding]:
    return [
        ShownFinding(
            severity=item.finding.severity.value,
            label=wording.severity_label(item.finding.severity),
            check_id=item.finding.check_id,
            title=wording.check_title(item.finding.check_id),
            text=wording.finding_text(item.finding.message, item.finding.params),
            remedy=wording.finding_remedy(item.finding.message, item.finding.params),
            place=item.finding.place,
            where=places.place_text(content, item.finding.place),
            fingerprint=item.finding.fingerprint,
            waiver=item.waiver,
        )
        for item in found
    ]


def by_place(
    found: Iterable[ShownFinding], rows: Mapping[str, str], fields: Collection[str]
) -> dict[str, list[ShownFinding]]:
    """Findings by where the form shows them: a row's place (`rows` by key), a field's name, or "" for the section."""
    placed: dict[str, list[ShownFinding]] = defaultdict(list)
    for item in found:
        placed[rows.get(item.place, item.place if item.place in fields else "")].append(item)
    return dict(placed)


def summary(found: Iterable[ShownFinding]) -> str:
    """Such as: 2 errors · 1 warning; "" when nothing is open."""
    counts = Counter(item.severity for item in found if item.is_open)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    parts = []
    if errors:
        parts.append(ngettext("%(count)s error", "%(count)s errors", errors) % {"count": errors})
    if warnings:
        parts.append(ngettext("%(count)s warning", "%(count)s warnings", warnings) % {"count": warnings})
    return " · ".join(parts)
