"""Loading an imported report into drafts: all of its sections or none, in one transaction."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import ContentError
from reports.domain import access, audit
from reports.domain.content_errors import content_error_text
from reports.domain.drafting import save_content
from reports.domain.opening import NewSection, add_section, open_report
from reports.domain.refusals import Refusal
from reports.enums import Ability, DivisionKind, SectionKind
from reports.importing import ImportedSection, ImportResult
from reports.models import Agency, Division, Report, Section, User

MALFORMED_REASONS = frozenset({"bad_number", "forbidden_character"})
"""Left-over words that are an error in the file rather than text without a place."""


class UnableToLoad(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "no_outline": _("No chapter of a report was found in the text. A chapter begins like 壹、年度施政目標."),
        "malformed": _("Line %(line)s: “%(detail)s” cannot be read. Correct it in the file and load it again."),
        "year_differs": _("The text is about year %(found)s, not %(year)s. Give the other year or the other file."),
        "has_content": _(
            "%(agency)s has report %(year)s already, with content in %(sections)s. Nothing was changed; "
            "edit those sections instead."
        ),
        "no_manager": _("Nobody at %(agency)s may open a report. Give a person the secretariat's role."),
        "not_the_manager": _("%(user)s may not open a report or add sections. Name a person of the secretariat."),
        "no_author": _("Nobody may write for %(division)s. Give a person the contributor's role there."),
        "not_the_author": _("%(user)s may not write for %(division)s. Name a person who contributes there."),
        "no_division": _("%(agency)s has not one secretariat division. Say which division the sections belong to."),
        "not_storable": _("Section %(section)s, line %(line)s, %(path)s: %(problem)s"),
    }
    statuses: ClassVar[Mapping[str, int]] = {
        "no_outline": 400,
        "malformed": 400,
        "year_differs": 400,
        "not_storable": 400,
    }


@dataclass(frozen=True, slots=True)
class Loaded:
    """The report with its loaded sections; `unfilled` are the codes of sections the text says nothing about."""

    report: Report
    sections: tuple[Section, ...]
    unfilled: tuple[str, ...]
    is_new: bool


def load_imported(
    *,
    agency: Agency,
    roc_year: int,
    imported: ImportResult,
    now: datetime,
    actor: User | None = None,
    division: Division | None = None,
) -> Loaded:
    """Open the year if need be and save every imported section as a draft.

    Without `actor` the secretariat opens and each division's first contributor writes; the `load` event names the
    source. New sections go to `division`, or to the secretariat. Raises UnableToLoad, UnableToOpen, UnableToSave.
    """
    _refuse_unfit(imported, roc_year)
    with transaction.atomic():
        return _Load(agency, roc_year, imported, now, actor, division).run()


def _refuse_unfit(imported: ImportResult, roc_year: int) -> None:
    for span in imported.remainder:
        if span.reason in MALFORMED_REASONS:
            raise UnableToLoad("malformed", line=span.line, detail=span.detail)
    if not imported.sections:
        raise UnableToLoad("no_outline")
    if imported.roc_year not in (None, roc_year):
        raise UnableToLoad("year_differs", found=imported.roc_year, year=roc_year)


@dataclass
class _Load:
    agency: Agency
    roc_year: int
    imported: ImportResult
    now: datetime
    actor: User | None
    division: Division | None
    authors: dict[int, User] = field(default_factory=dict)

    def run(self) -> Loaded:
        report = Report.objects.filter(agency=self.agency, roc_year=self.roc_year).select_related("agency").first()
        is_new = report is None
        opener = self.actor or self._first_who_may(Ability.MANAGE, self.agency)
        if opener is None:
            raise UnableToLoad("no_manager", agency=self.agency.name)
        report = self._opened(opener) if report is None else self._empty(report)
        sections = {section.code: section for section in report.sections.select_related("report__agency", "division")}
        loaded = [self._load(section, sections, report, opener) for section in _goals_first(self.imported)]
        self._record(report, opener, loaded)
        filled = {section.code for section in loaded}
        return Loaded(report, tuple(loaded), tuple(sorted(sections.keys() - filled)), is_new)

    def _require_manager(self, opener: User) -> None:
        if not access.policy().can(opener, Ability.MANAGE, self.agency, self.now):
            raise UnableToLoad("not_the_manager", user=opener.username)

    def _opened(self, opener: User) -> Report:
        self._require_manager(opener)
        report = open_report(
            agency=self.agency, roc_year=self.roc_year, sections=(), actor=opener, now=self.now,
            title=self.imported.heading.title,
        )  # fmt: skip
        report.bracket_width = self.imported.bracket_width
        report.announced_on = self.imported.heading.announced_on
        report.save(update_fields=["bracket_width", "announced_on"])
        return report

    def _empty(self, report: Report) -> Report:
        written = report.sections.filter(current_revision__isnull=False).values_list("code", flat=True)
        if written:
            raise UnableToLoad("has_content", agency=self.agency.name, year=self.roc_year, sections=", ".join(written))
        return report

    def _load(self, imported: ImportedSection, sections: dict[str, Section], report: Report, opener: User) -> Section:
        section = sections.get(imported.code)
        if section is None:
            kind = SectionKind(imported.content.kind)
            self._require_manager(opener)
            new = NewSection(kind, imported.title, self._division_for_new())
            section = add_section(report=report, new=new, actor=opener, now=self.now)
        author = self._author(section)
        try:
            return save_content(
                section=section, content=imported.content, actor=author, based_on=section.etag, now=self.now
            ).section
        except ContentError as error:
            problem = content_error_text(error)
            raise UnableToLoad(
                "not_storable", section=imported.code, line=imported.line, path=error.path, problem=problem
            ) from error

    def _division_for_new(self) -> Division:
        if self.division is None:
            found = self.agency.divisions.filter(kind=DivisionKind.SECRETARIAT)
            if len(found) != 1:
                raise UnableToLoad("no_division", agency=self.agency.name)
            self.division = found[0]
        return self.division

    def _author(self, section: Section) -> User:
        if self.actor is not None:
            if not access.policy().can(self.actor, Ability.EDIT, section, self.now):
                raise UnableToLoad("not_the_author", user=self.actor.username, division=section.division.name)
            return self.actor
        if section.division_id not in self.authors:
            author = self._first_who_may(Ability.EDIT, section)
            if author is None:
                raise UnableToLoad("no_author", division=section.division.name)
            self.authors[section.division_id] = author
        return self.authors[section.division_id]

    def _first_who_may(self, ability: Ability, subject: Agency | Section) -> User | None:
        people = User.objects.filter(agency=self.agency, is_active=True).order_by("pk")
        return next((user for user in people if access.policy().can(user, ability, subject, self.now)), None)

    def _record(self, report: Report, opener: User, loaded: list[Section]) -> None:
        text = "".join(span.text for span in self.imported.spans)
        audit.append_event(
            report=report, actor=opener, action="load", subject="report", now=self.now,
            payload={
                "source": self.imported.source_name,
                "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
                "sections": [section.code for section in loaded],
                "left_over": len(self.imported.remainder),
            },
        )  # fmt: skip


def _goals_first(imported: ImportResult) -> list[ImportedSection]:
    """Achievements refer to goals, which have to be there before them."""
    return sorted(imported.sections, key=lambda section: section.content.kind is not SectionKind.GOALS)
