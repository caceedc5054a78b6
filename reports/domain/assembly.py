"""From revisions to the one Document that is checked, rendered and published."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import (
    CONTENT_TYPES,
    Document,
    DocumentChapter,
    DocumentSection,
    ReportSettings,
    canonical_json,
    sha256_hex,
)
from reports.domain.refusals import Refusal
from reports.domain.styles import settings_of
from reports.enums import SectionKind, SectionStatus
from reports.models import Chapter, Report, Section, SectionRevision


class UnableToAssemble(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "sections_not_signed_off": _("These sections are not signed off: %(sections)s"),
        "no_sections": _("The report has no sections."),
    }


def draft_document(report: Report) -> Document:
    """The report as last saved, signed off or not: what the checks read."""
    return _document(report, _sections(report), settings=report.settings, signed_off=False, approved_at=None)


def draft_to_read(report: Report) -> Document:
    """The same in the look it will have: what a preview shows."""
    return _document(report, _sections(report), settings=settings_of(report), signed_off=False, approved_at=None)


def approved_document(report: Report, *, approved_at: datetime | None) -> Document:
    """The report from signed-off revisions alone. Refused, naming the sections, while one is not signed off."""
    sections = _sections(report)
    require_signed_off(sections)
    return _document(report, sections, settings=settings_of(report), signed_off=True, approved_at=approved_at)


def require_signed_off(sections: list[Section]) -> None:
    missing = [section for section in sections if section.status != SectionStatus.SIGNED_OFF]
    if not sections:
        raise UnableToAssemble("no_sections")
    if missing:
        names = "、".join(section.title for section in missing)
        raise UnableToAssemble("sections_not_signed_off", sections=names, codes=[s.code for s in missing])


def pinned_sha256(document: Document) -> str:
    """What a head's approval pins: every revision, its place and the report's own settings.

    Not the two dates and the edition's number, which only the publication gives it.
    """
    bare = replace(document, approved_at=None, announced_on=None, edition=0, corrects_edition=0)
    return sha256_hex(canonical_json(bare))


def _sections(report: Report) -> list[Section]:
    return list(
        Section.objects.filter(report=report)
        .select_related("chapter", "current_revision", "signed_off_revision")
        .order_by("chapter__position", "position")
    )


def _document(
    report: Report, sections: list[Section], *, settings: ReportSettings, signed_off: bool, approved_at: datetime | None
) -> Document:
    chapters: dict[int, tuple[Chapter, list[DocumentSection]]] = {
        chapter.pk: (chapter, []) for chapter in report.chapters.order_by("position")
    }
    for section in sections:
        revision = section.signed_off_revision if signed_off else section.current_revision
        chapters[section.chapter_id][1].append(_document_section(section, revision))
    return Document(
        agency_name=report.agency.name,
        agency_code=report.agency.code,
        roc_year=report.roc_year,
        title=report.title,
        chapters=tuple(
            DocumentChapter(chapter.title, SectionKind(chapter.kind), tuple(found))
            for chapter, found in chapters.values()
        ),
        settings=settings,
        approved_at=approved_at,
        announced_on=report.announced_on,
    )


def _document_section(section: Section, revision: SectionRevision | None) -> DocumentSection:
    if revision is None:
        return DocumentSection(section.code, CONTENT_TYPES[SectionKind(section.kind)]())
    return DocumentSection(section.code, revision.content, revision.number, revision.sha256)
